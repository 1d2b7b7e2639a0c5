"""What may be changed, and by whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.store.alerts import mutes
from tests.web.conftest import NOW, TOKEN, Visit

CHANGES = (
    "/meetings/x/merge",
    "/meetings/x/split",
    "/meetings/x/correct",
    "/meetings/x/mute",
    "/rulings/1/undo",
    "/alerts/x/resend",
    "/alerts/x/acknowledge",
    "/sign-out",
)


@pytest.mark.parametrize("path", CHANGES)
async def test_nothing_changes_without_the_token(visit: Visit, path: str) -> None:
    async with visit() as visitor:
        assert (await visitor.post(path))[0] == 401
        assert (await visitor.post(path, Authorization="Bearer wrong"))[0] == 401
        assert (await visitor.post(path, Authorization=TOKEN))[0] == 401
    async with visit(token=None) as visitor:
        assert (await visitor.post(path, Authorization="Bearer "))[0] == 403
        assert (await visitor.post(path, Authorization=f"Bearer {TOKEN}"))[0] == 403
        assert "Sign in" not in await visitor.get("/")


@pytest.mark.parametrize("path", CHANGES)
async def test_a_signed_in_browser_sends_only_our_own_forms(visit: Visit, path: str) -> None:
    async with visit() as visitor:
        await visitor.sign_in()
        key = await visitor.key("/")
        assert (await visitor.post(path, {}))[0] == 403
        assert (await visitor.post(path, {"key": "0" * 64}))[0] == 403
        assert (await visitor.post(path, {"key": key}, Origin="https://evil.example"))[0] == 403
        assert (await visitor.post(path, {"key": key}, Origin="null"))[0] == 403
        assert (await visitor.post(path, {"key": key}, **{"Sec-Fetch-Site": "cross-site"}))[0] == 403


async def test_signing_in_and_out(visit: Visit) -> None:
    async with visit() as visitor:
        status, text = await visitor.post("/sign-in", {"token": "wrong"})
        assert status == 403
        assert "That is not the token" in text
        assert (await visitor.post("/sign-in", {"token": TOKEN}, Origin="https://evil.example"))[0] == 403
        await visitor.sign_in()
        key = await visitor.key("/")
        assert await visitor.post("/sign-out", {"key": key}, Origin=visitor.base) == (303, "/")
        assert "Sign out" not in await visitor.get("/")


async def test_tokens_cannot_be_tried_out(visit: Visit) -> None:
    async with visit() as visitor:
        for _ in range(10):
            assert (await visitor.post("/sign-in", {"token": "wrong"}))[0] == 403
        assert (await visitor.post("/sign-in", {"token": TOKEN}))[0] == 429
        assert (await visitor.post("/alerts/x/resend", Authorization=f"Bearer {TOKEN}"))[0] == 429
        await visitor.clock.advance(61)
        await visitor.sign_in()


async def test_a_cookie_lasts_half_a_day_and_cannot_be_made_up(visit: Visit) -> None:
    async with visit() as visitor:
        await visitor.sign_in()
        (cookie,) = list(visitor.http.cookie_jar)
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
        until, seal = cookie.value.split(".")
        visitor.clock.set(NOW + timedelta(hours=13))
        assert "Sign out" not in await visitor.get("/")
        visitor.clock.set(NOW)
        visitor.http.cookie_jar.clear()
        for made_up in (f"{int(until) + 9}.{seal}", f"{until}.{'0' * 64}", "x.y", "", "²."):
            assert "Sign out" not in await visitor.get("/", Cookie=f"envoy-monitor={made_up}")
        assert "Sign out" in await visitor.get("/", Cookie=f"envoy-monitor={until}.{seal}")


async def test_a_merge_and_its_undo(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        await visitor.sign_in()
        kept, given = await visitor.meeting("17 May"), await visitor.meeting("Nanjing")
        key = await visitor.key(f"/meetings/{kept}")
        assert await visitor.post(f"/meetings/{kept}/merge", {"key": key, "other": given}) == (303, f"/meetings/{kept}")
        status, headers = await visitor.head(f"/meetings/{given}")
        assert (status, headers["Location"]) == (301, f"/meetings/{kept}")
        text = await visitor.get(f"/meetings/{kept}")
        assert "4 stories in 3 outlets" in text
        assert "Take back the merge" in text
        assert await visitor.post(f"/meetings/{kept}/merge", {"key": key, "other": given}) == (
            409,
            f"{kept} and {given} are one meeting already; nothing was changed\n",
        )
        (row,) = await visitor.archive.read("SELECT id FROM ruling")
        assert (await visitor.post(f"/rulings/{row['id']}/undo", {"key": key}))[0] == 303
        assert "3 stories in 3 outlets" in await visitor.get(f"/meetings/{kept}")
        assert (await visitor.post("/rulings/99/undo", {"key": key}))[0] == 409


async def test_a_correction_and_its_undo(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        await visitor.sign_in()
        meeting = await visitor.meeting("17 May")
        key = await visitor.key(f"/meetings/{meeting}")
        path = f"/meetings/{meeting}/correct"
        right = {"key": key, "city": "Geneva", "country": "CH", "venue": ""}
        assert await visitor.post(path, right) == (303, f"/meetings/{meeting}")
        text = await visitor.get(f"/meetings/{meeting}")
        assert "Geneva" in text.split("What became known when")[0]
        assert "Put right by hand" in text
        assert await visitor.post(path, right) == (409, f"{meeting} is so already; nothing was changed\n")
        status, said = await visitor.post(path, {"key": key, "country": "Swiss"})
        assert (status, "write its two letters" in said) == (409, True)
        (row,) = await visitor.archive.read("SELECT id FROM ruling")
        assert (await visitor.post(f"/rulings/{row['id']}/undo", {"key": key}))[0] == 303
        assert "Geneva" not in (await visitor.get(f"/meetings/{meeting}")).split("What became known when")[0]


async def test_a_split(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        await visitor.sign_in()
        meeting = await visitor.meeting("17 May")
        key = await visitor.key(f"/meetings/{meeting}")
        status, place = await visitor.post(f"/meetings/{meeting}/split", {"key": key, "story": "2"})
        assert status == 303
        assert place != f"/meetings/{meeting}"
        assert "1 story in 1 outlet" in await visitor.get(place)
        assert (await visitor.post(f"/meetings/{meeting}/split", {"key": key}))[0] == 409
        assert (await visitor.post(f"/meetings/{meeting}/split", {"key": key, "story": "1;DROP"}))[0] == 409


async def test_a_program_mutes_with_the_token_alone(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        visitor.http.headers.update({"Authorization": f"Bearer {TOKEN}"})
        meeting = await visitor.meeting("17 May")
        assert (await visitor.post(f"/meetings/{meeting}/mute", {"for": "14d"}))[0] == 303
        assert [(one.value, one.until) for one in await mutes(visitor.archive, NOW) if one.what == "meeting"] == [
            (meeting, NOW + timedelta(days=14))
        ]
        assert "muted until 24 May 2026" in await visitor.get(f"/meetings/{meeting}")
        assert (await visitor.post(f"/meetings/{meeting}/mute", {"for": "good"}))[0] == 303
        assert (await visitor.post(f"/meetings/{meeting}/mute", {"for": "lift"}))[0] == 303
        assert [one for one in await mutes(visitor.archive, NOW) if one.what == "meeting"] == []
        assert (await visitor.post(f"/meetings/{meeting}/mute", {"for": "ever"}))[0] == 400
        assert (await visitor.post("/meetings/none/mute", {}))[0] == 404


async def test_an_alert_is_sent_again_and_acknowledged(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        await visitor.sign_in()
        key = await visitor.key("/alerts")
        (row,) = await visitor.archive.read("SELECT alert_id FROM delivery WHERE state = 'dead'")
        assert await visitor.post(f"/alerts/{row['alert_id']}/resend", {"key": key}) == (303, "/alerts")
        assert visitor.woken == [True]
        assert await visitor.archive.read("SELECT 1 FROM delivery WHERE state = 'dead'") == []
        assert await visitor.post(f"/alerts/{row['alert_id']}/acknowledge", {"key": key}) == (303, "/alerts")
        assert "read 10 May 2026, 08:00" in await visitor.get("/alerts")
        assert (await visitor.post("/alerts/none/resend", {"key": key}))[0] == 404


async def test_a_form_has_a_size(visit: Visit) -> None:
    async with visit() as visitor:
        assert (await visitor.post("/sign-in", {"token": "x" * 100_000}))[0] == 413
