"""A newsroom on loopback: five outlets, their feeds and pages, as far as time has come.

    GET /<outlet>/feed.xml              the outlet's RSS or Atom feed
    GET /<outlet>/<year>/<month>/<day>/<name>  a story's page; 404 until it is published

Feeds and pages answer conditional requests (`ETag`, `Last-Modified`) with 304.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from monitor.demo import pages
from monitor.demo.story_files import NewsroomStory, Outlet, load_stories


class Newsroom:
    """Publishes its stories as it is told the time; knows nothing of the clock itself."""

    def __init__(self, stories: Sequence[NewsroomStory] | None = None) -> None:
        """Serve `stories`, those of the package by default."""
        self.stories = tuple(sorted(load_stories() if stories is None else stories, key=lambda one: one.published))
        self.outlets: dict[str, Outlet] = {story.outlet.key: story.outlet for story in self.stories}
        self._published: list[NewsroomStory] = []

    @property
    def published(self) -> tuple[NewsroomStory, ...]:
        """What is out, oldest first."""
        return tuple(self._published)

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When something comes out, in order; the instants to publish until, one after the other."""
        return tuple(sorted({story.published for story in self.stories}))

    def publish_until(self, moment: datetime) -> list[NewsroomStory]:
        """Publish everything due at `moment` (aware); return what is new. Nothing is ever withdrawn."""
        new = [story for story in self.stories if story.published <= moment and story not in self._published]
        self._published += new
        return new

    def correct(self, story: NewsroomStory) -> None:
        """Put `story` in the place of the one that was published under its address."""
        self._published = [story if one.path == story.path else one for one in self._published]

    def feeds(self, base: str) -> list[tuple[str, str]]:
        """Each outlet's name and its feed's address; `base` is the server's origin, without a slash."""
        return [(outlet.name, f"{base}/{key}/feed.xml") for key, outlet in self.outlets.items()]

    def story_at(self, path: str) -> NewsroomStory | None:
        """The published story with this path."""
        return next((story for story in self._published if story.path == path), None)

    def app(self) -> web.Application:
        """The web application; whoever calls runs it."""
        app = web.Application()
        app.router.add_get("/{outlet}/feed.xml", self._feed)
        app.router.add_get(r"/{outlet}/{year:\d+}/{month:\d+}/{day:\d+}/{name}", self._page)
        return app

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self.outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        own = [story for story in self._published if story.outlet == outlet]
        body = pages.feed(outlet, own, _origin(request))
        changed = own[-1].published if own else None
        return _answer(request, body, pages.CONTENT_TYPES[outlet.feed], changed)

    async def _page(self, request: web.Request) -> web.Response:
        story = self.story_at(request.path)
        if story is None:
            raise web.HTTPNotFound
        return _answer(request, pages.page(story, _origin(request)), "text/html", story.published)


def _origin(request: web.Request) -> str:
    return str(request.url.origin())


def _answer(request: web.Request, text: str, content_type: str, changed: datetime | None) -> web.Response:
    """The text, or 304 where the client's validators still hold (RFC 9110: a tag decides before a date)."""
    body = text.encode()
    tag = hashlib.sha256(body).hexdigest()[:20]
    known = request.if_none_match
    since = request.if_modified_since
    if known is not None:
        fresh = any(one.value in (tag, "*") for one in known)
    else:
        fresh = since is not None and changed is not None and changed.replace(microsecond=0) <= since
    response = (
        web.Response(status=304) if fresh else web.Response(body=body, content_type=content_type, charset="utf-8")
    )
    response.etag = tag
    if changed is not None:
        response.last_modified = changed.astimezone(UTC)
    return response
