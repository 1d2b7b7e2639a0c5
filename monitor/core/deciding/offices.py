"""The offices of governments in sentences: which of them speaks, and whose it is.

"the State Department said"                     US: nobody else has one
"China's foreign ministry said"                 CN: the sentence says whose
"South Korea's foreign ministry said"           nobody's that we follow
"a foreign ministry spokesman said"             whose the rest of the story says, if it says so of one alone
"the State Department declined to comment"      nobody speaks
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from re import Match, Pattern

_CLAUSE_ENDS = re.compile(r"[,;:.!?，；：。！？、]")
_AFTER, _BEFORE = 60, 60  # characters within which a word belongs to the office's name
_NOTHING = re.compile(r"(?!)")
_HAN = re.compile(r"[㐀-鿿]")
# What may stand before an office's name without saying whose it is.
_BARE_BEFORE = re.compile(
    r"(?:^|[^\w\s'-]\s*|\b(?:the|a|an|and|or|by|from|at|with|to|that|as|of|for|when|while)\s+|[日天午晨晚从由经据向对在与和及\d]\s*)$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of an office."""

    country: str | None
    """Whose it is; None where the words leave it open."""
    foreign: bool
    """The words say that it is somebody else's."""
    speaks: bool
    confirms: bool


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """What makes a mention of an office its word; all folded, lower case."""

    telling: Pattern[str] = _NOTHING
    attributing: Pattern[str] = _NOTHING
    confirming: Pattern[str] = _NOTHING
    denying: Pattern[str] = _NOTHING
    both: Pattern[str] = _NOTHING


@dataclass(frozen=True, slots=True)
class Offices:
    """Finds the offices that a text names. All texts and words are folded and in lower case."""

    own: Mapping[str, str] = field(default_factory=dict)
    """Name of an office that one government alone has, to its country."""
    shared: Mapping[str, str] = field(default_factory=dict)
    """Name of an office that many governments have, to the country that is followed."""
    whose: Mapping[str, str] = field(default_factory=dict)
    """Word that says whose a shared office is, to the country."""
    words: OfficeWords = field(default_factory=OfficeWords)
    _sure: Mapping[str, Pattern[str]] = field(init=False, repr=False, compare=False)
    _said_whose: Mapping[str, Pattern[str]] = field(init=False, repr=False, compare=False)
    _shared: Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        countries = sorted({*self.own.values(), *self.shared.values()})
        said = {country: _with_owner(_of(self.shared, country), _of(self.whose, country)) for country in countries}
        object.__setattr__(self, "_said_whose", said)
        object.__setattr__(self, "_sure", {country: any_of(_of(self.own, country)) for country in countries})
        object.__setattr__(self, "_shared", any_of(self.shared))

    def named_in(self, text: str) -> Iterator[Named]:
        """Every mention of an office in `text`, in no order."""
        taken: list[tuple[int, int]] = []
        for country in self._sure:
            for match in (*self._sure[country].finditer(text), *self._said_whose[country].finditer(text)):
                taken.append(match.span())
                yield self._mention(text, match, country, foreign=False)
        for match in self._shared.finditer(text):
            if not any(start <= match.start() and match.end() <= end for start, end in taken):
                yield self._mention(text, match, None, foreign=not _BARE_BEFORE.search(text[: match.start()]))

    def owner_told(self, text: str) -> str | None:
        """The one country to which `text` ascribes its shared offices; None where it names another's or none."""
        found = {country for country, pattern in self._said_whose.items() if pattern.search(text)}
        foreign = any(mention.foreign for mention in self.named_in(text))
        return found.pop() if len(found) == 1 and not foreign else None

    def _mention(self, text: str, match: Match[str], country: str | None, *, foreign: bool) -> Named:
        rest = text[match.end() : match.end() + _AFTER]
        after = _CLAUSE_ENDS.split(rest, maxsplit=1)[0]
        before = _CLAUSE_ENDS.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
        denied = bool(self.words.denying.search(f"{before}\n{after}"))
        told = bool(self.words.telling.search(after) or self.words.attributing.search(before))
        headed = rest.lstrip()[:1] in {":", "："} and not rest[:1].isspace()
        confirmed = bool(self.words.confirming.search(after))
        return Named(country, foreign, speaks=(told or headed) and not denied, confirms=confirmed and not denied)


def any_of(words: Iterable[str]) -> Pattern[str]:
    """A pattern that finds any of `words` as whole words; in Chinese wherever they stand."""
    alternatives = _alternatives(words)
    return re.compile(alternatives) if alternatives else _NOTHING


def _alternatives(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word) if _HAN.search(word) else rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" for word in ordered
    )


def _of(table: Mapping[str, str], country: str) -> Sequence[str]:
    return [word for word, owner in table.items() if owner == country]


def _with_owner(offices: Sequence[str], owners: Sequence[str]) -> Pattern[str]:
    """`China's foreign ministry`, `foreign ministry of China`, `in Beijing, the foreign ministry`, 中国外交部."""
    if not offices or not owners:
        return _NOTHING
    office, owner = _alternatives(offices), _alternatives(owners)
    return re.compile(
        rf"(?:{owner})(?:'s)?\s*的?(?:\s(?!and\b|or\b)[a-z-]+){{0,2}}\s*(?:{office})"
        rf"|(?:{office})\s+(?:of|in)\s+(?:the\s+)?(?:{owner})"
        rf"|\bin\s+(?:{owner}),?\s+(?:the\s+|a\s+)?(?:{office})"
    )
