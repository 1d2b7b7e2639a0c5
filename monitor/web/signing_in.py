"""Who may change things: whoever knows the configuration's token.

A browser signs in with it once and gets a cookie for twelve hours; every form carries a key made from that cookie,
and a form that another site's page sends is refused. A program sends `Authorization: Bearer TOKEN`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from datetime import timedelta
from urllib.parse import urlsplit

from aiohttp import web

from monitor.web.desk import desk_of

COOKIE = "envoy-monitor"
LASTS = timedelta(hours=12)
FORM_KEY = "key"


WRONG: web.AppKey[deque[float]] = web.AppKey("wrong", deque)
"""When the last wrong tokens were given; its length is how many there may be in a minute."""
_MINUTE = 60.0


def no_wrong_tokens() -> deque[float]:
    """What `WRONG` begins with."""
    return deque(maxlen=10)


def is_token(request: web.Request, given: str) -> bool:
    """Whether `given` is the token. Raises 429 where too many wrong ones were given of late."""
    desk, wrong = desk_of(request), request.app[WRONG]
    now = desk.clock.monotonic()
    if len(wrong) == wrong.maxlen and now - wrong[0] < _MINUTE:
        raise web.HTTPTooManyRequests(text="Too many wrong tokens; wait a minute.\n", headers={"Retry-After": "60"})
    if desk.token is not None and hmac.compare_digest(given.encode(), desk.token.encode()):
        return True
    wrong.append(now)
    return False


def is_signed_in(request: web.Request) -> bool:
    """Whether the request carries a valid cookie."""
    desk = desk_of(request)
    until, _, seal = request.cookies.get(COOKIE, "").partition(".")
    if desk.token is None or not until.isascii() or not until.isdigit() or int(until) < desk.now.timestamp():
        return False
    return hmac.compare_digest(_seal(desk.token, f"cookie {until}"), seal)


def sign_in(request: web.Request, response: web.StreamResponse) -> None:
    """Give the browser its cookie."""
    desk = desk_of(request)
    assert desk.token is not None
    until = str(int((desk.now + LASTS).timestamp()))
    value = f"{until}.{_seal(desk.token, f'cookie {until}')}"
    seconds = int(LASTS.total_seconds())
    response.set_cookie(COOKIE, value, max_age=seconds, httponly=True, samesite="Strict", path="/")


def sign_out(response: web.StreamResponse) -> None:
    """Take the cookie back."""
    response.del_cookie(COOKIE, path="/")


def form_key(request: web.Request) -> str:
    """What a form of this browser carries."""
    token = desk_of(request).token or ""
    return _seal(token, f"form {request.cookies.get(COOKIE, '')}")


async def check_may_change(request: web.Request) -> None:
    """Return where the request may change things; otherwise raise the HTTP error that says why not."""
    if desk_of(request).token is None:
        raise web.HTTPForbidden(text="Nothing can be changed here: the configuration sets no web.token.\n")
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        if is_token(request, given.strip()):
            return
        raise web.HTTPUnauthorized(text="That is not the token.\n", headers={"WWW-Authenticate": "Bearer"})
    if not is_signed_in(request):
        raise web.HTTPUnauthorized(text="Sign in first.\n", headers={"WWW-Authenticate": "Bearer"})
    check_own_form(request)
    given = str((await request.post()).get(FORM_KEY, ""))
    if not hmac.compare_digest(given.encode(), form_key(request).encode()):
        raise web.HTTPForbidden(text="This form is out of date; load the page again.\n")


def check_own_form(request: web.Request) -> None:
    """Raise where a browser says that a page of another site sends the form."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin or "").netloc != request.headers.get("Host"):
        raise web.HTTPForbidden(text="This form comes from another site.\n")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise web.HTTPForbidden(text="This form comes from another site.\n")


def _seal(token: str, text: str) -> str:
    return hmac.new(token.encode(), text.encode(), hashlib.sha256).hexdigest()
