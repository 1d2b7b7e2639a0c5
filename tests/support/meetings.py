"""Stories that report meetings, written by hand for tests of what is known and alerted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from monitor.core.deciding.age import moment_of, story_day
from monitor.core.deciding.compatibility import report_of
from monitor.core.deciding.known import Report, ReportKey, Source
from monitor.core.records import Block, Meeting, Page, Person, Quote, Relevance, Story, Text

OKAFOR = Person("Dana Okafor", "US", "U.S. special envoy for climate")
LIN = Person("Lin Weiguo", "CN", "China’s special envoy for climate change")
FAN = Person("Fan Jie", "CN", "foreign minister")
LIN_IN_CHINESE = Person("林卫国", "CN", "中国气候变化事务特使")
OKAFOR_IN_CHINESE = Person("奥卡福", "US", "美国气候问题特使")


def meeting(start: str | None = "2026-05-03", end: str | None = None, **facts: Any) -> Meeting:
    """An announced meeting of Okafor and Lin in Chengdu; `facts` replace what is said of it."""
    usual: dict[str, Any] = {
        "kind": "envoy",
        "status": "announced",
        "mode": "in_person",
        "background": False,
        "start": start,
        "end": end,
        "precision": "day" if start else "unknown",
        "city": "Chengdu",
        "country": "CN",
        "venue": None,
        "participants": (OKAFOR, LIN),
        "evidence": ("The envoys meet.",),
        "confidence": 0.9,
    }
    return Meeting(**{**usual, **facts})


def report(
    facts: Meeting,
    published: str = "2026-04-20T09:00:00+08:00",
    story: str = "https://wire.example.org/1",
    moved_from: Iterable[str] | None = None,
    **about: Any,
) -> Report:
    """`facts` as a story of `published` tells them; `about` replaces what is known of the story."""
    moment = moment_of(published)
    assert moment is not None
    source = Source(
        address=story,
        link=story,
        outlet="Example Wire",
        headline="Envoys",
        published=published,
        language="en",
        day=story_day(published, moment, moment),
        moment=moment,
        original=story,
    )
    source = replace(source, **about)
    cities = None if moved_from is None else frozenset(moved_from)
    return report_of(ReportKey(story, 0), facts, source, moved_from=cities)


def story(
    *meetings: Meeting,
    published: str | None = "2026-04-20T09:00:00+08:00",
    name: str = "1",
    outlet: str = "Example Wire",
    language: str = "en",
    text: Iterable[str] = (),
    quotes: tuple[Quote, ...] = (),
    relevant: bool = True,
    moved_from: tuple[str, ...] | None = None,
) -> Story:
    """A story that reports `meetings`; without `text` its words are its own and shared with no other story."""
    words = tuple(text) or (f"This is all that {outlet} says in story {name}.",)
    people = tuple({person.name: person for m in meetings for person in m.participants}.values())
    return Story(
        Text(
            source=address(name),
            url=None,
            outlet=outlet,
            language=language,
            headline=f"Story {name}",
            standfirst=None,
            authors=(),
            published=published,
            updated=None,
            image=None,
            blocks=tuple(Block("paragraph", paragraph) for paragraph in words),
        ),
        quotes,
        people,
        tuple(meetings),
        Relevance(relevant, 0.9 if relevant else 0.1, ("climate envoys",) if relevant else ("no climate",)),
        moved_from=moved_from,
    )


def page(name: str = "1", body: bytes = b"<p>as it came</p>") -> Page:
    """The page of the story called `name`."""
    return Page(source=address(name), body=body, url=address(name), content_type="text/html")


def address(name: str) -> str:
    """Where the story called `name` is."""
    return f"https://wire.example.org/{name}"


def at(text: str) -> datetime:
    """A moment, UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
