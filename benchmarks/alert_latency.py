"""From publication to the delivered webhook, while the real daemon polls ten thousand feeds.

    python benchmarks/alert_latency.py [FEEDS] [STORIES] [--interval SECONDS] [--delay SECONDS]

One process is the newsroom and the receiver: each feed has an address of its own (127.0.0.0/8), answers 304 while it
has nothing new, and one feed in twenty gets an unwanted story between two polls. The daemon is `envoy-monitor run`
with its defaults. All feeds are due at the same moment of every interval: the worst that polling can do. Stories
about envoys are published at random feeds at random times; the clock runs from there to the webhook.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
ITEMS = 10
CHANGING = 20
"""One feed in so many has something new, that nobody wants, in each interval."""
CITIES = ("Beijing", "Washington", "Geneva", "Shanghai", "London", "Berlin", "Paris", "Singapore", "Dubai", "Tianjin")
FIRST = ("Jane", "Mark", "Laura", "Peter", "Susan", "David", "Helen", "Robert", "Nancy", "Thomas")
LAST = ("Alder", "Brandt", "Calloway", "Delgado", "Ellery", "Farrow", "Grayson", "Holloway", "Ingram", "Jarvis")
FAMILY = ("Wang", "Li", "Zhang", "Chen", "Yang", "Huang", "Zhao", "Zhou", "Xu", "Sun")
GIVEN = ("Weimin", "Jianguo", "Lihua", "Xiaoming", "Zhenyu", "Guoliang", "Wenjing", "Runqiang", "Hongbo", "Yating")
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
DONE = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Newsroom:
    """What has been published where, and when what came of it."""

    interval: float
    feeds: int
    asked: set[int] = field(default_factory=set)
    polls: int = 0
    stories: dict[int, int] = field(default_factory=dict)
    """By feed, the number of the story that it carries."""
    published: dict[int, float] = field(default_factory=dict)
    listed: dict[int, float] = field(default_factory=dict)
    """When a poll was first answered with it."""
    fetched: dict[int, float] = field(default_factory=dict)
    delivered: dict[int, float] = field(default_factory=dict)
    received: dict[int, float] = field(default_factory=dict)
    """The same by the clock on the wall, in seconds since 1970."""

    def answer(self, head: bytes, body: bytes) -> bytes:
        method, path, _ = head.split(b" ", 2)
        kind, _, number = path[1:].partition(b"/")
        if method == b"POST":
            return self._take(body)
        if kind == b"feed":
            return self._feed(int(number), head)
        if kind == b"story":
            self.fetched.setdefault(int(number), time.monotonic())
            return page(int(number))
        return NOT_FOUND

    def _feed(self, number: int, head: bytes) -> bytes:
        self.asked.add(number)
        self.polls += 1
        turn = int(time.monotonic() / self.interval) if number % CHANGING == 0 else 0
        story = self.stories.get(number)
        etag = f'"{turn}-{story}"'.encode()
        if b"If-None-Match: " + etag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % etag
        if story is not None:
            self.listed.setdefault(story, time.monotonic())
        body = feed(number, turn, story)
        return b"HTTP/1.1 200 OK\r\nETag: %b\r\nContent-Length: %d\r\n\r\n%b" % (etag, len(body), body)

    def _take(self, body: bytes) -> bytes:
        event = json.loads(body)
        if event["type"] == "meeting.new":
            story = int(event["data"]["story"]["url"].rpartition("/")[2])
            self.delivered.setdefault(story, time.monotonic())
            self.received.setdefault(story, time.time())
        return DONE


class Connection(asyncio.Protocol):
    """Just enough of HTTP."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self._data = b""

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head, rest = self._data[:end], self._data[end + 4 :]
            at = head.lower().find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(rest) < length:
                return
            self._data = rest[length:]
            self._transport.write(self._newsroom.answer(head, rest[:length]))


def address(number: int, port: int) -> str:
    """Each feed has a host of its own."""
    return f"http://127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}:{port}"


def feed(number: int, turn: int, story: int | None) -> bytes:
    stamp = format_datetime(datetime.now(UTC))
    items = [
        f"<item><title>Council {number}, day {day}: members debate the budget</title>"
        f"<link>/report/{number}/{day}</link><description>{'Members of both houses spoke. ' * 5}</description></item>"
        for day in range(turn, turn + ITEMS)
    ]
    if story is not None:
        us, cn, city, _ = envoys(story)
        items.insert(
            0,
            f"<item><title>US and Chinese climate envoys {us} and {cn} to meet in {city}</title>"
            f"<link>/story/{story}</link><pubDate>{stamp}</pubDate></item>",
        )
    return f'<rss version="2.0"><channel><title>Paper {number}</title>{"".join(items)}</channel></rss>'.encode()


def envoys(story: int) -> tuple[str, str, str, datetime]:
    """Other people, another city and another day for each story: each is a meeting of its own."""
    tens, ones = divmod(story, 10)
    american = f"{FIRST[ones]} {LAST[tens % 10]}"
    chinese = f"{FAMILY[tens % 10]} {GIVEN[(ones + tens) % 10]}"
    return american, chinese, CITIES[(ones + 3 * tens) % 10], datetime.now(UTC) + timedelta(days=5 + story % 20)


def page(story: int) -> bytes:
    us, cn, city, day = envoys(story)
    date = f"{day:%B} {day.day}, {day.year}"
    body = f"""<!doctype html><html lang="en"><head><title>Climate envoys to meet in {city}</title>
<meta property="article:published_time" content="{datetime.now(UTC).isoformat(timespec="seconds")}"></head>
<body><article><h1>US and Chinese climate envoys {us} and {cn} to meet in {city}</h1>
<p>U.S. climate envoy {us} will meet China's special envoy for climate change {cn} in {city} on {date}, the State
Department said in a statement.</p>
<p>The two are to speak about methane, about the coal plants that are still being built, and about how much money richer
countries should give to poorer ones for their energy.</p>
<p>“We have a good deal of work before us,” {us} told reporters. Officials of both countries had prepared the agenda in
several calls over the past weeks, the statement said, without giving details.</p></article></body></html>""".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


def configuration(folder: Path, port: int, feeds: int, interval: float, delay: float) -> Path:
    declared = "\n".join(
        f'[[feed]]\nname = "Paper {number}"\nurl = "{address(number, port)}/feed/{number}"' for number in range(feeds)
    )
    path = folder / "monitor.toml"
    path.write_text(
        f"""[archive]
path = "archive.sqlite3"
[fetch]
contact = "desk@example.org"
allow_private_networks = true
per_host_delay = "{delay:g}s"
[poll]
interval = "{interval:g}s"
[[alerts.webhook]]
url = "http://127.0.0.1:{port}/hook"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
[web]
listen = "off"
{declared}
"""
    )
    return path


@contextlib.contextmanager
def daemon(config: Path) -> Iterator[int]:
    """The real daemon, running; its process id."""
    log = (config.parent / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(config), "run"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=log,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def spent(pid: int) -> tuple[float, int]:
    """Seconds of processor time and MB of memory of the daemon's own process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    memory = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(memory.split()[1]) // 1024


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def stored(archive: Path) -> dict[int, float]:
    """By story, when the transaction began that stores it with its alert, in seconds since 1970."""
    with contextlib.closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute("SELECT url, created_at FROM alerts WHERE type = 'meeting.new'").fetchall()
    return {int(url.rpartition("/")[2]): datetime.fromisoformat(at).timestamp() for url, at in rows}


def report(newsroom: Newsroom, archive: Path) -> None:
    done = sorted(newsroom.delivered)
    print(f"{len(done)} of {len(newsroom.published)} stories delivered")
    began = stored(archive)
    spans = {
        "from publication, beyond the interval": [
            newsroom.delivered[one] - newsroom.published[one] - newsroom.interval for one in done
        ],
        "from the poll's answer": [newsroom.delivered[one] - newsroom.listed[one] for one in done],
        "  of that, until the page is fetched": [newsroom.fetched[one] - newsroom.listed[one] for one in done],
        "  of that, from the page to the webhook": [newsroom.delivered[one] - newsroom.fetched[one] for one in done],
        "    of that, from the storing of the story": [newsroom.received[one] - began[one] for one in done],
    }
    for name, values in spans.items():
        print(
            f"{name:42} p50 {share(values, 0.5):7.2f} s  p95 {share(values, 0.95):7.2f} s  "
            f"p99 {share(values, 0.99):7.3f} s  max {max(values):7.2f} s"
        )


async def until(true: Callable[[], bool], seconds: float) -> None:
    """Wait for something that happens in this very loop, as long as `seconds`."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.5)


async def main(feeds: int, stories: int, interval: float, delay: float) -> None:
    newsroom = Newsroom(interval, feeds)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(newsroom), "0.0.0.0", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        with daemon(configuration(Path(folder), port, feeds, interval, delay)) as pid:
            began = time.monotonic()
            await until(lambda: len(newsroom.asked) == feeds, 3600)
            print(f"first pass over {feeds} feeds, all new: {time.monotonic() - began:.0f} s", flush=True)
            await asyncio.sleep(2 * interval)
            (before, _), polls, began = spent(pid), newsroom.polls, time.monotonic()
            for story in range(stories):
                number = chance.choice([one for one in range(feeds) if one not in newsroom.stories])
                newsroom.stories[number] = story
                newsroom.published[story] = time.monotonic()
                await asyncio.sleep(chance.uniform(0, 4 * interval / stories))
            await until(lambda: len(newsroom.delivered) == stories, 2 * interval + 30)
            (after, memory), wall = spent(pid), time.monotonic() - began
        report(newsroom, Path(folder) / "archive.sqlite3")
        rate = (newsroom.polls - polls) / wall
        print(f"{rate:.0f} polls a second, {(after - before) / wall:.0%} of a core, {memory} MB")
        log = (Path(folder) / "log").read_text(errors="replace").splitlines()
        print(*[line for line in log if "ERROR" in line or "WARNING" in line][:5], sep="\n")
    server.close()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("feeds", nargs="?", type=int, default=10_000)
    arguments.add_argument("stories", nargs="?", type=int, default=100)
    arguments.add_argument("--interval", type=float, default=60.0)
    arguments.add_argument("--delay", type=float, default=1.0)
    given = arguments.parse_args()
    asyncio.run(main(given.feeds, given.stories, given.interval, given.delay))
