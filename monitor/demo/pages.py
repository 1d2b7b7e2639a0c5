"""The newsroom's pages and feeds as text: templates of `sites/`, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.demo.story_files import NewsroomStory, Outlet

CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}

# What an empty feed says of its last change: before the newsroom opened.
_OPENED = datetime(2026, 1, 1, tzinfo=UTC)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "sites"), autoescape=True, undefined=StrictUndefined
)
_TEMPLATES.filters["rfc822"] = format_datetime


def page(story: NewsroomStory, base: str) -> str:
    """The story as its outlet's site shows it; `base` is the server's origin, without a slash."""
    return _TEMPLATES.get_template(f"{story.outlet.site}.html").render(
        story=story,
        outlet=story.outlet,
        url=base + story.path,
        people=[{"@type": "Person", "name": name} for name in story.authors],
    )


def feed(outlet: Outlet, stories: Sequence[NewsroomStory], base: str) -> str:
    """The outlet's feed of what it has published, newest first."""
    newest_first = sorted(stories, key=lambda story: story.published, reverse=True)
    return _TEMPLATES.get_template(f"{outlet.feed}.xml").render(
        outlet=outlet,
        home=f"{base}/{outlet.key}/",
        updated=newest_first[0].published if newest_first else _OPENED,
        stories=[(story, base + story.path) for story in newest_first],
    )
