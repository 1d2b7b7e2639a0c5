"""The page in a real Chromium (`make browser-test`): every window and page, search, a merge and its undo."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support.chromium import Tab, browser, find_chromium
from tests.web.conftest import TOKEN, Visit, Visitor, filled, visit

__all__ = ["filled", "visit"]

CHROMIUM = find_chromium()
pytestmark = [
    pytest.mark.skipif(not os.environ.get("BROWSER"), reason="`make browser-test` runs these"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]

PAGES = (
    "/",
    "/?year=2025",
    "/stories",
    "/stories?q=coal",
    "/stories/2",
    "/quotes",
    "/sources",
    "/alerts",
    "/sign-in",
    "/why",
)
_CHECKERS = Path(__file__).parents[2] / ".browser" / "node_modules"
AXE = _CHECKERS / "axe-core" / "axe.min.js"
NU = _CHECKERS / "vnu-jar" / "build" / "dist" / "vnu.jar"
VIOLATIONS = "axe.run().then(found => found.violations.map(v => [v.id, ...v.nodes.map(n => n.html)]))"
WINDOWS: tuple[dict[str, Any], ...] = ({}, {"dark": True}, {"width": 360, "height": 700, "scale": 2})
UNLABELLED = """[...document.querySelectorAll('input:not([type=hidden]):not([hidden]), select, button')].filter(
    e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim()).length"""
FAINT = """(() => {
  const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(n => n / 255)
    .map(n => n <= .03928 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4)
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] }
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor
    if (c !== 'rgba(0, 0, 0, 0)') return c } return 'rgb(255, 255, 255)' }
  return [...document.querySelectorAll('main *, footer *, header *')].filter(e => !e.closest('svg, .sr, .skip') &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => {
      const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x)
      return [(a + .05) / (b + .05), e.outerHTML.slice(0, 90)] }).filter(([c]) => c < 4.5) })()"""


@pytest_asyncio.fixture
async def tab() -> AsyncIterator[Tab]:
    assert CHROMIUM is not None
    async with browser(CHROMIUM) as tab:
        yield tab


@pytest.mark.parametrize("signed_in", [False, True])
async def test_every_page_in_every_window(visit: Visit, tab: Tab, signed_in: bool) -> None:
    async with visit() as visitor:
        if signed_in:
            await _sign_in(visitor, tab)
        meeting = await visitor.meeting("17 May")
        for window in WINDOWS:
            await tab.look(**window)
            for path in (*PAGES, f"/meetings/{meeting}"):
                await tab.open(visitor.base + path)
                await tab.run("document.querySelectorAll('details').forEach(box => { box.open = true })")
                where = f"{path} {window}"
                assert await tab.run("document.documentElement.scrollWidth <= innerWidth"), where
                assert await tab.run("getComputedStyle(document.body).maxWidth !== 'none'"), f"no style: {where}"
                assert await tab.run(UNLABELLED) == 0, where
                assert await tab.run(FAINT) == [], where
        assert tab.complaints == []
        assert {url for url in tab.requests if not url.startswith((visitor.base, "data:", "about:"))} == set()


@pytest.mark.skipif(not AXE.exists(), reason="`make browser-test` brings axe")
@pytest.mark.parametrize("signed_in", [False, True])
async def test_axe_has_no_complaint(visit: Visit, tab: Tab, signed_in: bool) -> None:
    rules = AXE.read_text(encoding="utf-8")
    async with visit(changes=True) as visitor:
        if signed_in:
            await _sign_in(visitor, tab)
        meeting = await visitor.meeting("17 May")
        for window in WINDOWS:
            await tab.look(**window)
            for path in (*PAGES, f"/meetings/{meeting}", "/nowhere"):
                await tab.open(visitor.base + path)
                await tab.run(rules)
                assert await tab.run(VIOLATIONS) == [], f"{path} {window}"


@pytest.mark.skipif(not AXE.exists(), reason="`make browser-test` brings axe")
async def test_axe_complains_where_there_is_reason(tab: Tab) -> None:
    await tab.open("data:text/html,<title>t</title><main><h1>t</h1><img src=x><input></main>")
    await tab.run(AXE.read_text(encoding="utf-8"))
    assert {"image-alt", "label", "html-has-lang"} <= {name for name, *_ in await tab.run(VIOLATIONS)}


@pytest.mark.skipif(not NU.exists(), reason="`make browser-test` brings the Nu HTML checker")
async def test_every_page_is_valid_html(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    async with visit() as visitor, visit(empty=True) as nothing:
        await visitor.sign_in()
        paths = (*PAGES, f"/meetings/{await visitor.meeting('17 May')}", f"/meetings/{await visitor.meeting('2 May')}")
        told = {path: await visitor.get(path) for path in paths}
        told["/nowhere"] = await visitor.get("/nowhere", 404, Accept="text/html")
        assert "No meeting is known yet" in await nothing.get("/")
        told |= {f"{path} of an empty archive": await nothing.get(path) for path in PAGES if path != "/stories/2"}
    for number, (path, text) in enumerate(told.items()):
        (tmp_path / "pages" / f"{number}.html").write_text(f"{text}<!-- {path} -->", encoding="utf-8")
    command = ["java", "-jar", str(NU), "--Werror", "--skip-non-html", str(tmp_path / "pages")]
    checked = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


async def test_dark_is_dark(visit: Visit, tab: Tab) -> None:
    async with visit() as visitor:
        grounds = []
        for dark in (False, True):
            await tab.look(dark=dark)
            await tab.open(visitor.base)
            grounds.append(await tab.run("getComputedStyle(document.body).backgroundColor"))
        assert grounds[0] != grounds[1]


async def test_search_in_both_languages(visit: Visit, tab: Tab) -> None:
    async with visit() as visitor:
        for words, hit in (("coal", "Coal"), ("气候", "气候")):
            await tab.open(f"{visitor.base}/stories")
            await tab.act(f"document.querySelector('#q').value = '{words}'; document.querySelector('.search').submit()")
            assert await tab.run("document.querySelector('mark').textContent") == hit


async def test_a_merge_and_its_undo(visit: Visit, tab: Tab) -> None:
    async with visit(changes=True) as visitor:
        await _sign_in(visitor, tab)
        kept, given = await visitor.meeting("17 May"), await visitor.meeting("2 May")
        await tab.open(f"{visitor.base}/meetings/{kept}")
        await tab.act(
            f"document.querySelector('select[name=other]').value = '{given}';"
            "document.querySelector('form[action$=merge] button').click()"
        )
        assert "4 stories" in await tab.run("document.querySelector('.head').textContent")
        await tab.act("document.querySelector('form[action$=undo] button').click()")
        assert "3 stories" in await tab.run("document.querySelector('.head').textContent")
        assert tab.complaints == []


async def _sign_in(visitor: Visitor, tab: Tab) -> None:
    await tab.open(f"{visitor.base}/sign-in")
    await tab.act(f"document.querySelector('#token').value = '{TOKEN}'; document.querySelector('.search').submit()")
    assert await tab.run("document.body.textContent.includes('Sign out')")
