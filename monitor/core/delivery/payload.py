"""The body of a webhook: the alert as JSON, in under 20 kB whatever a story wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 20_000

_STEPS = ((2000, 50), (1000, 20), (500, 10), (300, 6), (200, 4), (100, 2), (50, 2))
"""(longest text in characters, most items of a list), tried in turn until the body fits."""


def webhook_body(body: Mapping[str, Any]) -> bytes:
    """`body` as UTF-8 JSON of fewer than `MOST_BYTES` bytes.

    Where it must be cut, the longest texts and lists lose their ends and `"truncated": true` says so.
    """
    whole = encoded(body)
    if len(whole) < MOST_BYTES:
        return whole
    for longest, most in _STEPS:
        cut = encoded({**_shorten(body, longest, most), "truncated": True})
        if len(cut) < MOST_BYTES:
            return cut
    raise ValueError("an alert's own structure is larger than a webhook may be")


def encoded(body: Mapping[str, Any]) -> bytes:
    """`body` as UTF-8 JSON, whole."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")


def _shorten(value: Any, longest: int, most: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= longest else value[: longest - 1] + "…"
    if isinstance(value, list | tuple):
        return [_shorten(item, longest, most) for item in value[:most]]
    if isinstance(value, Mapping):
        return {key: _shorten(item, longest, most) for key, item in value.items()}
    return value
