"""Whether what was found is what the labels say: names, words, meetings, folded for comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher

from monitor.core.records import Meeting
from tests.evaluation.corpus import GoldMeeting

# Days that two reports of one meeting's start may lie apart.
_START_TOLERANCE = 3

# A quotation found with this share of the labelled letters counts; what is missing is usually a cut end.
_QUOTE_LIKENESS = 0.85

# The days of a period after its first one.
_SPAN = {"day": 0, "week": 6, "month": 30}

_TITLE = re.compile(
    r"^(?:mr|mrs|ms|dr|amb|ambassador|sen|secretary|minister|vice|premier|envoy|special|president)\.?\s+"
)

# Other usual names of one organisation or outlet.
_SAME_NAME = {
    "agencefrancepresse": "afp",
    "associatedpress": "ap",
    "bloombergtelevision": "bloombergtv",
    "chineseforeignministry": "ministryofforeignaffairs",
    "chinasforeignministry": "ministryofforeignaffairs",
    "foreignministry": "ministryofforeignaffairs",
    "chinasministryofforeignaffairs": "ministryofforeignaffairs",
    "environmentministry": "ministryofecologyandenvironment",
    "chinasministryofecologyandenvironment": "ministryofecologyandenvironment",
    "usstatedepartment": "statedepartment",
    "usdepartmentofstate": "statedepartment",
}


def letters(text: str | None) -> str:
    """Letters and digits only, in lower case: the same words whatever their punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def name_key(name: str | None) -> str:
    """A name without article, titles, initials, hyphens and accents; one key for an organisation's names."""
    decomposed = unicodedata.normalize("NFKD", name or "")
    text = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower().strip()
    text = re.sub(r"^(?:an?|the)\s+", "", text)
    while (shorter := _TITLE.sub("", text)) != text:
        text = shorter
    key = letters(re.sub(r"\b[a-z]\.\s*", "", text)) or letters(text)
    return _SAME_NAME.get(key, key)


def same_name(gold: str | None, found: str | None) -> bool:
    """Whether both name one person or organisation; two absent names are the same."""
    return name_key(gold) == name_key(found)


def same_speaker(gold: str, found: str | None) -> bool:
    """Whether both name one speaker; of one whom the story does not name, a part of the words is enough."""
    if same_name(gold, found):
        return True
    chinese = not gold.isascii()
    nameless = chinese or gold[:1].islower()
    ours, theirs = name_key(gold), name_key(found)
    return nameless and len(theirs) >= (3 if chinese else 8) and (ours in theirs or theirs in ours)


def same_quote(gold: str, found: str) -> bool:
    """Whether both are one quotation, a few letters more or less."""
    ours, theirs = letters(gold), letters(found)
    if not ours or not theirs:
        return False
    return ours == theirs or SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _QUOTE_LIKENESS


def likeness(gold: GoldMeeting, found: Meeting) -> float:
    """How well a meeting found fits a labelled one: 0 (another meeting) to about 2.

    Both sides' people must be common to both, and the days on which it may have begun near each other.
    """
    ours, theirs = names(gold), names(found)
    common = ours & theirs
    if not common or len(common) < min(2, len(ours)):
        return 0.0
    nearness = _nearness(_window(gold), _window(found))
    if nearness is None:
        return 0.0
    alike = 0.1 * same_name(gold.city, found.city) + 0.1 * (gold.mode == found.mode)
    return len(common) / len(ours | theirs) + nearness + alike


def pairs(gold: Sequence[GoldMeeting], found: Sequence[Meeting]) -> list[tuple[GoldMeeting, Meeting]]:
    """Labelled and found meetings matched one to one, the best fitting first."""
    fits = [(likeness(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    matched: list[tuple[int, int]] = []
    for fit, i, j in sorted(fits, reverse=True):
        if fit > 0 and all(i != one and j != other for one, other in matched):
            matched.append((i, j))
    return [(gold[i], found[j]) for i, j in matched]


def names(meeting: GoldMeeting | Meeting) -> set[str]:
    """The folded names of those who take part."""
    return {name_key(person.name) for person in meeting.participants}


def _window(meeting: GoldMeeting | Meeting) -> tuple[date, date] | None:
    """The days on which it may have begun; None where nothing is known."""
    if meeting.start is None or meeting.precision == "unknown":
        return None
    first = date.fromisoformat(meeting.start[:10])
    return first, first + timedelta(days=_SPAN[meeting.precision])


def _nearness(ours: tuple[date, date] | None, theirs: tuple[date, date] | None) -> float | None:
    """0 to 1; None where the days exclude each other."""
    if ours is None or theirs is None:
        return 0.3
    gap = max((ours[0] - theirs[1]).days, (theirs[0] - ours[1]).days, 0)
    if gap > _START_TOLERANCE:
        return None
    exact = ours[0] == ours[1] and theirs[0] == theirs[1]
    return (1.0 if exact else 0.6) - gap / 5
