"""The configuration that `init` writes: the commented sample with what the operator said filled in."""

from __future__ import annotations

import base64
import json
import tomllib
from dataclasses import dataclass
from typing import Any

from monitor.knowledge import default_folder


@dataclass(frozen=True)
class Wishes:
    """What `init` must know."""

    contact: str
    webhook: str | None = None
    """Address of a receiver; `secret` signs for it."""
    secret: str | None = None
    email: str | None = None
    relay: str = "localhost"
    feeds: tuple[str, ...] = ()
    sources: bool = False
    """Whether the sources of config/sources.toml are declared too."""


def new_secret(entropy: bytes) -> str:
    """A Standard Webhooks key of `entropy` (24 to 64 random bytes)."""
    return "whsec_" + base64.b64encode(entropy).decode()


def starter(wishes: Wishes) -> str:
    """A whole configuration file."""
    sample = (default_folder() / "monitor.toml").read_text(encoding="utf-8")
    text = sample.replace('# contact = "desk@example.org"   ', f"contact = {_quoted(wishes.contact)}", 1)
    tables = []
    if wishes.webhook:
        tables.append(f"[[alerts.webhook]]\nurl = {_quoted(wishes.webhook)}\nsecret = {_quoted(wishes.secret or '')}\n")
    if wishes.email:
        tls = '\ntls = "none"' if wishes.relay == "localhost" else ""
        tables.append(f"[[alerts.email]]\nto = [{_quoted(wishes.email)}]\nhost = {_quoted(wishes.relay)}{tls}\n")
    tables += [f"[[feed]]\nname = {_quoted(feed)}\nurl = {_quoted(feed)}\n" for feed in wishes.feeds]
    if wishes.sources:
        tables += [_feed_table(source) for source in starting_sources()]
    return text + "".join(f"\n{table}" for table in tables)


def starting_sources() -> list[dict[str, Any]]:
    """The sources of config/sources.toml."""
    found: list[dict[str, Any]] = tomllib.loads((default_folder() / "sources.toml").read_text(encoding="utf-8"))[
        "source"
    ]
    return found


def _feed_table(source: dict[str, Any]) -> str:
    """A source as a table of the configuration; what the configuration has no key for stands above it."""
    told = f"# {source['country']}; address found in: {source['found']}\n"
    keys = ("name", "url", "language", "tier", "kind", "link")
    declared = [f"{key} = {_quoted(source[key])}\n" for key in keys if source.get(key, "feed") != "feed"]
    return told + "[[feed]]\n" + "".join(declared)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
