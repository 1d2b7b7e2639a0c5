"""What the pages say, whatever stands in the archive."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from monitor.core.polling.feed import FeedDefinition
from monitor.store.feeds import declare_feeds
from tests.support.meetings import meeting
from tests.support.taking import tell
from tests.web.conftest import NOW, Visit

PAGES = (
    "/",
    "/?year=2025",
    "/?status=held&person=okafor&place=&kind=official&mode=call&language=en&background=yes&unsure=no",
    "/stories",
    "/stories?q=%E6%B0%94%E5%80%99",
    "/stories?q=coal&relevant=no&outlet=wire&since=2020-01-01&until=2027-01-01",
    "/stories/1",
    "/stories/6",
    "/quotes",
    "/quotes?speaker=Lin+Weiguo",
    "/sources",
    "/alerts",
    "/alerts?state=dead",
    "/why",
    "/why?url=https://wire.example.org/sport",
    "/why?url=https://nowhere.example/",
    "/sign-in",
)


class Page(HTMLParser):
    """What of a page a browser acts on, and whether its tags close in order."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.wrong += [f"{tag} never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wrong += [f"{name} on {tag}" for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag in ("script", "style", "iframe"):
            self.wrong.append(tag)
        given = {name: value for name, value in attrs if value}
        if not re.fullmatch(r"|\d{4}-\d\d-\d\dT[\d:]+(\.\d{1,3})?(Z|[+-]\d\d:\d\d)", given.get("datetime", "")):
            self.wrong.append(f"datetime {given['datetime']}")
        for name, kept in (("id", self.ids), ("aria-labelledby", self.labels), ("href", self.links)):
            kept += [given[name]] if name in given else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> out of order")


@pytest.mark.parametrize("signed_in", [False, True])
async def test_every_page_is_well_formed_and_inert(visit: Visit, signed_in: bool) -> None:
    async with visit() as visitor:
        if signed_in:
            await visitor.sign_in()
        meetings = [f"/meetings/{row['id']}" for row in await visitor.archive.read("SELECT id FROM meetings")]
        assert len(meetings) == 3
        for path in (*PAGES, *meetings):
            text = await visitor.get(path)
            page = Page(text)
            assert page.wrong == [], path
            assert len(page.ids) == len(set(page.ids)), path
            assert set(page.labels) <= set(page.ids), path
            assert all(re.match(r"(https?:/)?/|[?#]|/?\?", link) for link in page.links), (path, page.links)
            assert "\u202e" not in text, path
            assert len(re.findall("<h1[ >]", text)) == 1, path


async def test_the_pages_in_all_are_small(visit: Visit) -> None:
    async with visit() as visitor:
        first = await visitor.get("/")
        (style,) = re.findall(r'href="(/static/[^"]+\.css)"', first)
        size = (
            len(first.encode()) + len((await visitor.get(style)).encode()) + len(await visitor.get("/static/icon.svg"))
        )
        assert size < 60_000


async def test_timeline(visit: Visit) -> None:
    async with visit() as visitor:
        text = await visitor.get("/")
        coming, recent, past = (text.index(f">{name}</h2>") for name in ("Coming", "Recent", "Past"))
        assert coming < text.index("17 May 2026</p>") < recent < text.index("2 May 2026</p>") < past
        assert past < text.index("10–12 March 2025")
        assert "会谈提前一周。" in text
        assert "Nanjing, China" in text
        assert "1 source, all well" not in text
        year = await visitor.get("/?year=2025")
        assert "Nanjing" in year
        assert "17 May 2026" not in year
        assert "No meeting is as you ask" in await visitor.get("/?person=nobody")
        assert "Nanjing" in await visitor.get("/?place=nanjing")
        assert "10–12 March" not in await visitor.get("/?place=Chengdu")
        assert "telephone" in await visitor.get("/?mode=call&side=")
        assert "No meeting is as you ask" in await visitor.get("/?side=US")


async def test_an_empty_archive(visit: Visit) -> None:
    async with visit(empty=True) as visitor:
        assert "No meeting is known yet" in await visitor.get("/")
        assert "No story has been read yet" in await visitor.get("/stories")
        assert "No quote has been read yet" in await visitor.get("/quotes")
        assert "There is no source" in await visitor.get("/sources")
        assert "No alert has been given yet" in await visitor.get("/alerts")
        assert "Nothing has been asked yet" in await visitor.get("/")


async def test_a_meeting_with_its_history(visit: Visit) -> None:
    async with visit() as visitor:
        name = await visitor.meeting("17 May")
        text = await visitor.get(f"/meetings/{name}")
        assert "<del>24 May 2026</del> → <ins>17 May 2026</ins>" in text
        assert "A week sooner." in text
        assert "3 stories in 3 outlets, 3 independent" in text
        assert "Methane first." in text
        assert 'href="/quotes?speaker=Lin%20Weiguo"' in text
        assert "Where the reports differ" in text
        await visitor.get("/meetings/nothing", 404)


async def test_search_marks_what_it_finds(visit: Visit) -> None:
    async with visit() as visitor:
        assert "两国<mark>气候</mark>特使" in await visitor.get("/stories?q=%E6%B0%94%E5%80%99")
        assert "<mark>Coal</mark> is up" in await visitor.get("/stories?q=coal")
        assert "<mark>Methane</mark> first" in await visitor.get("/quotes?q=methane")
        assert "Nothing is as you ask" in await visitor.get("/stories?q=zebra")
        assert "a copy" not in await visitor.get("/stories?q=coal")


async def test_foreign_text_is_only_text(visit: Visit) -> None:
    async with visit() as visitor:
        text = await visitor.get("/stories/6")
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert "{{7*7}}" in text
        assert "49" not in re.sub(r"[0-9a-f]{12}", "", text)
        assert "javascript:" not in text
        assert "javascript:" not in await visitor.get("/sources")


async def test_a_story_and_its_trail(visit: Visit) -> None:
    async with visit() as visitor:
        text = await visitor.get("/stories/2")
        assert "A week sooner." in text
        assert "meeting: known" in text
        assert "Methane first." in text
        await visitor.get("/stories/999", 404)
        assert "screen: rejected" in await visitor.get("/why?url=https://wire.example.org/sport")
        status, headers = await visitor.head("/why?url=https://wire.example.org/moved")
        assert (status, headers["Location"]) == (302, "/stories/2#trail")


async def test_pages_lead_on(visit: Visit) -> None:
    async with visit(changes=True) as visitor:
        for month in range(48):
            day = f"{2020 + month // 12}-{month % 12 + 1:02}-05"
            await tell(visitor.archive, meeting(day, status="held", city="Xiamen"), name=f"month-{month}", on=day)
        seen: list[str] = []
        path: str | None = "/?place=Xiamen"
        while path:
            text = await visitor.get(path)
            seen += re.findall(r'<p><a href="(/meetings/\w+)"', text)
            following = re.search(r'href="([^"]+)" rel="next"', text)
            path = html.unescape(following[1]) if following else None
        assert len(seen) == len(set(seen)) == 48
        assert "offset" not in str(
            re.findall(r'href="/\?[^"]*year=[^"]*"', await visitor.get("/?place=Xiamen&offset=30"))
        )
    async with visit() as visitor:
        for number in range(30):
            assert (await visitor.head(f"/stories?before={number}"))[0] == 200
        assert 'rel="next"' not in await visitor.get("/stories")


async def test_many_sources_come_in_pages(visit: Visit) -> None:
    feeds = [FeedDefinition(f"Wire {n:03}", f"https://wire{n}.example/rss", timedelta(minutes=15)) for n in range(120)]
    async with visit(changes=True) as visitor:
        await declare_feeds(visitor.archive, feeds, NOW)
        names = re.compile(r"Wire \d\d\d(?=</a></th>)")
        first, second = await visitor.get("/sources"), await visitor.get("/sources?offset=100")
        assert 'href="/sources?offset=100" rel="next"' in first
        assert 'rel="next"' not in second
        assert "Screened out lately" not in second
        assert sorted(names.findall(first) + names.findall(second)) == [feed.name for feed in feeds]
        listed, following = [], "/api/sources"
        while following:
            answer = await visitor.json(following)
            listed += [item["name"] for item in answer["items"]]
            following = answer["next"]
        assert sorted(listed)[-120:] == [feed.name for feed in feeds]


async def test_alerts_and_sources(visit: Visit) -> None:
    async with visit() as visitor:
        text = await visitor.get("/alerts")
        assert "given up: said 410" in text.replace("given up, ", "given up: ")
        assert "Noisy Wire" in text
        assert "Send again" not in text
        assert "None." in await visitor.get("/alerts?state=delivered")
        sources = await visitor.get("/sources")
        assert "Example Wire" in sources
        assert "why?url=https%3A//wire.example.org/sport" in sources


@pytest.mark.parametrize("path", ["/?year=abc", "/stories?before=x&since=soon", "/quotes?until=%00", "/?year=-5"])
async def test_what_is_no_value_is_as_if_it_were_not_there(visit: Visit, path: str) -> None:
    async with visit() as visitor:
        await visitor.get(path)
