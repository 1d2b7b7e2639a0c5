"""What the address of a page asks for, read leniently: what is no value is as if it were not there."""

from __future__ import annotations

from datetime import date

from aiohttp import web

_LONGEST = 300


def text(request: web.Request, name: str) -> str | None:
    """A text without its outer spaces; None where it is empty."""
    value = request.query.get(name, "").strip()[:_LONGEST]
    return value.replace("\x00", "") or None


def number(request: web.Request, name: str, least: int, most: int) -> int | None:
    """A whole number between `least` and `most`."""
    value = request.query.get(name, "")
    if not value.lstrip("-").isdecimal() or len(value) > 20:
        return None
    return int(value) if least <= int(value) <= most else None


def day(request: web.Request, name: str) -> date | None:
    """A day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(request.query.get(name, ""))
    except ValueError:
        return None


def flag(request: web.Request, name: str) -> bool | None:
    """`yes` or `no`."""
    return {"yes": True, "no": False}.get(request.query.get(name, ""))
