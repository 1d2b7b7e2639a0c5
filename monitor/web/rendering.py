"""Templates into pages."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

import monitor
from monitor.core.delivery.days import when
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.wording import status_words
from monitor.web import words
from monitor.web.desk import desk_of
from monitor.web.signing_in import form_key, is_signed_in

ENVIRONMENT = Environment(
    loader=PackageLoader("monitor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=words.neutral,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
ENVIRONMENT.filters.update(
    day=words.day_text,
    moment=words.moment_text,
    ago=words.ago,
    marked=words.marked_html,
    heads=words.heads,
    counted=words.counted,
    field=words.field_name,
    status=status_words,
    line=lambda text, limit=300: one_line(text or "", limit),
    href=words.link_or_none,
    joined=words.joined,
    language=words.language_of,
    long_day=words.long_day,
    country=words.country_name,
    with_query=words.with_query,
)
ENVIRONMENT.globals.update(
    modes=words.MODES,
    kinds=words.KINDS,
    languages=words.LANGUAGES,
    when=when,
    place=words.place_text,
    value=words.value_text,
    worth_telling=words.worth_telling,
    version=monitor.__version__,
)
_CACHED = timedelta(days=365)


def render(request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
    """A page."""
    desk = desk_of(request)
    signed_in = is_signed_in(request)
    text = ENVIRONMENT.get_template(template).render(
        **values,
        here=request.path,
        query=request.query,
        now=desk.now,
        countries=desk.countries,
        may_sign_in=desk.token is not None,
        signed_in=signed_in,
        form_key=form_key(request) if signed_in else "",
        stylesheet=f"/static/{stylesheet_name()}",
    )
    response = web.Response(text=text, content_type="text/html", status=status)
    response.enable_compression()
    return response


@cache
def stylesheet_name() -> str:
    """The stylesheet's name changes with what is in it, so that it may be cached for good."""
    return f"page.{hashlib.sha256(_stylesheet()).hexdigest()[:12]}.css"


async def stylesheet(request: web.Request) -> web.Response:
    """The stylesheet, under whatever name an older page knows it by."""
    response = web.Response(body=_stylesheet(), content_type="text/css", charset="utf-8")
    if request.match_info["name"] == stylesheet_name():
        response.headers["Cache-Control"] = f"public, max-age={int(_CACHED.total_seconds())}, immutable"
    response.enable_compression()
    return response


async def icon(request: web.Request) -> web.Response:
    """The mark in a browser's tab."""
    body = (files("monitor.web") / "static" / "icon.svg").read_bytes()
    return web.Response(body=body, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@cache
def _stylesheet() -> bytes:
    return (files("monitor.web") / "static" / "page.css").read_bytes()
