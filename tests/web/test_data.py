"""What programs get: JSON, feeds, a calendar, metrics, health."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess

import pytest
from jsonschema import Draft202012Validator

from monitor.core.durations import Durations
from monitor.web.data.openapi import description
from tests.web.conftest import NOW, Visit


async def stuck() -> str | None:
    return "deliveries do not move"


def schema(reference: object) -> Draft202012Validator:
    """A validator of a schema of the description."""
    return Draft202012Validator({**json.loads(json.dumps(reference)), "components": description()["components"]})


async def test_what_the_api_answers_is_as_described(visit: Visit) -> None:
    async with visit() as visitor:
        assert await visitor.json("/api/openapi.json") == description()
        meeting = await visitor.meeting("17 May")
        places = {"/api/meetings/{id}": meeting, "/api/stories/{id}": "2"}
        paths = list(description()["paths"])
        assert len(paths) == 7
        for path in paths:
            answer = await visitor.json(path.replace("{id}", places.get(path, "")))
            told = description()["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            schema(told).validate(answer)
            assert answer.get("items", [True]), path


async def test_every_address_of_the_api_is_described(visit: Visit) -> None:
    from monitor.web.site import ADDRESSES

    plain = {re.sub(r"\{id:.*\}", "{id}", address) for address in ADDRESSES if address.startswith("/api/")}
    assert plain - {"/api/openapi.json"} == set(description()["paths"])


async def test_pages_follow_one_another(visit: Visit) -> None:
    async with visit() as visitor:
        for name, key in (("meetings", "id"), ("stories", "id"), ("quotes", "text")):
            whole = [item[key] for item in (await visitor.json(f"/api/{name}"))["items"]]
            found, following = [], f"/api/{name}?limit=1"
            while following:
                answer = await visitor.json(following)
                found += [item[key] for item in answer["items"]]
                following = answer["next"]
            assert found == whole
            assert len(found) > 1


async def test_meetings_as_they_were_known(visit: Visit) -> None:
    async with visit() as visitor:
        answer = await visitor.json("/api/meetings?as_of=2026-04-21&kind=envoy")
        assert [item["start"] for item in answer["items"]] == ["2026-05-24", "2025-03-10"]
        await visitor.get("/api/meetings?as_of=soon", 400)


async def test_what_is_not_there(visit: Visit) -> None:
    async with visit() as visitor:
        assert json.loads(await visitor.get("/api/meetings/none", 404)) == {"error": "there is no such meeting"}
        assert json.loads(await visitor.get("/api/stories/999", 404)) == {"error": "there is no such story"}


async def test_what_has_not_changed_is_not_sent_again(visit: Visit) -> None:
    async with visit() as visitor:
        for path in ("/api/meetings", "/feeds/meetings.atom", "/meetings.ics", "/stories"):
            status, headers = await visitor.head(path)
            assert status == 200
            status, again = await visitor.head(path, **{"If-None-Match": headers["ETag"]})
            assert (status, again["ETag"]) == (304, headers["ETag"])
            assert (await visitor.head(path, **{"If-None-Match": '"other"'}))[0] == 200


async def test_metrics_are_in_prometheus_form(visit: Visit) -> None:
    async with visit() as visitor:
        await visitor.get("/")
        text = await visitor.get("/metrics")
        assert text.endswith("\n")
        announced: set[str] = set()
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                announced.add(line.split()[2])
            elif not line.startswith("#"):
                parts = re.fullmatch(r'([a-z_]+)(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (-?[0-9.]+)', line)
                assert parts, line
                assert parts[1] in announced or parts[1].rsplit("_", 1)[0] in announced
        assert 'envoy_monitor_meetings{status="held"} 2' in text
        assert 'envoy_monitor_stories{relevant="no"} 1' in text
        assert 'envoy_monitor_deliveries{channel="webhook",state="dead"} 1' in text
        assert "envoy_monitor_page_seconds_count 1" in text
        assert 'envoy_monitor_entries{state="screened_out"} 1' in text


async def test_how_long_things_take_is_told_in_histograms(visit: Visit) -> None:
    durations = Durations()
    for seconds in (0.01, 0.2, 45.0):
        durations.polls.note(seconds)
    durations.story_to_alert.note(1.5)
    durations.sending('a "b"').note(0.02)
    durations.delivery('a "b"')
    async with visit(durations=durations) as visitor:
        text = await visitor.get("/metrics")
    for line in (
        "# TYPE envoy_monitor_poll_seconds histogram",
        'envoy_monitor_poll_seconds_bucket{le="0.01"} 1',
        'envoy_monitor_poll_seconds_bucket{le="0.25"} 2',
        'envoy_monitor_poll_seconds_bucket{le="30.0"} 2',
        'envoy_monitor_poll_seconds_bucket{le="+Inf"} 3',
        "envoy_monitor_poll_seconds_sum 45.210",
        "envoy_monitor_poll_seconds_count 3",
        'envoy_monitor_story_to_alert_seconds_bucket{le="2.0"} 1',
        'envoy_monitor_sending_seconds_bucket{channel="a \\"b\\"",le="0.01"} 0',
        'envoy_monitor_sending_seconds_count{channel="a \\"b\\""} 1',
        'envoy_monitor_alert_to_delivery_seconds_count{channel="a \\"b\\""} 0',
    ):
        assert line in text.splitlines()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool (Debian: apt install prometheus)")
async def test_prometheus_own_tool_has_no_complaint(visit: Visit) -> None:
    durations = Durations()
    durations.polls.note(0.01)
    durations.sending("webhook").note(0.02)
    async with visit(durations=durations) as visitor:
        text = await visitor.get("/metrics")
    told = await asyncio.to_thread(
        subprocess.run, ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


async def test_figures_are_counted_now_and_then(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        before = await visitor.get("/metrics")
        async with visitor.archive.transaction() as connection:
            await connection.execute("UPDATE meeting SET status = 'cancelled'")
        assert 'status="held"} 2' in await visitor.get("/metrics")
        await visitor.clock.advance(11)
        assert 'status="cancelled"} 3' in await visitor.get("/metrics")
        assert 'status="held"} 2' in before


async def test_health(visit: Visit) -> None:
    async with visit() as visitor:
        assert await visitor.get("/healthz") == "ok\n"
        assert await visitor.get("/readyz") == "ok\n"
    async with visit(what_is_stuck=stuck) as visitor:
        assert await visitor.get("/readyz", 503) == "deliveries do not move\n"


async def test_the_time_is_the_clocks(visit: Visit) -> None:
    async with visit() as visitor:
        assert f"{NOW:%A}, 10 May 2026" in await visitor.get("/")
