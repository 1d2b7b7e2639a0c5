"""A source's bytes by its kind: a feed, a sitemap, a page of links."""

from __future__ import annotations

from monitor.core.errors import UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.core.polling.feed import FeedKind


def read_source(
    body: bytes, content_type: str | None, url: str, kind: FeedKind, link: str | None, marks: bytes | None = None
) -> FeedDocument:
    """What the source says; `link` is the CSS selector of a page's links. Raises UnreadableFeed.

    `marks` are the items of an earlier body (FeedDocument.items): those may be left unread.
    """
    # The daemon only hands this function on: its own process needs none of the feeds' libraries.
    if kind != "list":
        from monitor.parsing.feed import read_feed

        return read_feed(body, content_type, url, marks)
    if not link:
        raise UnreadableFeed('is declared as a page of links without saying where they are; set link ("ul.news li a")')
    from monitor.parsing.list_page import read_list_page

    return read_list_page(body, content_type, url, link)
