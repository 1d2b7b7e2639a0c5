"""Old material into the archive: quietly, politely, once, and from where it was left."""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.fetcher import Fetcher
from monitor.adapters.robots import Robots
from monitor.adapters.workers import InProcess
from monitor.clock import SystemClock
from monitor.core.backfill import Tally
from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import ArchiveError, MonitorError, UnreadablePage
from monitor.core.records import Entry, Page, Reason, Relevance, Story, Text
from monitor.pipeline.backfill import Backfill, Choice, Progress
from monitor.pipeline.old_material import SITEMAPS, OldMaterial
from monitor.settings import FetchSettings
from monitor.store.archive import Archive
from monitor.store.backfills import load_reached, sole_backfill
from monitor.store.decisions import trail
from tests.support.meetings import meeting
from tests.support.server import ScriptedServer, answer, scripted_server
from tests.support.taking import rows, tell
from tests.support.warcs import crawl, response, written

LEAD = "The two delegations sat down in the morning and rose again late at night without a word."


def html(title: str, extra: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{extra}</head><body><p>{title}. {LEAD}</p></body></html>".encode()


def pages(count: int, title: str = "Envoys meet") -> list[tuple[str, bytes]]:
    return [(f"https://news.example.org/{n}", html(f"{title} {n}")) for n in range(count)]


def screen(entry: Entry) -> tuple[bool, Reason]:
    """Everything but sport."""
    wanted = "sport" not in entry.title.lower()
    return wanted, Reason("screen", "passed" if wanted else "rejected", entry.title)


@dataclass
class Desk:
    """Reads pages: as much as these tests need."""

    read: list[str] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    def __call__(self, page: Page) -> Story:
        text = page.body.decode()
        if "defect" in text:
            raise ZeroDivisionError("x")
        if "nothing" in text:
            raise UnreadablePage(f"{page.source}: gives no text")
        self.read.append(page.url or page.source)
        self.then()
        url = "https://news.example.org/own" if "canonical" in text else page.url
        told = Text(page.source, url, None, "en", text[:60], None, (), None, None, None, ())
        relevant = "Envoys" in text
        found = (meeting("2023-07-17"),) if relevant else ()
        return Story(told, (), (), found, Relevance(relevant, float(relevant), ()))


@dataclass
class World:
    archive: Archive
    server: ScriptedServer
    fetcher: Fetcher
    desk: Desk

    def backfill(self, **choice: Any) -> Backfill:
        clock = SystemClock()
        return Backfill(
            self.archive,
            self.fetcher,
            Robots(self.fetcher, clock),
            InProcess(),
            self.desk,
            screen,
            AlertRules(max_age=None),
            clock,
            Choice(**choice),
            page_size=2**20,
            at_once=8,
        )

    async def take(self, source: Path | str, stop: asyncio.Event | None = None, **choice: Any) -> Progress:
        return await self.backfill(**choice).take(str(source), stop or asyncio.Event())

    async def stories(self) -> set[str]:
        return {url for (url,) in await rows(self.archive, "SELECT url FROM story")}


@asynccontextmanager
async def world(folder: Path, delay: str = "0s") -> AsyncIterator[World]:
    settings = FetchSettings.model_validate(
        {"contact": "a@b", "allow_private_networks": True, "per_host_delay": delay, "at_once": 8}
    )
    async with (
        await Archive.open(folder / "archive.sqlite3") as archive,
        scripted_server() as server,
        Fetcher(settings, SystemClock()) as fetcher,
    ):
        yield World(archive, server, fetcher, Desk())


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


async def test_a_crawl_is_taken_in_quietly_with_its_days(here: World, tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc.gz", [*pages(3), ("https://news.example.org/s", html("Sport"))])
    done = await here.take(path)
    assert done.finished
    assert replace(done.tally, skipped={}) == Tally(read=3, relevant=3, meetings=3, screened=1)
    assert sum(done.tally.skipped.values()) == 5
    assert await rows(here.archive, "SELECT DISTINCT day, quiet, reread_at FROM story") == [("2023-07-18", 1, None)]
    assert await rows(here.archive, "SELECT count(*) FROM meeting") == [(1,)]
    assert await rows(here.archive, "SELECT count(*) FROM alert") == [(0,)]
    assert here.server.requests == []


async def test_what_was_taken_in_is_not_taken_in_again(here: World, tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc.gz", pages(3))
    first = await here.take(path)
    assert (await here.take(path)).tally == first.tally
    assert (await here.take(path, again=True)).tally.known == 3
    assert len(here.desk.read) == 3


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
async def test_a_backfill_that_is_stopped_goes_on_where_it_was(here: World, tmp_path: Path, packed: bool) -> None:
    path, stop = crawl(tmp_path / "a.warc", pages(150, "Delegations"), packed=packed), asyncio.Event()
    here.desk.then = lambda: stop.set() if len(here.desk.read) >= 40 else None
    half = await here.take(path, stop)
    assert not half.finished
    assert 40 <= half.tally.read == len(await here.stories()) < 150
    assert (await load_reached(here.archive, str(path))).position
    here.desk.then = lambda: None
    whole = await here.take(path)
    assert whole.finished
    assert whole.tally.read == 150
    assert len(here.desk.read) == len(set(here.desk.read)) == 150


async def test_what_cannot_be_read_is_told_of_and_stops_nothing(here: World, tmp_path: Path) -> None:
    path = crawl(
        tmp_path / "a.warc.gz",
        [("https://x.org/n", html("nothing")), ("https://x.org/d", html("defect")), *pages(1)],
    )
    done = await here.take(path)
    assert (done.tally.read, done.tally.failed) == (1, 2)
    (reason,) = await trail(here.archive, "https://x.org/n")
    assert (reason.step, reason.outcome) == ("read", "parked")
    assert "gives no text" in reason.detail


async def test_a_saved_page_is_known_by_the_address_that_it_gives_itself(here: World, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(html("Envoys meet", "<!-- canonical -->"))
    (folder / "b.html").write_bytes(html("Envoys meet"))
    assert (await here.take(folder)).tally.read == 2
    assert await here.stories() == {"https://news.example.org/own", str(folder / "b.html")}
    (day,) = {day for (day,) in await rows(here.archive, "SELECT day FROM story")}
    assert day == f"{datetime.now(UTC):%Y-%m-%d}"


async def test_addresses_are_fetched_politely_and_failures_told(here: World, tmp_path: Path) -> None:
    here.server.on("/robots.txt", answer(200, b"User-agent: *\nDisallow: /private"))
    for path in ("/a", "/private", "/sport"):
        here.server.on(path, answer(200, html("Sport" if path == "/sport" else "Envoys meet")))
    here.server.on("/gone", answer(410))
    here.server.on("/busy", answer(503, headers={"Retry-After": "0"}), answer(200, html("Envoys meet")))
    here.server.on("/empty", answer(200))
    paths = ["/a", "/private", "/sport", "/gone", "/empty", "/busy"]
    listed = tmp_path / "addresses.txt"
    listed.write_text("\n".join(here.server.url(path) for path in paths))
    done = await here.take(listed)
    assert replace(done.tally, skipped={}) == Tally(read=1, relevant=1, meetings=1, screened=1, failed=4)
    assert here.server.asked("/private") == []
    (reason,) = await trail(here.archive, here.server.url("/private").replace("http:", "https:"))
    assert "robots.txt forbids" in reason.detail
    again = await here.take(listed, again=True)
    assert (again.tally.read, again.tally.known) == (1, 1)
    assert len(here.server.asked("/a")) == 1


async def test_a_title_in_the_list_screens_before_anything_is_fetched(here: World, tmp_path: Path) -> None:
    listed = tmp_path / "addresses.txt"
    listed.write_text(f"{here.server.url('/s')} Sport on Sunday\n")
    assert (await here.take(listed)).tally.screened == 1
    assert here.server.requests == []
    here.server.on("/s", answer(200, html("Sport on Sunday")))
    assert (await here.take(listed, again=True, screened=False)).tally.read == 1


async def test_one_visitor_at_a_time_at_a_host(tmp_path: Path) -> None:
    async with world(tmp_path, delay="30ms") as here:
        for n in range(5):
            here.server.on(f"/{n}", answer(200, html("Envoys meet")))
        listed = tmp_path / "addresses.txt"
        listed.write_text("\n".join(here.server.url(f"/{n}") for n in range(5)))
        assert (await here.take(listed)).tally.read == 5
        assert here.server.most_at_once == 1


async def test_a_sitemap_is_expanded_and_its_titles_screened(here: World, tmp_path: Path) -> None:
    url = here.server.url
    here.server.on("/a", answer(200, html("Envoys meet")))
    news = "<url><loc>{}</loc><news:news><news:title>{}</news:title></news:news></url>"
    listed = news.format(url("/a"), "Envoys meet") + news.format(url("/s"), "Sport")
    urlset = f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{listed}</urlset>'.encode()
    here.server.on("/1.xml.gz", answer(200, gzip.compress(urlset)))
    names = ("/1.xml.gz", "/missing.xml", "/broken.xml.gz")
    here.server.on("/broken.xml.gz", answer(200, b"\x1f\x8b\x08 no"))
    index = "".join(f"<sitemap><loc>{url(name)}</loc></sitemap>" for name in names)
    here.server.on("/sitemap.xml", answer(200, f"<sitemapindex>{index}</sitemapindex>".encode()))
    done = await here.take(url("/sitemap.xml"))
    assert (done.tally.read, done.tally.screened) == (1, 1)
    assert here.server.asked("/s") == []
    # The sitemap of tomorrow has other addresses: it is asked again, its stories are not.
    assert (await here.take(url("/sitemap.xml"))).tally.known == 1
    local = tmp_path / "sitemap.xml"
    local.write_bytes(urlset)
    assert (await here.take(local)).tally.known == 1
    assert len(here.server.asked("/a")) == 1


async def test_the_sitemaps_of_an_index_are_fetched_one_after_the_other(here: World) -> None:
    url, server = here.server.url, here.server
    for number in (1, 2):
        listed = f"<url><loc>{url(f'/{number}')}</loc></url>" * 40
        server.on(f"/{number}.xml", answer(200, f"<urlset>{listed}</urlset>".encode()))
    index = "".join(f"<sitemap><loc>{url(f'/{number}.xml')}</loc></sitemap>" for number in (1, 2))
    server.on("/sitemap.xml", answer(200, f"<sitemapindex>{index}</sitemapindex>".encode()))
    material = OldMaterial(here.fetcher, InProcess(), 2**20)
    shares = []
    async for batch in material.batches(url("/sitemap.xml"), ""):
        shares.append(batch[-1].share)
        assert bool(server.asked("/2.xml")) == (len(shares) > 2)
    assert shares == [0.4, 0.5, 0.9, 1.0]


async def test_sitemaps_beyond_the_bound_of_an_index_are_told_of(here: World, caplog: pytest.LogCaptureFixture) -> None:
    broken = here.server.on("/broken.xml", answer(200, b"<p>"))
    listed = f"<sitemap><loc>{broken}</loc></sitemap>" * (SITEMAPS + 2)
    index = here.server.on("/sitemap.xml", answer(200, f"<sitemapindex>{listed}</sitemapindex>".encode()))
    batches = OldMaterial(here.fetcher, InProcess(), 2**20).batches(index, "")
    with pytest.raises(StopAsyncIteration):
        await anext(batches)
    assert f"its 2 sitemaps beyond the first {SITEMAPS} are left out" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
async def test_a_mirror_whose_names_are_no_utf_8_is_taken_in(here: World, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    for number, name in enumerate(("特使".encode("gbk"), "会谈".encode("gbk"), b"plain")):
        (folder / os.fsdecode(name + b".html")).write_bytes(html(f"Envoys meet {number}"))
    done = await here.take(folder)
    assert (done.tally.read, done.tally.failed) == (3, 0)
    assert len(await here.stories()) == 3
    assert (await load_reached(here.archive, str(folder))).finished


@pytest.mark.parametrize(("said", "error"), [(answer(404), "answers 404"), (answer(200, b"<p>"), "is no sitemap")])
async def test_a_sitemap_that_is_none_ends_with_a_reason(here: World, said: bytes, error: str) -> None:
    with pytest.raises(MonitorError, match=error):
        await here.take(here.server.on("/sitemap.xml", said))


async def test_only_stories_on_the_subject_are_kept_where_that_is_wanted(here: World, tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc", [*pages(1), *[(f"{url}x", body) for url, body in pages(1, "Delegations")]])
    done = await here.take(path, only_relevant=True)
    assert (done.tally.read, done.tally.relevant) == (2, 1)
    assert await here.stories() == {"https://news.example.org/0"}


async def test_a_record_in_a_damaged_archive_costs_only_itself(here: World, tmp_path: Path) -> None:
    first, last = (response(*page) for page in pages(2))
    path = written(tmp_path / "a.warc", [first, b"garbage\r\n\r\n", last], packed=False)
    done = await here.take(path)
    assert (done.tally.read, done.tally.skipped) == (2, {"damaged record": 1})


async def test_an_archive_that_takes_nothing_ends_it_and_the_position_is_kept(here: World, tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc", pages(5))
    async with here.archive.transaction() as connection:
        await connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON story WHEN new.url LIKE '%/3' "
            "BEGIN SELECT abs(-9223372036854775808); END"  # fails as a full disk does
        )
    with pytest.raises(ArchiveError, match="nothing of this step was written"):
        await here.take(path)
    async with here.archive.transaction() as connection:
        await connection.execute("DROP TRIGGER full")
    assert (await here.take(path)).finished
    assert len(await here.stories()) == 5


async def test_progress_is_shown_and_ends_whole(here: World, tmp_path: Path) -> None:
    seen: list[float | None] = []
    path = crawl(tmp_path / "a.warc", pages(3))
    await here.backfill().take(str(path), asyncio.Event(), lambda progress: seen.append(progress.share))
    assert seen[0] is None
    assert seen[-1] == 1.0


async def test_a_daemon_on_the_same_archive_goes_on(here: World, tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc", pages(30))
    async with await Archive.open(here.archive.path) as daemons:
        taking = asyncio.create_task(here.take(path))
        for n in range(30):
            await tell(daemons, meeting("2026-04-20"), name=f"fresh{n}")
        assert (await taking).tally.read == 30
    assert await rows(here.archive, "SELECT count(*), sum(quiet) FROM story") == [(60, 30)]
    assert await rows(here.archive, "SELECT count(*) FROM alert WHERE type = 'meeting.new'") == [(1,)]


async def test_two_backfills_do_not_share_an_archive(here: World) -> None:
    with sole_backfill(here.archive.path) as first, sole_backfill(here.archive.path) as second:
        assert (first, second) == (True, False)


async def test_old_material_alerts_nobody_even_where_it_makes_a_meeting_of_today_known(here: World) -> None:
    rules = AlertRules(kinds=frozenset({"envoy"}), max_age=None)
    await tell(here.archive, meeting("2026-04-21", kind="official"), name="fresh", rules=rules)
    quiet = await tell(here.archive, meeting("2026-04-21"), name="old", rules=rules, quiet=True)
    assert quiet.alerts == ()
    assert "old material alerts nobody" in " ".join(reason.detail for reason in quiet.reasons)
    again = await tell(here.archive, meeting("2026-04-21"), name="next", rules=rules)
    assert [alert.type for alert in again.alerts] == ["meeting.new"]
