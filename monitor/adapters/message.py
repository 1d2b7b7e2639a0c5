"""An alert as text and as HTML, from the templates beside this file.

Whatever a story wrote is escaped by the template engine and never compiled as a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from monitor.core.delivery.columns import wrap
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.wording import Notice


def as_text(words: Notice) -> str:
    """Plain text, wrapped at 72 columns of a terminal."""
    return _environment().get_template("alert.txt.j2").render(n=words)


def as_html(words: Notice) -> str:
    """One HTML document without scripts, pictures or anything else that is fetched."""
    return _environment().get_template("alert.html.j2").render(n=words)


def digest_as_text(subject: str, entries: Sequence[Notice]) -> str:
    """A digest as plain text, one section a meeting."""
    return _environment().get_template("digest.txt.j2").render(subject=subject, entries=entries)


def digest_as_html(subject: str, entries: Sequence[Notice]) -> str:
    """A digest as one HTML document, as `as_html` makes it of one alert."""
    return _environment().get_template("digest.html.j2").render(subject=subject, entries=entries)


def warning_text(channel: str, trouble: str) -> str:
    """What the people of one channel read when another is disabled."""
    return _environment().get_template("warning.txt.j2").render(channel=one_line(channel), trouble=one_line(trouble))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.adapters", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = wrap
    return environment
