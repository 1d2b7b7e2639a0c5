"""Stories read without a mistake: their labels as records, and the alerts that they ought to give.

What reading gets wrong does not blur here what knowing meetings gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.core.reading.document import Document, make_document
from monitor.core.reading.moving import moved_from
from monitor.core.records import Block, BlockKind, Meeting, Page, Person, Relevance, Story, Text
from tests.evaluation.corpus import Article, GoldMeeting
from tests.evaluation.pages import address
from tests.support.reading import knowledge

_KIND: Mapping[str, BlockKind] = {"h": "heading", "p": "paragraph", "quote": "quotation"}
_HAPPENED = {"underway", "held"}


@dataclass(frozen=True)
class Expected:
    """An alert that is due: `new`, or what the update changes."""

    meeting: str
    change: str


def story_of(article: Article) -> Story:
    """The story as labelled."""
    meetings = tuple(_meeting(gold, article) for gold in article.meetings)
    people = tuple({person.name: person for meeting in meetings for person in meeting.participants}.values())
    wordings = {word for person in people for word in (person.name, person.role) if word}
    text = text_of(article)
    return Story(
        text=text,
        quotes=(),
        people=people,
        meetings=meetings,
        relevance=Relevance(bool(article.relevant), 1.0 if article.relevant else 0.0, ()),
        wordings=tuple(sorted(wordings, key=lambda word: (-len(word), word))),
        moved_from=moved_from(_document(text), meetings, knowledge()),
    )


def text_of(article: Article) -> Text:
    """What its page says."""
    return Text(
        source=article.id,
        url=address(article),
        outlet=article.outlet,
        language=article.lang,
        headline=article.headline,
        standfirst=article.standfirst,
        authors=article.authors,
        published=article.published.isoformat(),
        updated=None,
        image=None,
        blocks=tuple(_block(block) for block in article.body),
    )


@cache
def _document(text: Text) -> Document:
    return make_document(text, knowledge())


def page_of(article: Article) -> Page:
    """Where it was read; its bytes do not matter."""
    return Page(source=address(article), url=address(article), body=article.id.encode())


def expected(articles: Sequence[Article]) -> list[Expected]:
    """The alerts that `articles`, oldest first, ought to give: once new, then each real change."""
    told: dict[str, GoldMeeting] = {}
    return [alert for article in articles for gold in article.meetings for alert in _due(gold, told)]


def _due(gold: GoldMeeting, told: dict[str, GoldMeeting]) -> Iterator[Expected]:
    if not gold.news:
        return
    before = told.get(gold.meeting)
    if before is None:
        told[gold.meeting] = gold
        yield Expected(gold.meeting, "new")
    elif change := _real_change(before, gold):
        told[gold.meeting] = gold
        yield Expected(gold.meeting, change)


def _real_change(before: GoldMeeting, now: GoldMeeting) -> str | None:
    if before.status in _HAPPENED:
        return None
    if now.status != before.status:
        return f"now {now.status}"
    if before.start != now.start and before.precision == now.precision == "day":
        return f"to {now.start}"
    return f"to {now.city}" if before.city and now.city and before.city != now.city else None


def _block(block: Mapping[str, str]) -> Block:
    ((kind, text),) = block.items()
    return Block(_KIND[kind], text)


def _meeting(gold: GoldMeeting, article: Article) -> Meeting:
    """`gold` as a report; its evidence is what a reader would underline, the passages that name its place or people."""
    words = [gold.city or "", *(person.name.split()[-1] for person in gold.participants)]
    passages = [article.headline, *article.paragraphs]
    evidence = tuple(passage for passage in passages if any(word and word in passage for word in words))
    people = tuple(Person(person.name, person.country, person.role) for person in gold.participants)
    facts = {name: getattr(gold, name) for name in Meeting.__dataclass_fields__ if hasattr(gold, name)}
    return Meeting(**{**facts, "participants": people, "evidence": evidence, "confidence": 1.0})
