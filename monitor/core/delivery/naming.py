"""What a channel is called in the archive, the logs and `alerts list`: no secret of its address shows."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

_TOKEN = re.compile(r"(?=.*[0-9A-Z_-])[0-9A-Za-z_~.=-]{9,}")
"""A path segment that looks like a key: nine characters or more, not all of them small letters."""


def webhook_name(url: str) -> str:
    """`webhook:host/path`, with whatever could be a key in it left out and a short digest to tell two apart."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    where = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        where = f"{where}:{parts.port}"
    segments = [("…" if _TOKEN.fullmatch(segment) else segment) for segment in parts.path.split("/")]
    name = f"webhook:{where}{'/'.join(segments)}".rstrip("/")
    hidden = "…" in segments or parts.query or parts.username or parts.password
    return f"{name}#{hashlib.sha256(url.encode()).hexdigest()[:6]}" if hidden else name


def email_name(to: tuple[str, ...]) -> str:
    """`email:` and the first address."""
    return f"email:{to[0]}"


def apprise_name(url: str) -> str:
    """`slack#` and a short digest: nearly everything in such a URL may be a key."""
    service = url.partition("://")[0].lower()
    return f"{service}#{hashlib.sha256(url.encode()).hexdigest()[:6]}"
