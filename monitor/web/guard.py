"""What stands before every page: whose name it is asked by, and what a browser may do with it.

A page of another origin can make a browser ask us under a name of its own (DNS rebinding); such a name is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from monitor.web.callback import CALLBACK

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it a browser sends our own forms with `Origin: null`, like a stranger's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OURSELVES = frozenset({"localhost"})


def only_by_our_names(names: Collection[str], callback_only: Collection[str] = ()) -> Middleware:
    """Refuse requests under a name that is neither ours nor the address that was reached (421).

    Under the names `callback_only`, which strangers know, there is nothing but what hubs ask for (404).
    """
    ours = _OURSELVES | {name.lower() for name in names}
    outside = {name.lower() for name in callback_only} - ours

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = _host(request.headers.get("Host", ""))
        if host in outside:
            if not request.path.startswith(CALLBACK):
                raise web.HTTPNotFound
        elif host not in ours and not _is_the_address(host, request):
            raise web.HTTPMisdirectedRequest(text="This is not the page that you asked for.\n")
        return await handler(request)

    return check


@web.middleware
async def with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every answer, errors too, the headers that keep a browser strict."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(HEADERS)
        raise
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _host(header: str) -> str:
    """The name in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.rpartition(":")[0].lower() if ":" in header else header.lower()


def _is_the_address(host: str, request: web.Request) -> bool:
    """Whether `host` is the very address at which the connection came in."""
    reached = request.transport.get_extra_info("sockname") if request.transport else None
    try:
        return reached is not None and ip_address(host) == ip_address(reached[0])
    except ValueError:
        return False
