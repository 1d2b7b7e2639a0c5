"""The program's own knowledge, read once for all tests, and short ways to read a few sentences with it."""

from __future__ import annotations

from functools import cache

from monitor.core.knowledge import Knowledge
from monitor.core.reading.document import Document, make_document
from monitor.core.reading.people import Cast, Character, read_people
from monitor.core.records import Block, Image, Text
from monitor.knowledge import load_knowledge

DAY = "2026-05-06"


@cache
def knowledge() -> Knowledge:
    """The packaged data files."""
    return load_knowledge()


def make_text(
    *paragraphs: str,
    language: str = "en",
    headline: str = "",
    standfirst: str | None = None,
    caption: str | None = None,
    published: str | None = DAY,
) -> Text:
    """A text of plain paragraphs."""
    return Text(
        source="test",
        url=None,
        outlet=None,
        language=language,
        headline=headline,
        standfirst=standfirst,
        authors=(),
        published=published,
        updated=None,
        image=Image(caption=caption) if caption else None,
        blocks=tuple(Block("paragraph", paragraph) for paragraph in paragraphs),
    )


def read(text: Text) -> tuple[Document, Cast]:
    """A text as document and cast."""
    document = make_document(text, knowledge())
    return document, read_people(document, knowledge())


def standing(character: Character) -> str:
    """`envoy`, `official`, `leader`, `former` or `none`."""
    if character.envoy:
        return "envoy"
    if character.leader:
        return "leader"
    if character.official:
        return "official"
    return "former" if character.former else "none"
