"""The pictures of docs/: the page over the demonstration's archive (`make page-pictures`)."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from aiohttp import web
from rich.console import Console

from monitor.clock import SystemClock
from monitor.demo.run import demonstrate
from monitor.demo.tell import Teller
from monitor.knowledge import load_knowledge
from monitor.settings.models import WebSettings
from monitor.store.archive import Archive
from monitor.store.times import from_text
from monitor.web.desk import Desk
from monitor.web.site import build_site
from tests.support.chromium import browser, find_chromium
from tests.support.clock import FakeClock

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE = {"width": 390, "height": 844, "scale": 2}


async def take_pictures(chromium: str) -> dict[str, bytes]:
    """Each picture by its name."""
    knowledge = load_knowledge()
    with tempfile.TemporaryDirectory() as folder:
        archive_folder = Path(folder) / "demo"
        teller = Teller(Console(file=io.StringIO()), archive_folder)
        await demonstrate(archive_folder, knowledge, SystemClock(), teller, seconds=0)
        async with await Archive.open(archive_folder / "archive.sqlite3") as archive:
            (last,) = await archive.read("SELECT max(read_at) AS at FROM story")
            (most,) = await archive.read("SELECT id FROM meetings ORDER BY stories DESC LIMIT 1")
            clock = FakeClock(from_text(last["at"]) + timedelta(minutes=12))
            desk = Desk(archive, clock, countries=knowledge.places.countries)
            site = build_site(desk, WebSettings.model_validate({"listen": "127.0.0.1:8620"}))
            runner = web.AppRunner(site, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            try:
                return await _of_pages(chromium, base, most["id"])
            finally:
                await runner.cleanup()


async def _of_pages(chromium: str, base: str, meeting: str) -> dict[str, bytes]:
    taken = {}
    async with browser(chromium) as tab:
        for name, path, window in (
            ("meetings", "/", {}),
            ("meeting", f"/meetings/{meeting}", {}),
            ("search-dark", f"/stories?q={quote('气候')}", {"dark": True}),
            ("phone", "/", PHONE),
        ):
            await tab.look(**window)
            await tab.open(base + path)
            taken[f"{name}.png"] = await tab.picture()
    return taken


def main() -> None:
    """Write them."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("no Chromium is installed")
    FOLDER.mkdir(exist_ok=True)
    for name, picture in asyncio.run(take_pictures(chromium)).items():
        (FOLDER / name).write_bytes(picture)


if __name__ == "__main__":
    main()
