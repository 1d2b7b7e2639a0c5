"""A web archive of many pages through `backfill`: pages a second, and memory from the first page to the last.

    python benchmarks/backfill.py [PAGES] [FOLDER]

The archive is made once in FOLDER and looks as CC-NEWS does: pages of 70 to 160 kB, of which five in a hundred are on
the subject or near it and one in two hundred tells of one of the year's twelve meetings; a record of the request before
each answer, a picture now and then. Then the command itself takes it in. Memory is the resident set of the command and
of its worker processes, from /proc.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.warcs import record, response

ROOT = Path(__file__).parents[1]

VOCABULARY = [
    f"{a}{b}{c}" for a in ("har", "bo", "ve", "lin", "ta") for b in ("mo", "re", "ka") for c in ("n", "st", "l")
]
CITIES = ("Beijing", "Geneva", "Washington", "Shanghai", "Bonn")
NEAR = 0.05
"""Of the pages."""


def pages(count: int, chance: random.Random) -> Iterator[bytes]:
    """The records of a crawl."""
    yield record("warcinfo", b"software: a crawler\r\n")
    furniture = [_furniture(chance) for _ in range(40)]
    for number in range(count):
        url = f"https://www.outlet{number % 300}.example.org/2023/{number}"
        yield record("request", b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n", url=url)
        if number % 50 == 49:
            yield response(url, bytes(2000), headers=[("Content-Type", "image/png")])
        near = chance.random() < NEAR
        yield response(url, _page(number, chance, chance.choice(furniture), near=near).encode())


def _furniture(chance: random.Random) -> str:
    """Menus, styles and scripts, which are most of a page."""
    menu = "".join(f'<li><a href="/{_words(chance, 1)}">{_words(chance, 2)}</a></li>' for _ in range(150))
    script = "".join(f"window.{word}={chance.randrange(9)};" for word in chance.choices(VOCABULARY, k=2500))
    style = "".join(f".{word}{{margin:{chance.randrange(99)}px}}" for word in chance.choices(VOCABULARY, k=1200))
    return f"<style>{style}</style><nav><ul>{menu}</ul></nav><script>{script * chance.randrange(1, 4)}</script>"


def _page(number: int, chance: random.Random, furniture: str, *, near: bool) -> str:
    title = _words(chance, 8).capitalize()
    body = [f"{_words(chance, 60).capitalize()}." for _ in range(14)]
    if near:
        title = f"Climate: what the United States and China owe each other, {_words(chance, 3)}"
        body[0] = f"The United States and China burn half of the world's coal, and {_words(chance, 9)}."
    if near and number % 10 == 0:
        month = chance.randrange(1, 13)
        title = f"US and China climate envoys to meet in {CITIES[month % 5]}, {_words(chance, 3)}"
        body[0] = (
            f"Climate envoys John Kerry and Xie Zhenhua will meet in {CITIES[month % 5]} on 2023-{month:02}-17, "
            "officials of both countries said on Monday."
        )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title><meta charset=utf-8>"
        f'<meta property="article:published_time" content="2023-07-{1 + number % 28:02}T08:00:00Z"></head>'
        f"<body>{furniture}<article><h1>{title}</h1>{text}</article></body></html>"
    )


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(VOCABULARY, k=count))


def make(path: Path, count: int) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as out:
        for one in pages(count, random.Random(8)):
            out.write(gzip.compress(one, 1, mtime=0))
    part.rename(path)


def resident(process: int) -> int:
    """MB."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


def below(process: int) -> list[int]:
    """All of its children and theirs."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == process:
                found += [int(folder.name), *below(int(folder.name))]
    return found


def main(count: int, folder: Path) -> None:
    path = folder / f"crawl-{count}.warc.gz"
    if not path.exists():
        make(path, count)
    with tempfile.TemporaryDirectory(dir=folder) as state:
        config = Path(state) / "monitor.toml"
        config.write_text('fetch.contact = "desk@example.org"\nweb.listen = "off"\nlog.format = "json"\n')
        words = [sys.executable, "-m", "monitor", "--config", config, "backfill", path, "--only-relevant"]
        began = time.monotonic()
        running = subprocess.Popen([*words, "--format", "json"], stdout=subprocess.PIPE, cwd=ROOT, text=True)
        print(" seconds   command MB   workers MB", flush=True)
        while running.poll() is None:
            time.sleep(10)
            workers = sum(resident(child) for child in below(running.pid))
            print(f"{time.monotonic() - began:8.0f} {resident(running.pid):12} {workers:12}", flush=True)
        (told,) = json.loads(running.stdout.read() if running.stdout else "[]")
        spent = time.monotonic() - began
        usage = os.times()
        size = path.stat().st_size / 2**20
    print(f"{size:.0f} MB packed, {count} pages, {spent:.0f} s: {count / spent:.0f} pages a second")
    print(f"{usage.children_user + usage.children_system:.0f} s of processor time of the command itself, {told}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, Path(sys.argv[2] if len(sys.argv) > 2 else "."))
