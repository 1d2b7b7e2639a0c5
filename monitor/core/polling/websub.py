"""WebSub (W3C Recommendation): a hub sends news as it comes, for as long as a lease lasts.

    wanted ─ask the hub─▶ asked ─it asks back─▶ active ─80 % of the lease─▶ asked … ; denied, silent: asked again later

Polling goes on at its own pace meanwhile: a hub that falls silent loses nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urljoin

LEASE = timedelta(days=10)
"""What is asked for; the hub's own answer counts."""

_LEASES = (timedelta(minutes=10), timedelta(days=90))
_NO_ANSWER = timedelta(hours=6)
_FAILED = timedelta(days=1)
_DENIED = timedelta(days=7)
_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_LINK = re.compile(r"<([^<>\s]{1,2048})>((?:\s*;\s*[^\s;,=]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)

State = Literal["wanted", "asked", "active", "denied"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is agreed with a hub about one feed."""

    hub: str
    topic: str
    """The feed's name for itself, as the hub knows it."""
    token: str
    """Part of the callback's address, so that only the hub can guess it."""
    secret: str
    """Signs what the hub sends."""
    due_at: datetime
    """When it is to be asked for (again)."""
    state: State = "wanted"


def asked(subscription: Subscription, now: datetime) -> Subscription:
    """After the hub took the request; until it asks back nothing is agreed, but a running lease goes on."""
    return replace(subscription, state="asked", due_at=now + _NO_ANSWER)


def confirmed(subscription: Subscription, lease_seconds: str, now: datetime) -> Subscription:
    """After the hub asked back. Renewed when four fifths of its lease are over."""
    given = timedelta(seconds=int(lease_seconds)) if re.fullmatch(r"[0-9]{1,9}", lease_seconds) else LEASE
    lease = max(_LEASES[0], min(given, _LEASES[1]))
    return replace(subscription, state="active", due_at=now + lease * 4 / 5)


def denied(subscription: Subscription, now: datetime) -> Subscription:
    """After the hub said no."""
    return replace(subscription, state="denied", due_at=now + _DENIED)


def failed(subscription: Subscription, now: datetime) -> Subscription:
    """After the hub could not be asked."""
    return replace(subscription, due_at=now + _FAILED)


def expects(subscription: Subscription, mode: str, topic: str) -> bool:
    """Whether this program has asked for what a hub wants confirmed."""
    return mode == "subscribe" and topic == subscription.topic and subscription.state in ("asked", "active")


def signature_fits(secret: str, header: str, body: bytes) -> bool:
    """Whether `header` (`sha256=…`) is `body`'s signature with `secret`."""
    method, _, given = header.strip().partition("=")
    digest = _DIGESTS.get(method.lower())
    if digest is None:
        return False
    right = hmac.new(secret.encode(), body, digest).hexdigest()
    return hmac.compare_digest(right.encode(), given.strip().lower().encode("utf-8", "replace"))


def linked(headers: Mapping[str, str], relation: str, base_url: str) -> str | None:
    """The first address that a `Link` header gives for `relation` (RFC 8288), absolute."""
    for link in _LINK.finditer(headers.get("link", "")[:16_384]):
        found = _REL.search(link[2])
        if found is None or relation not in (found[1] or found[2] or "").lower().split():
            continue
        try:
            url = urljoin(base_url, str(link[1]))
        except ValueError:
            continue
        if url.startswith(("http://", "https://")):
            return url
    return None
