"""How a language tells of meetings: config/languages/<language>/meetings.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.frames import Alphabet, Spotter, UnknownClass, WordTable, read_words
from monitor.core.reading.inflection import read_alone, read_forms
from monitor.core.reading.needs import Needs, Sieve, needs_of

PEOPLE_KINDS = ("us", "cn", "both", "third", "person")
_DAYS_AND_PLACES = ("date", "length", "city", "us_capital", "cn_capital", "venue", "country", "us_side", "cn_side")
OUTSIDE_KINDS = frozenset((*PEOPLE_KINDS, *_DAYS_AND_PLACES, "body", "quote", "trigger"))
"""Classes that come from elsewhere than the file's words: the cast, the dates, the places, the quotations."""
STATES = ("none", "denied", "moved", "cancelled", "postponed", "failed plan", "announced", "ended", "begun")
_KEYS = "spaced possessive object_pronouns ongoing naming_verbs agreed apposition"
_TABLES = "words verbs nouns irregular alone macros frame modality date retraction"
_MACRO = re.compile(r"@([a-z_]+|P)\b")
_TRIGGERS = frozenset(
    {
        "meet",
        "confer",
        "host",
        "talk",
        "call",
        "called",
        "video",
        "spend",
        "saw",
        "attend",
        "call_on",
        "follow",
        "hours",
        "bring",
        "cancel",
        "postpone",
    }
    | {"both", "both_people"}
)
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of saying who meets whom; groups `one`, `two`, `all` (people) and `trigger` or `noun`."""

    name: str
    pattern: re.Pattern[str]
    needs: Needs
    """The classes without which it fits no sentence."""
    sides: bool
    """Names countries only; the story must say who speaks for them."""
    again: bool = False
    """Speaks of a meeting that the story has told of before ("the talks"), and makes none of its own."""
    denies: bool = False
    """Says that a meeting of which there was talk never was ("No such meeting took place")."""
    adds: bool = False
    """Names somebody else who takes part in the meeting that the story has just told of ("… was present, too")."""
    listed: bool = False
    """Lists those whom the one meets, each with a day of its own."""
    composed: bool = False
    """No phrasing that is known: the parts of a clause put together (clauses.py)."""


@dataclass(frozen=True, slots=True)
class Modality:
    """One way of saying how far a meeting has come."""

    name: str
    status: str
    pattern: re.Pattern[str]
    needs: Needs


@dataclass(frozen=True, slots=True)
class MeetingWords:
    """A language's words and frames of meeting."""

    words: WordTable
    alphabet: Alphabet
    frames: tuple[Frame, ...]
    frame_sieve: Sieve[Frame]
    modalities: tuple[Modality, ...]
    modality_sieve: Sieve[Modality]
    other_dates: tuple[re.Pattern[str], ...]
    """Their group `date` marks a day of something else than the meeting."""
    retractions: tuple[re.Pattern[str], ...]
    """A sentence that one of them fits says that what the one before it tells is untrue."""
    triggers: frozenset[str]
    """Classes of which a sentence must have one to be read at all."""
    apposition: re.Pattern[str]
    """What a name has in apposition, with its commas; says nothing of whether people meet."""
    possessive: str
    """The class of what makes a person an owner ('s, 的)."""
    object_pronouns: frozenset[str]
    """Pronouns for somebody to whom something is done (him), not for an owner (his)."""
    naming_verbs: frozenset[str]
    """Words of meeting that name things as well (call)."""
    agreed: frozenset[str]
    """Words of class `will` that say that both have settled on it."""
    ongoing: frozenset[str]
    """Forms of verbs that say that something goes on."""
    telling: Spotter
    """Finds the words without which a sentence tells of no meeting."""
    alone: WordTable
    """Verbs of what two people do side by side and yet each alone."""
    spaced: bool
    """Whether the language writes spaces between words."""

    @classmethod
    def from_data(cls, data: Table, file: str) -> MeetingWords:
        """Read the file; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, f"{_KEYS} {_TABLES}")
        words = read_words(reader, data, whole_compounds=True, forms=read_forms(reader, data))
        compiler = _Compiler(reader, Alphabet(words.kinds | OUTSIDE_KINDS), data.get("macros", {}))
        frames = tuple(_frame(reader, compiler, table, where) for where, table in reader.tables(data, "frame"))
        modalities = tuple(
            Modality(
                reader.text(table, "name", where),
                reader.choice(table, "status", STATES, where),
                compiler.pattern(table, where),
                compiler.needs(table),
            )
            for where, table in reader.tables(data, "modality")
        )
        dates = tuple(compiler.pattern(table, where) for where, table in reader.tables(data, "date"))
        retractions = tuple(compiler.pattern(table, where) for where, table in reader.tables(data, "retraction"))
        reader.finish()
        return cls(
            words=words,
            alphabet=compiler.alphabet,
            frames=frames,
            frame_sieve=Sieve((frame, frame.needs) for frame in frames),
            modalities=modalities,
            modality_sieve=Sieve((modality, modality.needs) for modality in modalities),
            other_dates=dates,
            retractions=retractions,
            triggers=_TRIGGERS,
            apposition=compiler.pattern({"pattern": data["apposition"]}, "") if "apposition" in data else _NEVER,
            possessive=reader.text(data, "possessive", default="poss"),
            object_pronouns=frozenset(reader.texts(data, "object_pronouns")),
            agreed=frozenset(reader.texts(data, "agreed")),
            ongoing=frozenset(reader.texts(data, "ongoing")),
            naming_verbs=frozenset(reader.texts(data, "naming_verbs")),
            telling=words.spotter(_TRIGGERS | {"fiction"}),
            alone=WordTable(read_alone(reader, data)),
            spaced=bool(data.get("spaced", True)),
        )


def _frame(reader: Reader, compiler: _Compiler, table: Table, where: str) -> Frame:
    return Frame(
        name=reader.text(table, "name", where),
        pattern=compiler.pattern(table, where),
        needs=compiler.needs(table),
        sides=bool(table.get("sides")),
        again=bool(table.get("again")),
        adds=bool(table.get("adds")),
        denies=bool(table.get("denies")),
        listed=bool(table.get("listed")),
    )


class _Compiler:
    """Turns the patterns of one file into regular expressions."""

    def __init__(self, reader: Reader, alphabet: Alphabet, macros: Mapping[str, str]) -> None:
        self._reader = reader
        self.alphabet = alphabet
        self._macros = macros

    def pattern(self, table: Table, where: str) -> re.Pattern[str]:
        self._reader.only(table, "name status sides again adds denies listed pattern right wrong", where)
        path = f"{where}.pattern"
        try:
            return self.alphabet.compile(self.expanded(self._reader.text(table, "pattern", where)))
        except KeyError as unknown:
            self._reader.wrong(path, f"names the macro @{unknown.args[0]}, which [macros] lacks", "a key of [macros]")
        except RecursionError:
            self._reader.wrong(path, "uses a macro that contains itself", "macros that end somewhere")
        except UnknownClass as unknown:
            self._reader.wrong(path, f"names the class {unknown}, which no word has", "a class of [words]")
        except re.error as error:
            self._reader.wrong(path, f"does not compile: {error}", "a regular expression over classes")
        return _NEVER

    def needs(self, table: Table) -> Needs:
        """What a pattern needs; nothing where it is wrong, which `pattern` notes."""
        try:
            return needs_of("".join(self.expanded(str(table.get("pattern", ""))).split()))
        except (KeyError, RecursionError):
            return ()

    def expanded(self, pattern: str, depth: int = 0) -> str:
        """A pattern with its macros written out; raises KeyError and RecursionError."""
        if depth > 20:
            raise RecursionError
        return _MACRO.sub(lambda match: self.expanded(self._macros[match[1]], depth + 1), pattern)
