"""What a page says in JSON: schema.org data, and a story that only stands in a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import html

_STORY_TYPES = frozenset(
    [
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle", "report"),
        *("opinionnewsarticle", "liveblogposting", "blogposting", "scholarlyarticle", "socialmediaposting", "webpage"),
    ]
)
_SHORTEST_STORY = 200
_LONGEST_FIELD = 500
_DEEPEST = 60
_BODY_KEYS = (
    "articleBody",
    "bodyHtml",
    "body_html",
    "contentHtml",
    "content_html",
    "rendered",
    "html",
    "content",
    "body",
    "text",
)


def story_data(tree: html.HtmlElement) -> dict[str, Any]:
    """The schema.org object that describes the page's story; empty where there is none."""
    best: dict[str, Any] = {}
    known: dict[str, dict[str, Any]] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        for item in _objects(_load(script.text or "")):
            if isinstance(name := item.get("@id"), str) and len(item) > 1:
                known[name] = item
            if _is_story(item) and _merit(item) > _merit(best):
                best = item
    return {key: _meant(value, known) for key, value in best.items()}


def _meant(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """What a mere reference (`{"@id": "#jane"}`), alone or in a list, stands for elsewhere on the page."""
    if isinstance(value, list):
        return [_meant(item, known) for item in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return known.get(str(value.get("@id")), value)
    return value


def _merit(item: dict[str, Any]) -> tuple[bool, bool, int]:
    kinds = _kinds(item)
    return bool(kinds - {"webpage"}), "headline" in item and "datePublished" in item, len(kinds)


def embedded_story(scripts: list[str]) -> tuple[str, dict[str, str]] | None:
    """The longest text that one of a page's scripts holds as its story (HTML or plain text), or None.

    With it the short texts of the object that holds it, by their keys: a title, a summary.
    """
    found, beside = "", dict[str, str]()
    for source in scripts:
        if len(source) < _SHORTEST_STORY or not any(f'"{key}"' in source for key in _BODY_KEYS):
            continue
        start, end = source.find("{"), source.rfind("}")
        for text, owner in _texts(_load(source[start : end + 1])):
            if len(text) > len(found):
                found, beside = text, owner
    return (found, _short(beside)) if found else None


def _short(owner: dict[str, Any]) -> dict[str, str]:
    return {
        key: text
        for key, text in owner.items()
        if key not in _BODY_KEYS and isinstance(text, str) and 0 < len(text) <= _LONGEST_FIELD
    }


def _load(source: str) -> Any:
    try:
        return json.loads(source.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object of `value` that may describe a page: alone, in a list, in `@graph`."""
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(key), depth + 1)


def _kinds(item: dict[str, Any]) -> set[str]:
    kinds = item.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _is_story(item: dict[str, Any]) -> bool:
    return bool(_kinds(item) & _STORY_TYPES)


def _texts(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every long string that stands under a key which names a story's text, with the object that holds it.

    A list of blocks counts as one string.
    """
    stack: list[tuple[Any, int, dict[str, Any]]] = [(value, 0, {})]
    while stack:
        item, depth, owner = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(item, list):
            blocks = [_block(block) for block in item]
            if len(blocks) > 1 and all(block is not None for block in blocks):
                yield "\n\n".join(filter(None, blocks)), owner
            stack += [(child, depth + 1, owner) for child in item]
        elif isinstance(item, dict):
            for key, child in item.items():
                if isinstance(child, str):
                    if key in _BODY_KEYS and len(child) >= _SHORTEST_STORY:
                        yield child, item
                else:
                    stack.append((child, depth + 1, item))


def _block(item: Any) -> str | None:
    """The text of one block of a list ({"type": "paragraph", "text": "…"}), None where it is none."""
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        return None
    return next((text for key in ("text", "content", "html", "value") if isinstance(text := item.get(key), str)), "")
