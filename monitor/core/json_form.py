"""A story in its published form (docs/record.md)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from monitor.core.records import SCHEMA, Story
from monitor.core.sections import sections


def to_json(story: Story) -> dict[str, Any]:
    """The record of `story` as JSON-ready values, keys in the published order."""
    text = story.text
    return {
        "schema": SCHEMA,
        "source": text.source,
        "url": text.url,
        "outlet": text.outlet,
        "language": text.language,
        "headline": text.headline,
        "standfirst": text.standfirst,
        "authors": list(text.authors),
        "published": text.published,
        "updated": text.updated,
        "image": asdict(text.image) if text.image else None,
        "sections": [
            {
                "heading": section.heading,
                "paragraphs": [{"kind": block.kind, "text": block.text} for block in section.paragraphs],
            }
            for section in sections(text.blocks)
        ],
        "quotes": [asdict(quote) for quote in story.quotes],
        "people": [asdict(person) for person in story.people],
        "meetings": [_plain(asdict(meeting)) for meeting in story.meetings],
        "relevance": _plain(asdict(story.relevance)),
        "notes": list(text.notes),
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
