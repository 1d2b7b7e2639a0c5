"""Whether a story is about climate policy or diplomacy of the United States and China: config/topics.toml."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.reading.data import Table


@dataclass(frozen=True, slots=True)
class Topics:
    """Words by topic."""

    @classmethod
    def from_data(cls, data: Table, file: str) -> Topics:
        """Read the file."""
        return cls()
