"""The words of a page that are not its story's: labels, boilerplate, markup names (config/pages.toml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from monitor.core.errors import ConfigurationError, Mistake
from monitor.core.reading.outlets import Outlets

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_OPENING = " \t\u3000()（）【】[]〔〕▲△*●■◆|-–—>»←→“\"'"
_NOT_LETTERS = re.compile(r"[\W_]+")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
# Longer lines are sentences of a story, however they begin.
_LONGEST_OFFER = 25
_LONGEST_BOILERPLATE = 260
# Class names seen, kept for the next page: sites use the same ones on all of theirs.
_MOST_REMEMBERED = 4096


@dataclass(frozen=True, eq=False)
class PageWords:
    """What tells the parts of a page apart, all languages together; every word in lower case."""

    markup: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Role to the phrases that name it in classes and ids; the first role that fits wins."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Time zone abbreviation to offset (`+08:00`)."""
    credit_labels: tuple[str, ...] = ()
    credit_labels_colon: tuple[str, ...] = ()
    credit_ends: tuple[str, ...] = ()
    not_credits: tuple[str, ...] = ()
    caption_extras: tuple[str, ...] = ()
    boilerplate_lines: tuple[str, ...] = ()
    boilerplate_starts: tuple[str, ...] = ()
    promotion_starts: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    """Parts of short lines that sell or offer something: newsletters, subscriptions."""
    story_ends: tuple[str, ...] = ()
    standfirst_labels: tuple[str, ...] = ()
    byline_labels: tuple[str, ...] = ()
    not_authors: tuple[str, ...] = ()
    published_labels: tuple[str, ...] = ()
    updated_labels: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    """From Monday."""
    introductions: tuple[str, ...] = ()
    paywall: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    outlets: Outlets = field(default_factory=Outlets)
    _phrases: Mapping[str, list[tuple[list[str], int]]] = field(init=False, repr=False)
    """First word of a phrase in `markup` to the phrase's words and the place of its role."""
    _roles_seen: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    _lines: frozenset[str] = field(init=False, repr=False)
    _ends: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        phrases: dict[str, list[tuple[list[str], int]]] = {}
        for rank, texts in enumerate(self.markup.values()):
            for words in map(str.split, texts):
                phrases.setdefault(words[0], []).append((words, rank))
        object.__setattr__(self, "_phrases", phrases)
        object.__setattr__(self, "_lines", frozenset(map(_letters, self.boilerplate_lines)))
        object.__setattr__(self, "_ends", frozenset(map(_letters, self.story_ends)))

    def role(self, names: str) -> str:
        """The role that an element's class, id and like names give it; empty for none."""
        names = names[:400]
        if (known := self._roles_seen.get(names)) is not None:
            return known
        parts = [part.lower() for part in _WORD.findall(names)]
        ranks = []
        until = 0
        for start, part in enumerate(parts):
            if start < until:
                continue
            here = [(p, rank) for p, rank in self._phrases.get(part, ()) if parts[start : start + len(p)] == p]
            longest = max((len(phrase) for phrase, _ in here), default=0)
            nothing = any(self._says_nothing(rank) for phrase, rank in here if len(phrase) == longest)
            until = start + longest if nothing else until
            ranks += [rank for phrase, rank in here if len(phrase) == longest and not nothing]
        found = tuple(self.markup)[min(ranks)] if ranks else ""
        if len(self._roles_seen) >= _MOST_REMEMBERED:
            self._roles_seen.clear()
        self._roles_seen[names] = found
        return found

    def _says_nothing(self, rank: int) -> bool:
        return tuple(self.markup)[rank] == "nothing"

    def is_boilerplate(self, text: str) -> bool:
        """Whether a line belongs to the page, not to the story: "Share", "Featured image: …", 责任编辑…"""
        if len(text) > _LONGEST_BOILERPLATE:
            return False
        return _letters(text) in self._lines or text.lstrip(_OPENING).lower().startswith(self.boilerplate_starts)

    def is_promotion(self, text: str) -> bool:
        """Whether a line that stands apart from the story's paragraphs begins as a promotion does."""
        return len(text) <= _LONGEST_BOILERPLATE and text.lstrip(_OPENING).lower().startswith(self.promotion_starts)

    def is_offer(self, text: str) -> bool:
        """Whether a short line that quotes nobody offers a subscription or a newsletter."""
        low = text.lower()
        short = len(text.split()) <= _LONGEST_OFFER and not any(mark in text for mark in '“"「')
        return short and any(part in low for part in (*self.offers, *self.paywall))

    def ends_story(self, text: str) -> bool:
        """Whether a line is the heading of a box under the story ("Related articles", 相关新闻)."""
        return len(text) < 60 and _letters(text) in self._ends

    def knowing(self, outlets: Outlets) -> PageWords:
        """The same words together with the known outlets."""
        return replace(self, outlets=outlets)

    @classmethod
    def from_data(cls, data: Mapping[str, object], file: str) -> PageWords:
        """Join the tables of all languages; `[markup]` and `[zones]` belong to none.

        Raises ConfigurationError with every mistake: an unknown key, a value that is no list of strings,
        an offset that is none.
        """
        mistakes: list[Mistake] = []
        words: dict[str, list[str]] = {}
        known = {f.name for f in fields(cls)} - {"markup", "zones", "outlets"}
        for language, table in data.items():
            if not isinstance(table, Mapping):
                mistakes.append(Mistake(file, language, "is no table", f"[{language}]"))
                continue
            if language == "zones":
                mistakes += _wrong_zones(table, file)
                continue
            for name, phrases in table.items():
                where = f"{language}.{name}"
                if language != "markup" and name not in known:
                    mistakes.append(Mistake(file, where, "is unknown", "one of " + ", ".join(sorted(known))))
                elif not _is_strings(phrases):
                    mistakes.append(Mistake(file, where, "is no list of strings", f'{name} = ["…"]'))
                elif language != "markup":
                    words.setdefault(name, []).extend(phrase.lower() for phrase in phrases)
        if mistakes:
            raise ConfigurationError(tuple(mistakes))
        markup, zones = data.get("markup", {}), data.get("zones", {})
        assert isinstance(markup, Mapping)  # every table was looked at above
        assert isinstance(zones, Mapping)
        joined = {name: tuple(dict.fromkeys(phrases)) for name, phrases in words.items()}
        roles = {role: tuple(phrases) for role, phrases in markup.items()}
        return cls(markup=roles, zones=dict(zones), **joined)  # type: ignore[arg-type]  # every key was looked at above


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).lower()


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _wrong_zones(zones: Mapping[str, object], file: str) -> list[Mistake]:
    return [
        Mistake(file, f"zones.{name}", f"{offset!r} is no offset", '"+08:00"')
        for name, offset in zones.items()
        if not isinstance(offset, str) or not _OFFSET.fullmatch(offset)
    ]
