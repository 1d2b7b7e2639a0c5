"""What a server said, as far as anything is decided by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Validators:
    """A server's own marks of one version of a body, byte for byte: they go back as they came."""

    etag: bytes | None = None
    last_modified: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One complete answer, after redirects."""

    url: str
    """The address that gave it."""
    status: int
    """Of the last hop."""
    body: bytes = b""
    """Decoded; empty where the status is no success."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; of repeated ones the values joined by a comma."""
    validators: Validators = Validators()
    moved_to: str | None = None
    """Where the address has moved for good: the end of an unbroken run of 301 and 308 from the first hop."""

    @property
    def content_type(self) -> str | None:
        """The header, whole."""
        return self.headers.get("content-type")
