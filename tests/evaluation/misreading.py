"""Labels with the mistakes that readers make, at random: what deciding has to live with.

misread(article, chance, 0.1) → the article, about a tenth of its meetings told wrongly in one point

The kinds of mistakes and how often each comes are those of the reading on corpora that it had not seen before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.evaluation.corpus import Article, GoldMeeting

Mistake = Callable[[GoldMeeting, Article, Random], GoldMeeting | None]
"""The meeting told wrongly; None where it is not told at all."""

_OTHER_CITIES = (("Brussels", "BE"), ("Washington", "US"), ("Beijing", "CN"), ("Geneva", "CH"), ("New York", "US"))
_OTHER_STATUS = {
    "announced": ("held", "underway"),
    "underway": ("held", "announced"),
    "held": ("announced", "underway"),
    "postponed": ("announced", "cancelled"),
    "cancelled": ("postponed", "announced"),
}


def misread(article: Article, chance: Random, share: float) -> Article:
    """`article` with about `share` of its meetings told wrongly, each in one point."""
    told = [_perhaps(meeting, article, chance, share) for meeting in article.meetings]
    return replace(article, meetings=tuple(meeting for meeting in told if meeting is not None))


def _perhaps(meeting: GoldMeeting, article: Article, chance: Random, share: float) -> GoldMeeting | None:
    if chance.random() >= share:
        return meeting
    mistake = chance.choices(list(MISTAKES), weights=list(MISTAKES.values()))[0]
    return mistake(meeting, article, chance)


def _no_city(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, city=None, country=None)


def _other_city(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    """A city that the story also names, as a dateline often is."""
    if meeting.city is None:
        return meeting
    city, country = chance.choice([pair for pair in _OTHER_CITIES if pair[0] != meeting.city])
    return replace(meeting, city=city, country=country)


def _days_off(*choices: int) -> Mistake:
    def shift(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
        by = timedelta(days=chance.choice(choices))
        start, end = (_shifted(day, by) for day in (meeting.start, meeting.end))
        return replace(meeting, start=start, end=end)

    return shift


def _shifted(day: str | None, by: timedelta) -> str | None:
    return str(date.fromisoformat(day) + by) if day else None


def _day_of_story(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    day = str(article.published.date())
    return replace(meeting, start=day, end=day, precision="day")


def _no_day(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, start=None, end=None, precision="unknown")


def _no_end(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, end=meeting.start)


def _other_status(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, status=chance.choice(_OTHER_STATUS[meeting.status]))


def _nobody_of_a_side(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    country = chance.choice(("US", "CN"))
    return replace(meeting, participants=tuple(p for p in meeting.participants if p.country != country))


def _family_names(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    people = tuple(replace(p, name=p.name.split()[0 if p.country == "CN" else -1]) for p in meeting.participants)
    return replace(meeting, participants=people)


def _other_kind(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, kind="official" if meeting.kind == "envoy" else "envoy")


def _other_mode(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, mode="video" if meeting.mode == "in_person" else "in_person")


def _only_looking_back(meeting: GoldMeeting, article: Article, chance: Random) -> GoldMeeting:
    return replace(meeting, background=not meeting.background)


def _not_told(meeting: GoldMeeting, article: Article, chance: Random) -> None:
    return None


MISTAKES: Mapping[Mistake, int] = {
    _no_city: 4,
    _other_city: 2,
    _days_off(-1, 1): 3,
    _days_off(-7, 7): 1,
    _day_of_story: 2,
    _no_day: 2,
    _no_end: 2,
    _other_status: 4,
    _nobody_of_a_side: 2,
    _family_names: 2,
    _other_kind: 1,
    _other_mode: 1,
    _only_looking_back: 1,
    _not_told: 3,
}
"""Each kind of mistake with how often it comes beside the others."""
