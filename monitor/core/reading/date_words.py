"""How a language says when: config/languages/<language>/dates.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.date_rules import RULES as DATE_RULES
from monitor.core.reading.date_rules import Rule
from monitor.core.reading.feasts import FEAST_RULES
from monitor.core.reading.frames import Alphabet, Spotter, UnknownClass, WordTable, read_words
from monitor.core.reading.needs import Needs, Sieve, needs_of
from monitor.core.reading.week_rules import WEEK_RULES

RULES = {**DATE_RULES, **WEEK_RULES, **FEAST_RULES}
CUES = ("ahead", "once_ahead", "undone", "to_do", "present", "planned", "dropped", "behind")
"""Classes that say whether a clause looks ahead or back."""
_COMMON = frozenset(
    ("the", "a", "of", "on", "from", "since", "from_after", "until", "to", "and", "comma", "stop", "number")
)
"""Classes that are in most sentences: where an expression needs another one too, that is looked for."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One way of saying when."""

    name: str
    pattern: re.Pattern[str]
    needs: Needs
    """The classes without which it is in no sentence."""
    rule: Rule
    fixed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DateWords:
    """A language's words and expressions of time (config/languages/*/dates.toml)."""

    words: WordTable
    telling: Spotter
    """Finds the words without which there is no date."""
    sieve: Sieve[Expression]
    alphabet: Alphabet
    expressions: tuple[Expression, ...]
    anywhere: re.Pattern[str]
    """All expressions in one, to find where one may begin."""
    past_ending: str
    """What a verb ends in that looks back, empty where verbs have no such ending."""
    cues_follow: bool
    """The words that say whether a clause looks ahead stand behind the date (7月将…), not before it."""
    joins: re.Pattern[str]
    """What stands between the two ends of a range, as text."""
    starts: re.Pattern[str]
    """What stands before the day that something begins on, as symbols."""
    started: re.Pattern[str]
    """What stands behind it."""
    ends: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Table, file: str) -> DateWords:
        """Read `words` and `[[expression]]`; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "past_ending cues_follow words expression")
        words = read_words(reader, data)
        alphabet = Alphabet({*words.kinds, *CUES, "to", "and", "from", "since", "from_after", "until", "on", "behind"})
        expressions = tuple(
            _expression(reader, alphabet, table, where) for where, table in reader.tables(data, "expression")
        )
        reader.finish()
        return cls(
            words=words,
            telling=words.spotter(_tell_tale(expressions, words)),
            sieve=Sieve((expression, expression.needs) for expression in expressions),
            alphabet=alphabet,
            expressions=expressions,
            anywhere=re.compile("|".join(f"(?:{_nameless(e.pattern)})" for e in expressions) or r"(?!)"),
            past_ending=reader.text(data, "past_ending", default=""),
            cues_follow=bool(data.get("cues_follow", False)),
            joins=alphabet.compile("{to|until|and}"),
            starts=alphabet.compile("{from|since}{on}?$"),
            started=alphabet.compile("{from_after}"),
            ends=alphabet.compile("{until}{on}?$"),
        )


def _tell_tale(expressions: Iterable[Expression], words: WordTable) -> frozenset[str]:
    """Classes of which every expression needs one: rare ones, and few."""
    found: set[str] = set()
    for expression in sorted(expressions, key=lambda expression: len(expression.needs)):
        needs = [need for need in expression.needs if need.isdisjoint(_COMMON)] or [words.kinds]
        if not any(need <= found for need in needs):
            found |= min(needs, key=words.count)
    return frozenset(found)


def _nameless(pattern: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


def _expression(reader: Reader, alphabet: Alphabet, table: Table, where: str) -> Expression:
    reader.only(table, "name reads pattern set right wrong", where)
    reads = reader.choice(table, "reads", tuple(RULES), where)
    written = reader.text(table, "pattern", where)
    try:
        pattern = alphabet.compile(written)
    except UnknownClass as unknown:
        reader.wrong(f"{where}.pattern", f"names the class {unknown}, which no word has", "a class of [words]")
        pattern = re.compile(r"(?!)")
    except re.error as error:
        reader.wrong(f"{where}.pattern", f"does not compile: {error}", "a regular expression over classes")
        pattern = re.compile(r"(?!)")
    if pattern.match(""):
        reader.wrong(f"{where}.pattern", "matches nothing at all", "at least one class that must be there")
    needs = needs_of("".join(written.split()))
    return Expression(reader.text(table, "name", where), pattern, needs, RULES[reads], dict(table.get("set", {})))
