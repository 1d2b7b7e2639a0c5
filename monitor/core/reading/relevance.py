"""Whether a story is about climate policy or diplomacy of the United States and China: config/topics.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.lexicon import Term


@dataclass(frozen=True, slots=True)
class Topics:
    """Words of the climate, by topic. In the lexicon: kind `topic`, the key is the topic's `id`."""

    weights: Mapping[str, int]
    """How much one mention of a topic says, 1 to 3."""
    spellings: tuple[Term, ...]

    def terms(self) -> Iterable[Term]:
        """Every word, for the lexicon."""
        return self.spellings

    @classmethod
    def from_data(cls, data: Table, file: str) -> Topics:
        """Read `[[topic]]` tables; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "topic")
        weights: dict[str, int] = {}
        spellings: list[Term] = []
        for where, table in reader.tables(data, "topic"):
            reader.only(table, "id weight words", where)
            topic = reader.text(table, "id", where)
            weight = table.get("weight")
            if weight not in (1, 2, 3):
                reader.wrong(f"{where}.weight", f"is {weight!r}", "1, 2 or 3")
                weight = 1
            weights[topic] = weight
            spellings += (Term("topic", topic, word) for word in reader.texts(table, "words", where))
        reader.finish()
        return cls(weights, tuple(spellings))
