"""A real browser, driven by its own DevTools protocol: no driver to install, only Chromium itself."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)


def find_chromium() -> str | None:
    """The browser's path; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Tab:
    """One page of the browser."""

    socket: aiohttp.ClientWebSocketResponse
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    answers: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    loaded: asyncio.Event = field(default_factory=asyncio.Event)
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, broken requests, what the policy refused."""
    requests: list[str] = field(default_factory=list)

    async def send(self, method: str, **parameters: Any) -> Any:
        """One command and its result."""
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        return await asyncio.wait_for(self.answers[number], 30)

    async def listen(self) -> None:
        """Sort what the browser says."""
        async for message in self.socket:
            said = json.loads(message.data)
            if said.get("id") in self.answers:
                self.answers[said["id"]].set_result(said.get("result", said.get("error")))
                continue
            told = said.get("params", {})
            match said.get("method"):
                case "Page.loadEventFired":
                    self.loaded.set()
                case "Log.entryAdded":
                    self.complaints.append(told["entry"]["text"])
                case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled":
                    self.complaints.append(json.dumps(told)[:300])
                case "Network.requestWillBeSent":
                    self.requests.append(told["request"]["url"])

    async def open(self, url: str) -> None:
        """Load a page and wait until it stands."""
        self.loaded.clear()
        await self.send("Page.navigate", url=url)
        await asyncio.wait_for(self.loaded.wait(), 30)

    async def run(self, script: str) -> Any:
        """The value of an expression."""
        answer = await self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def act(self, script: str) -> None:
        """Run what leads to another page, and wait for that."""
        self.loaded.clear()
        await self.run(script)
        await asyncio.wait_for(self.loaded.wait(), 30)

    async def look(self, *, dark: bool = False, width: int = 1200, height: int = 900, scale: int = 1) -> None:
        """Set the window's size and what the user prefers."""
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        wish = "dark" if dark else "light"
        await self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": wish}])

    async def picture(self) -> bytes:
        """What the window shows, as PNG."""
        shot = await self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


@asynccontextmanager
async def browser(executable: str) -> AsyncIterator[Tab]:
    """A fresh browser with one tab."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            executable, *_FLAGS, f"--user-data-dir={profile}", "about:blank", stderr=asyncio.subprocess.PIPE
        )
        try:
            async with aiohttp.ClientSession() as http:
                address = await asyncio.wait_for(_address(process), 60)
                async with http.get(f"http://{address}/json/list") as answer:
                    (page, *_) = [one for one in await answer.json(content_type=None) if one["type"] == "page"]
                async with http.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    tab = Tab(socket)
                    listening = asyncio.create_task(tab.listen())
                    for domain in ("Page", "Runtime", "Log", "Network"):
                        await tab.send(f"{domain}.enable")
                    yield tab
                    listening.cancel()
        finally:
            process.terminate()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Host and port that the browser says it listens at."""
    assert process.stderr is not None
    async for line in process.stderr:
        if b"DevTools listening on ws://" in line:
            return line.decode().split("ws://")[1].split("/")[0]
    raise AssertionError("the browser has not started")
