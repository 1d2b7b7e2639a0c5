"""By which names the site is asked, and what a browser may do with an answer."""

from __future__ import annotations

import pytest

from tests.web.conftest import Visit


async def broken() -> str | None:
    raise RuntimeError("a defect with a secret in it")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8620", "", "127.0.0.2", "[::1]:80", "localhost.evil", "::1", "a" * 300]
)
async def test_a_foreign_name_is_refused(visit: Visit, host: str) -> None:
    async with visit() as visitor:
        for path in ("/", "/metrics", "/api/meetings", "/static/icon.svg", "/nowhere"):
            status, headers = await visitor.head(path, Host=host)
            assert status == 421
            assert "Content-Security-Policy" in headers


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "localhost:8620", "LOCALHOST"])
async def test_our_own_names(visit: Visit, host: str) -> None:
    async with visit() as visitor:
        assert (await visitor.head("/", Host=host))[0] == 200


async def test_an_error_is_a_page_for_a_browser_and_a_line_for_a_program(visit: Visit) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    async with visit(what_is_stuck=broken) as visitor:
        for path, status, words in (
            ("/meetings/none", 404, "There is no such meeting."),
            ("/nowhere", 404, "There is no such page."),
            ("/rulings/1/undo", 405, "That cannot be done here."),
            ("/readyz", 500, "This page has failed; the log tells why."),
        ):
            page = await visitor.get(path, status, **browser)
            assert f'<h1 class="page">{words}</h1>' in page
            assert "secret" not in page
            assert "<" not in await visitor.get(path, status)
            _, headers = await visitor.head(path, **browser)
            assert "Content-Security-Policy" in headers
            assert headers.get("Allow") == ("POST" if status == 405 else None)
        assert await visitor.json("/api/meetings?limit=1")
        assert (await visitor.get("/api/meetings/none", 404, **browser)).startswith("{")
        for _ in range(2):
            status, said = await visitor.post("/alerts/none/acknowledge", {}, **browser)
            assert (status, "<h1" in said) == (401, True)


EVERYWHERE = ("/", "/stories", "/metrics", "/healthz", "/api/meetings", "/sign-in", "/static/icon.svg", "/nowhere")
PUBLIC = {"public": "https://Monitor.example.org/"}


async def test_the_name_that_hubs_know_opens_nothing_else(visit: Visit) -> None:
    async with visit(settings=PUBLIC) as visitor:
        for path in (*EVERYWHERE, "/websub", "/websub/../metrics", "//websub/", "/websub/%2e%2e/metrics"):
            for host in ("monitor.example.org", "MONITOR.example.org:443"):
                status, headers = await visitor.head(path, Host=host)
                assert status == 404, path
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert "Envoy" not in await visitor.get(path, 404, Host=host, Accept="text/html")
        assert (await visitor.post("/sign-in", {"token": "x"}, Host="monitor.example.org"))[0] == 404
        assert (await visitor.head("/", Host="localhost"))[0] == 200
        assert (await visitor.head("/", Host="other.example.org"))[0] == 421


async def test_the_whole_page_is_public_where_the_operator_says_so(visit: Visit) -> None:
    async with visit(settings={**PUBLIC, "public_page": True}) as visitor:
        assert (await visitor.head("/", Host="monitor.example.org"))[0] == 200
        assert (await visitor.head("/", Host="other.example.org"))[0] == 421


async def test_a_public_name_that_is_the_pages_own_opens_the_page(visit: Visit) -> None:
    async with visit(settings={"listen": "monitor.example.org:8620", **PUBLIC}) as visitor:
        assert (await visitor.head("/", Host="monitor.example.org"))[0] == 200


async def test_every_answer_keeps_a_browser_strict(visit: Visit) -> None:
    async with visit() as visitor:
        for path in ("/", "/stories", "/api/meetings", "/metrics", "/nowhere", "/meetings/none", "/feeds/alerts.atom"):
            _, headers = await visitor.head(path)
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "script-src" not in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin"


async def test_a_defect_tells_the_outside_nothing(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    async with visit(what_is_stuck=broken) as visitor:
        text = await visitor.get("/readyz", 500)
        assert "secret" not in text
        (record,) = [record for record in caplog.records if getattr(record, "event", "") == "web.defect"]
        assert record.exc_info


async def test_only_what_is_there(visit: Visit) -> None:
    async with visit() as visitor:
        for path in ("/static/../site.py", "/static/other.css/x", "/meetings/a%2Fb", "/stories/1x", "/meetings/%00"):
            assert (await visitor.head(path))[0] in (404, 400)
        assert (await visitor.post("/"))[0] == 405


async def test_the_stylesheet_is_kept_for_good_under_its_own_name_only(visit: Visit) -> None:
    from monitor.web.rendering import stylesheet_name

    async with visit() as visitor:
        _, headers = await visitor.head(f"/static/{stylesheet_name()}")
        assert "immutable" in headers["Cache-Control"]
        _, headers = await visitor.head("/static/page.000000000000.css")
        assert "immutable" not in headers["Cache-Control"]
