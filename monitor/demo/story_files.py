"""The newsroom's stories: one TOML file each under `stories/`, written for the demonstration.

outlet = "tidewater"              # a key of outlets.toml
published = 2026-03-05T09:05:00Z
headline, standfirst, authors, image = { credit, caption }
shows = "the announcement"        # what the story is there for, as the terminal prints it
alert = "new"                     # what it ought to set off: "new", "updated" or "none"
text = '''paragraphs, parted by empty lines; "## " begins a heading, "> " a block quotation'''
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Alert = Literal["new", "updated", "none"]

_HERE = Path(__file__).parent
_MARKS = {"## ": "heading", "> ": "quotation"}


@dataclass(frozen=True, slots=True)
class Outlet:
    """Somebody who publishes: a feed and a site."""

    key: str
    """Its part of every address."""
    name: str
    language: str
    feed: str
    """`rss` or `atom`."""
    site: str
    """The template of its pages, `sites/<site>.html`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead picture."""

    credit: str
    caption: str


@dataclass(frozen=True, slots=True)
class NewsroomStory:
    """One story, and what it is there to show."""

    name: str
    """The file's stem; its address and its feed entry's id."""
    outlet: Outlet
    published: datetime
    headline: str
    standfirst: str | None
    authors: tuple[str, ...]
    image: Picture | None
    blocks: tuple[tuple[str, str], ...]
    """(`heading`, `paragraph` or `quotation`; text), in order."""
    shows: str
    alert: Alert
    """The alert that it ought to set off when the stories come in order."""

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return self.blocks[0][1]

    @property
    def path(self) -> str:
        """Where it stands on the newsroom's server."""
        return f"/{self.outlet.key}/{self.published:%Y/%m/%d}/{self.name.partition('-')[2]}"


def load_outlets(folder: Path = _HERE) -> dict[str, Outlet]:
    """The outlets by key."""
    raw = tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))
    return {key: Outlet(key=key, **fields) for key, fields in raw.items()}


def load_stories(folder: Path = _HERE) -> list[NewsroomStory]:
    """Every story, oldest first."""
    outlets = load_outlets(folder)
    stories = [_story(path, outlets) for path in (folder / "stories").glob("*.toml")]
    return sorted(stories, key=lambda story: (story.published, story.name))


def _story(path: Path, outlets: dict[str, Outlet]) -> NewsroomStory:
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return NewsroomStory(
        name=path.stem,
        outlet=outlets[raw["outlet"]],
        published=raw["published"],
        headline=raw["headline"],
        standfirst=raw.get("standfirst"),
        authors=tuple(raw["authors"]),
        image=Picture(**raw["image"]) if "image" in raw else None,
        blocks=tuple(_block(text) for text in raw["text"].strip().split("\n\n")),
        shows=raw["shows"],
        alert=raw["alert"],
    )


def _block(text: str) -> tuple[str, str]:
    for mark, kind in _MARKS.items():
        if text.startswith(mark):
            return kind, text.removeprefix(mark)
    return "paragraph", text
