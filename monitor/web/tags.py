"""ETags: an answer that the asker has already is not sent again."""

from __future__ import annotations

import hashlib

from aiohttp import web
from aiohttp.typedefs import Handler


@web.middleware
async def with_etags(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Mark answers to GET by a hash of what they say; 304 where the asker names the same."""
    response = await handler(request)
    if request.method not in ("GET", "HEAD") or response.status != 200 or not isinstance(response, web.Response):
        return response
    body = response.body
    if not isinstance(body, bytes):
        return response
    # Weak: compression changes the bytes, not what they say.
    response.headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    tags = request.if_none_match or ()
    if any(tag.value in ("*", hashlib.sha256(body).hexdigest()[:24]) for tag in tags):
        kept = {key: response.headers[key] for key in ("ETag", "Cache-Control", "Vary") if key in response.headers}
        return web.Response(status=304, headers=kept)
    return response
