"""What becomes of errors: a page for a browser, a line for a program; a defect tells the outside nothing."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from monitor.core.errors import MonitorError
from monitor.web.callback import CALLBACK
from monitor.web.rendering import render

log = logging.getLogger(__name__)

_OWN_WORDS = {404: "There is no such page.", 405: "That cannot be done here."}
"""Where nobody but the HTTP library has said what is wrong."""


@web.middleware
async def with_plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say every failure in words, in the form that the visitor reads."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or not _is_a_browsers(request, error):
            raise
        return _page(request, error)
    except MonitorError as error:
        return _told(request, web.HTTPBadRequest(text=f"{error}\n"))
    except Exception:
        log.exception("a page failed", extra={"event": "web.defect", "path": request.path})
        return _told(request, web.HTTPInternalServerError(text="This page has failed; the log tells why.\n"))


def _told(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    if _is_a_browsers(request, error):
        return _page(request, error)
    raise error from None


def _is_a_browsers(request: web.Request, error: web.HTTPException) -> bool:
    """Whether a person sees the answer; hubs ask under a name that shows nothing of the page."""
    wants_a_page = "text/html" in request.headers.get("Accept", "") and not request.path.startswith(CALLBACK)
    return wants_a_page and error.content_type == "text/plain"


def _page(request: web.Request, error: web.HTTPException) -> web.Response:
    said = error.text or ""
    words = _OWN_WORDS.get(error.status, error.reason) if said.startswith(f"{error.status}: ") else said
    page = render(request, "error.html", status=error.status, words=words)
    if "Allow" in error.headers:
        page.headers["Allow"] = error.headers["Allow"]
    return page
