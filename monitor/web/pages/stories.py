"""Stories and quotes: searched, and one story with its record and what was decided about it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import web

from monitor.store.search import QuoteHit, StoryHit, Wanted, search_quotes, search_stories
from monitor.store.why import why
from monitor.web.desk import desk_of
from monitor.web.pages import asked
from monitor.web.rendering import render

_PER_PAGE = 20
_STORY = """
SELECT s.id, s.url, coalesce(s.link, s.url) AS link, s.published, s.read_at, s.copy_of, s.record, s.quiet,
       o.headline AS original_headline, o.outlet AS original_outlet
FROM story AS s LEFT JOIN story AS o ON o.id = s.copy_of WHERE s.id = ?
"""
_COPIES = "SELECT id, outlet, headline FROM story WHERE copy_of = ? ORDER BY moment LIMIT 100"
_REPORTS = """
SELECT r.number, r.meeting_id, m.title, m.status, r.evidence FROM report AS r JOIN meeting AS m ON m.id = r.meeting_id
WHERE r.story_id = ? ORDER BY r.number
"""


def wanted(request: web.Request, per_page: int = _PER_PAGE) -> Wanted:
    """What the address asks for; one more than a page, to know whether there is another."""
    return Wanted(
        text=asked.text(request, "q") or "",
        outlet=asked.text(request, "outlet"),
        language=asked.text(request, "language"),
        relevant=asked.flag(request, "relevant"),
        speaker=asked.text(request, "speaker"),
        since=asked.day(request, "since"),
        until=asked.day(request, "until"),
        before=asked.number(request, "before", -(1 << 62), 1 << 62),
        limit=per_page + 1,
    )


async def stories(request: web.Request) -> web.Response:
    """The stories that hold the words asked for, the latest first."""
    asks = wanted(request)
    found = await search_stories(desk_of(request).archive, asks)
    return render(request, "stories.html", asks=asks, found=found[:_PER_PAGE], after=_next(request, found))


async def quotes(request: web.Request) -> web.Response:
    """The quotes that hold the words asked for, the latest first."""
    asks = wanted(request)
    found = await search_quotes(desk_of(request).archive, asks)
    return render(request, "quotes.html", asks=asks, found=found[:_PER_PAGE], after=_next(request, found))


async def story(request: web.Request) -> web.Response:
    """One story."""
    archive = desk_of(request).archive
    row = await archive.read_one(_STORY, (int(request.match_info["id"]),))
    if row is None:
        raise web.HTTPNotFound(text="There is no such story.\n")
    reports = await archive.read(_REPORTS, (row["id"],))
    return render(
        request,
        "story.html",
        story=row,
        record=json.loads(row["record"]),
        trail=await why(archive, row["url"]),
        meetings={report["number"]: report for report in reports},
        copies=await archive.read(_COPIES, (row["id"],)),
    )


async def trail(request: web.Request) -> web.Response:
    """Every decision about an address, also one whose story was never read."""
    address = asked.text(request, "url")
    found = await why(desk_of(request).archive, address) if address else None
    if found is not None and found.story_id is not None:
        raise web.HTTPFound(f"/stories/{found.story_id}#trail")
    return render(request, "why.html", address=address or "", trail=found)


def _next(request: web.Request, found: Sequence[StoryHit | QuoteHit]) -> str | None:
    """The address of the next page; None on the last."""
    if len(found) <= _PER_PAGE:
        return None
    return str(request.rel_url.update_query(before=str(found[_PER_PAGE - 1].row)))
