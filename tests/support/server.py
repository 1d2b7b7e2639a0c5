"""A web server on loopback that says exactly the bytes it is told to say, well-behaved or not.

async with scripted_server() as server:
    server.on("/feed", answer(200, body), answer(304))     # one after another, the last for ever
    …
    assert server.asked("/feed")[0].headers["user-agent"] == …
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Misbehaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Misbehaviour
"""Whole answers as bytes leave the connection open; whatever a misbehaviour leaves undone is cut off."""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case, values byte for byte (latin-1)."""


@dataclass
class ScriptedServer:
    """What is to be said, and what was asked."""

    port: int = 0
    requests: list[Asked] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _scripts: dict[str, list[Answer]] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    most_at_once: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def on(self, path: str, *answers: Answer) -> str:
        """Answer requests for `path` with each of `answers` in turn, then with the last; returns the address."""
        self._scripts[path] = list(answers)
        self._used[path] = 0
        return self.url(path)

    def asked(self, path: str) -> list[Asked]:
        return [request for request in self.requests if request.path == path]

    async def was_asked(self, path: str | None = None) -> None:
        """Return once somebody has asked for `path` (None: for anything)."""
        while not (self.asked(path) if path else self.requests):
            self._came.clear()
            await self._came.wait()

    def _answer(self, path: str) -> Answer:
        script = self._scripts.get(path)
        if script is None:
            return answer(404)
        number = self._used[path]
        self._used[path] += 1
        return script[min(number, len(script) - 1)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.most_at_once = max(self.most_at_once, len(self._open))
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._one(reader, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.requests.append(Asked(method, path, headers))
        self._came.set()
        said = self._answer(path)
        if isinstance(said, bytes):
            writer.write(said)
            await writer.drain()
            return True
        await said(writer)
        return False

    async def close(self) -> None:
        self.ended.set()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def silence(self, writer: asyncio.StreamWriter) -> None:
        """Take the request and never say a word."""
        await self.ended.wait()

    def drip(self, head: bytes, piece: bytes) -> Misbehaviour:
        """Say `head`, then `piece` again and again, a hundred times a second."""

        async def misbehave(writer: asyncio.StreamWriter) -> None:
            writer.write(head)
            while not self.ended.is_set():
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)

        return misbehave

    def endless(self, head: bytes, piece: bytes) -> Misbehaviour:
        """Say `head`, then `piece` as fast as it is taken, without end."""

        async def misbehave(writer: asyncio.StreamWriter) -> None:
            writer.write(head)
            while not self.ended.is_set():
                writer.write(piece)
                await writer.drain()

        return misbehave


@asynccontextmanager
async def scripted_server(
    host: str = "127.0.0.1", scripted: ScriptedServer | None = None
) -> AsyncIterator[ScriptedServer]:
    """A server on a free port of `host`."""
    scripted = scripted or ScriptedServer()
    server = await asyncio.start_server(scripted.serve, host, 0, limit=2**20)
    scripted.port = server.sockets[0].getsockname()[1]
    try:
        yield scripted
    finally:
        server.close()
        await scripted.close()
        await server.wait_closed()


def answer(status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A whole, correct answer."""
    lines = [f"HTTP/1.1 {status} Reason", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    if status != 304:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(target: str, status: int = 302) -> bytes:
    return answer(status, headers={"Location": target})


def close_after(said: bytes) -> Misbehaviour:
    """Say `said`, true or not, and hang up."""

    async def misbehave(writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()

    return misbehave


def gzip_bomb(gibibytes: int) -> bytes:
    """A gzip body that unpacks to so many GiB of zeros: one packed mebibyte, repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (gibibytes * 1024 - 1)


def empty_gzip_members(count: int) -> bytes:
    return gzip.compress(b"", mtime=0) * count


def rss(*items: tuple[str, str], extra: str = "") -> bytes:
    """A feed of (title, link)."""
    listed = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for title, link in items)
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>'
    return f"{head}{extra}{listed}</channel></rss>".encode()
