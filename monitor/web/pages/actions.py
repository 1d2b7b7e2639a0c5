"""What a person may change on the page: rule about meetings, mute, send again, acknowledge. Needs the token."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta

from aiohttp import web

from monitor.core.deciding.corrections import CORRECTABLE
from monitor.core.delivery.muting import Mute
from monitor.core.errors import ArchiveError
from monitor.store import alerts as alert_store
from monitor.store.corrections import correct_meeting
from monitor.store.meeting_detail import resolve_meeting
from monitor.store.rulings import Ruled, merge_meetings, split_meeting, undo_ruling
from monitor.web.desk import desk_of
from monitor.web.rendering import render
from monitor.web.signing_in import check_may_change, check_own_form, is_token, sign_in, sign_out

_LINKS = "SELECT coalesce(link, url) AS link FROM story WHERE id IN (SELECT value FROM json_each(?))"
_MUTE_FOR = {"14d": timedelta(days=14), "90d": timedelta(days=90), "good": None}


async def sign_in_page(request: web.Request) -> web.Response:
    """Where the token is given."""
    return render(request, "sign_in.html", wrong=False)


async def take_token(request: web.Request) -> web.Response:
    """Sign in, or say that the token is wrong."""
    check_own_form(request)
    given = str((await request.post()).get("token", ""))
    if not is_token(request, given):
        return render(request, "sign_in.html", wrong=True, status=403)
    response = web.Response(status=303, headers={"Location": "/"})
    sign_in(request, response)
    return response


async def leave(request: web.Request) -> web.Response:
    """Sign out."""
    await check_may_change(request)
    response = web.Response(status=303, headers={"Location": "/"})
    sign_out(response)
    return response


async def merge(request: web.Request) -> web.Response:
    """Join another meeting with this one."""
    await check_may_change(request)
    desk = desk_of(request)
    other = str((await request.post()).get("other", "")).strip()
    ruled = await _ruled(merge_meetings(desk.archive, request.match_info["id"], other, desk.now))
    return _to(f"/meetings/{ruled}")


async def split(request: web.Request) -> web.Response:
    """Make the stories that are ticked a meeting of their own."""
    await check_may_change(request)
    desk = desk_of(request)
    form = await request.post()
    ids = [value for value in form.getall("story", []) if isinstance(value, str) and value.isdecimal()]
    links = [row["link"] for row in await desk.archive.read(_LINKS, (f"[{','.join(ids)}]",))]
    ruled = await _ruled(split_meeting(desk.archive, request.match_info["id"], links, desk.now))
    return _to(f"/meetings/{ruled}")


async def correct(request: web.Request) -> web.Response:
    """Put right what was misread."""
    await check_may_change(request)
    desk = desk_of(request)
    form = await request.post()
    right = {name: str(form[name]) for name in CORRECTABLE if name in form}
    ruled = await _ruled(correct_meeting(desk.archive, request.match_info["id"], right, desk.now))
    return _to(f"/meetings/{ruled}")


async def undo(request: web.Request) -> web.Response:
    """Take a ruling back."""
    await check_may_change(request)
    desk = desk_of(request)
    meeting = await _ruled(undo_ruling(desk.archive, desk.now, int(request.match_info["ruling"])))
    return _to(f"/meetings/{await resolve_meeting(desk.archive, meeting) or meeting}")


async def mute(request: web.Request) -> web.Response:
    """Silence a meeting, or lift that."""
    await check_may_change(request)
    desk = desk_of(request)
    meeting = await resolve_meeting(desk.archive, request.match_info["id"])
    if meeting is None:
        raise web.HTTPNotFound(text="There is no such meeting.\n")
    span = str((await request.post()).get("for", "14d"))
    if span == "lift":
        await alert_store.unmute(desk.archive, Mute("meeting", meeting))
    elif span in _MUTE_FOR:
        length = _MUTE_FOR[span]
        await alert_store.mute(desk.archive, Mute("meeting", meeting, desk.now + length if length else None), desk.now)
    else:
        raise web.HTTPBadRequest(text=f"{span!r} is no span; there are {', '.join(_MUTE_FOR)} and lift.\n")
    return _to(f"/meetings/{meeting}")


async def resend(request: web.Request) -> web.Response:
    """Make an alert due again on every channel."""
    await check_may_change(request)
    desk = desk_of(request)
    if not await alert_store.resend(desk.archive, request.match_info["id"], desk.channels, desk.now):
        raise web.HTTPNotFound(text="There is no such alert, or no channel to send it to.\n")
    desk.wake_deliveries()
    return _to("/alerts")


async def acknowledge(request: web.Request) -> web.Response:
    """Note that somebody has read an alert."""
    await check_may_change(request)
    desk = desk_of(request)
    await alert_store.acknowledge(desk.archive, request.match_info["id"], desk.now)
    return _to("/alerts")


def _to(place: str) -> web.Response:
    """The page to look at next; a reload there does not send the form again."""
    return web.Response(status=303, headers={"Location": place})


async def _ruled(ruling: Awaitable[Ruled]) -> str:
    """The meeting that a ruling leaves; what cannot be ruled is the visitor's mistake."""
    try:
        return (await ruling).meeting
    except ArchiveError as error:
        raise web.HTTPConflict(text=f"{error}\n") from error
