"""The data files, read: config/*.toml and config/languages/<language>/*.toml become one `Knowledge`.

    packaged files ─┐
                    ├─merge, entry by entry─▶ tables ──from_data──▶ Knowledge
    user's folder  ─┘

Each table's own class checks its values and names a mistake by its path; here the path becomes a line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from monitor.core.deciding.governments import Governments
from monitor.core.errors import ConfigurationError, Mistake
from monitor.core.knowledge import Knowledge, Language
from monitor.core.reading.date_words import DateWords
from monitor.core.reading.lexicon import Lexicon, Term
from monitor.core.reading.meeting_words import MeetingWords
from monitor.core.reading.officials import Officials
from monitor.core.reading.organisations import Organisations
from monitor.core.reading.outlets import Outlets
from monitor.core.reading.page_words import PageWords
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.places import Places
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.relevance import Topics
from monitor.core.reading.roles import Roles
from monitor.core.reading.text_words import TextWords
from monitor.toml_lines import find_lines

_Table = TypeVar("_Table")
_FromData = Callable[[Mapping[str, Any], str], _Table]


def default_folder() -> Path:
    """Where the program's own data files lie: in the wheel, or in the checkout it runs from."""
    packaged = Path(__file__).parent / "_config"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "config"


def load_knowledge(own: Path | None = None) -> Knowledge:
    """Read every data file; those in the folder `own` take their namesakes' place, entry by entry.

    Raises ConfigurationError with every mistake of every file.
    """
    files = _Files(default_folder(), own)
    languages = {
        code: Language(
            code=code,
            text=files.read(f"languages/{code}/text.toml", TextWords.from_data),
            people=files.read(f"languages/{code}/people.toml", PeopleWords.from_data),
            dates=files.read(f"languages/{code}/dates.toml", DateWords.from_data),
            meetings=files.read(f"languages/{code}/meetings.toml", MeetingWords.from_data),
            quotes=files.read(f"languages/{code}/quotes.toml", QuoteWords.from_data),
        )
        for code in files.languages()
    }
    officials = files.read("officials.toml", Officials.from_data)
    places = files.read("places.toml", Places.from_data)
    topics = files.read("topics.toml", Topics.from_data)
    organisations = files.read("organisations.toml", Organisations.from_data)
    roles = files.read("roles.toml", Roles.from_data)
    outlets = files.read("outlets.toml", Outlets.from_data)
    governments = files.read("governments.toml", Governments.from_data)
    pages = files.read("pages.toml", PageWords.from_data)
    files.finish()
    languages = {code: _with_words_behind_names(language) for code, language in languages.items()}
    parts: list[object] = [officials, organisations, roles, places, topics, outlets]
    for language in languages.values():
        parts += [language.text, language.people, language.dates, language.meetings, language.quotes]
    return Knowledge(
        pages=pages.knowing(outlets),
        lexicon=Lexicon(term for part in parts for term in _terms(part)),
        languages=languages,
        officials=officials,
        organisations=organisations,
        roles=roles,
        places=places,
        topics=topics,
        governments=governments,
    )


def _with_words_behind_names(language: Language) -> Language:
    """Without blanks and capitals a name ends where a word begins: any that the language's tables know."""
    words = (*language.dates.words.phrases, *language.meetings.words.phrases, *language.quotes.table.cues)
    return replace(language, people=language.people.followed_by(words))


def _terms(part: object) -> Iterable[Term]:
    """What a part gives to the lexicon: any table with a method `terms` takes part in the one search."""
    terms = getattr(part, "terms", None)
    return terms() if callable(terms) else ()


class _Files:
    """Reads and merges the files, and keeps every mistake until the end."""

    def __init__(self, folder: Path, own: Path | None) -> None:
        self._folders = [folder] + ([own] if own else [])
        self._mistakes: list[Mistake] = []
        if own and not own.is_dir():
            self._mistakes.append(Mistake(str(own), "folder", "does not exist", "the folder with your own data files"))

    def languages(self) -> list[str]:
        """The languages there are files for."""
        found = {path.name for folder in self._folders for path in (folder / "languages").glob("*") if path.is_dir()}
        return sorted(found)

    def read(self, name: str, from_data: _FromData[_Table]) -> _Table:
        """One table out of the files of that name."""
        data: dict[str, Any] = {}
        for folder in self._folders:
            path = folder / name
            try:
                _merge(data, tomllib.loads(self._text(path)))
            except tomllib.TOMLDecodeError as error:
                self._mistakes.append(Mistake(str(path), _line_of(error), f"is no TOML: {error}"))
        try:
            return from_data(data, str(self._folders[0] / name))
        except ConfigurationError as error:
            lines = self._lines(name)
            self._mistakes += (_placed(mistake, lines) for mistake in error.mistakes)
            return cast("_Table", None)  # never used: finish() raises

    def _lines(self, name: str) -> dict[str, tuple[str, int]]:
        """Where each path of the merged data stands; looked up only when something is wrong there."""
        data: dict[str, Any] = {}
        lines: dict[str, tuple[str, int]] = {}
        for folder in self._folders:
            path = folder / name
            text = self._text(path)
            own = tomllib.loads(text)
            moved = _merge(data, own)
            for gone in (*moved.values(), *(key for key, value in own.items() if not _keeps_others(key, value, moved))):
                lines = {at: place for at, place in lines.items() if gone not in _prefixes(at)}
            for at, line in find_lines(text).items():
                old = next((part for part in _prefixes(at) if part in moved), "")
                lines[moved.get(old, "") + at[len(old) :]] = (str(path), line)
        return lines

    def finish(self) -> None:
        """Raise ConfigurationError with every mistake, if there was one."""
        if self._mistakes:
            raise ConfigurationError(tuple(self._mistakes))

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            self._mistakes.append(Mistake(str(path), "file", f"cannot be read: {error}", "a readable UTF-8 file"))
            return ""


def _line_of(error: tomllib.TOMLDecodeError) -> str:
    _, _, place = str(error).partition("(at ")
    return place.split(",")[0] or "file"


def _merge(data: dict[str, Any], own: Mapping[str, Any]) -> dict[str, str]:
    """Put `own` over `data`: tables key by key, arrays of tables by `id`, everything else whole.

    Returns where entries of `own` went that did not keep their place (`person[0]` → `person[17]`).
    """
    moved: dict[str, str] = {}
    for key, value in own.items():
        old: Any = data.get(key)
        if _has_ids(value) and _has_ids(old):
            places = {table["id"]: index for index, table in enumerate(old)}
            for index, table in enumerate(value):
                at = places.setdefault(table["id"], len(old))
                old[at : at + 1] = [table]
                moved[f"{key}[{index}]"] = f"{key}[{at}]"
        elif isinstance(value, dict) and isinstance(old, dict):
            old.update(value)
        else:
            data[key] = list(value) if isinstance(value, list) else value
    return moved


def _keeps_others(key: str, value: object, moved: Mapping[str, str]) -> bool:
    """Whether what stood under a key before stays beside the new value."""
    return isinstance(value, dict) or any(path.startswith(f"{key}[") for path in moved)


def _has_ids(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "id" in item for item in value)


def _prefixes(path: str) -> Iterable[str]:
    """The path and what it is a part of, longest first."""
    yield path
    for mark in reversed(list(re.finditer(r"[.\[]", path))):
        yield path[: mark.start()]


def _placed(mistake: Mistake, lines: Mapping[str, tuple[str, int]]) -> Mistake:
    """The mistake with its line: that of the path, or of the nearest part of the path that has one."""
    path = next((part for part in _prefixes(mistake.where) if part in lines), "")
    if not path:
        return mistake
    file, line = lines[path]
    return replace(mistake, file=file, where=f"line {line}, {mistake.where}")
