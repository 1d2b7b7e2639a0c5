"""The configuration that `init` writes: the commented sample with what the operator said filled in."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

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
    return text + "".join(f"\n{table}" for table in tables)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
