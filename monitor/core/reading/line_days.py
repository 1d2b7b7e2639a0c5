"""Days to which one word of a sentence gives a part: the last, the second, the one that a meeting was moved to."""

from __future__ import annotations

from monitor.core.reading.dates import DateMention
from monitor.core.reading.scene import Line


def moved_to(line: Line) -> tuple[DateMention, ...]:
    """The day behind a word of moving ("put off from Tuesday to Friday")."""
    tokens = line.string.tokens
    moves = [i for i, token in enumerate(tokens) if token.kind == "move"]
    days = ([line.dates[token.value] for token in tokens[i:] if token.kind == "date"] for i in reversed(moves))
    return tuple(next(filter(None, days), []))[:1]


def is_of_a_visit(line: Line, index: int) -> bool:
    """Whether a month or week is a journey's ("visits Washington in October"): its talks are then within it."""
    mention = line.dates[line.string.tokens[index].value]
    return mention.precision in ("month", "week") and bool({"arrive", "travel"} & set(line.kinds(index + 1, index + 4)))


def nth_day(line: Line) -> int:
    """Of which day of a meeting a sentence speaks; 1 where it does not say."""
    return next((token.value for token in line.string.tokens if token.kind == "nth_day"), 1)


def last_day(line: Line) -> DateMention | None:
    """A day right behind a verb of ending ("are due to end on Wednesday")."""
    for index, token in enumerate(line.string.tokens):
        if token.kind == "date" and {"end", "until"} & set(line.kinds(index - 2, index)):
            return line.dates[token.value]
    return None
