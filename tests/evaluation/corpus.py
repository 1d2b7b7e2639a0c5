"""The labelled stories: one JSON file each, `corpus/<language>/<id>.json`.

What the labels mean: docs/accuracy.md, "What is counted".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

OWN = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part in a meeting; `country` is ISO 3166 alpha-2."""

    name: str
    country: str
    role: str | None


@dataclass(frozen=True)
class GoldMeeting:
    """A meeting as the story reports it. `meeting` names the encounter in the world: stories share it."""

    meeting: str
    kind: str
    status: str
    mode: str
    background: bool
    start: str | None
    end: str | None
    precision: str
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[Participant, ...]

    @property
    def news(self) -> bool:
        """Whether it is to be reported: an envoy takes part and the story does not only look back."""
        return not self.background and self.kind in {"envoy", "official"}


@dataclass(frozen=True)
class GoldQuote:
    """Somebody's own words, who said them, and the outlet that the story credits (None for none)."""

    text: str
    speaker: str
    via: str | None


@dataclass(frozen=True)
class Article:
    """One story as an outlet published it, and what a reader ought to find in it."""

    id: str
    lang: str
    outlet: str
    headline: str
    standfirst: str | None
    authors: tuple[str, ...]
    published: datetime
    image: Mapping[str, str | None] | None
    """`credit` and `caption`."""
    body: tuple[Mapping[str, str], ...]
    """Blocks in order, each with one key: `h` a heading, `p` a paragraph, `quote` a block quotation."""
    relevant: bool | None
    """None for a borderline story that no figure counts."""
    meetings: tuple[GoldMeeting, ...]
    quotes: tuple[GoldQuote, ...]
    traps: tuple[str, ...]
    """What makes the story hard."""

    @property
    def headings(self) -> list[str]:
        """The headings of the body, in order."""
        return [block["h"] for block in self.body if "h" in block]

    @property
    def paragraphs(self) -> list[str]:
        """Everything else of the body, in order."""
        return [block.get("p") or block["quote"] for block in self.body if "h" not in block]

    @property
    def lead(self) -> str:
        """The first paragraph's beginning, as sites put it into their metadata."""
        return self.paragraphs[0][:150]

    @property
    def utc(self) -> datetime:
        """The moment of publication in UTC."""
        return self.published.astimezone(UTC)

    @property
    def people(self) -> list[dict[str, str]]:
        """The authors as schema.org writes them."""
        return [{"@type": "Person", "name": name} for name in self.authors]


def load(folder: Path = OWN) -> list[Article]:
    """Every story below `folder`, oldest first."""
    raw = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json")))
    return sorted((_article(item) for item in raw), key=lambda article: (article.published, article.id))


def _article(raw: dict[str, Any]) -> Article:
    gold = raw["gold"]
    return Article(
        id=raw["id"],
        lang=raw["lang"],
        outlet=raw["outlet"],
        headline=raw["headline"],
        standfirst=raw.get("standfirst"),
        authors=tuple(raw.get("authors") or ()),
        published=datetime.fromisoformat(raw["published"]),
        image=raw.get("image"),
        body=tuple(raw["body"]),
        relevant=gold["relevant"],
        meetings=tuple(_meeting(meeting) for meeting in gold["meetings"]),
        quotes=tuple(GoldQuote(quote["text"], quote["speaker"], quote.get("via")) for quote in gold["quotes"]),
        traps=tuple(raw.get("traps") or ()),
    )


def _meeting(raw: dict[str, Any]) -> GoldMeeting:
    people = tuple(Participant(one["name"], one["country"], one.get("role")) for one in raw["participants"])
    return GoldMeeting(**{**raw, "participants": people})
