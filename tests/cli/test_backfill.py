"""The verb `backfill`: what it prints, what it logs, and how it is stopped."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from monitor.cli.backfill import describe
from monitor.cli.main import main
from monitor.cli.progress import bar
from monitor.core.backfill import Tally
from monitor.pipeline.backfill import Progress
from tests.support.server import scripted_server
from tests.support.warcs import crawl

ABOUT = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>The climate envoys of the United States and "
    "China, Dana Okafor and Lin Weiguo, met in Chengdu on Monday, officials on both sides said.</p><p>Talks number "
    "{1} went on until the evening, and both spoke of methane and of coal.</p></article></body></html>"
)
SPORT = (
    "<html><head><title>Rowing on Sunday</title></head><body><p>{} boats came to the river on a fine day.</p></html>"
)


@pytest.fixture
def configured(tmp_path: Path) -> list[str]:
    path = tmp_path / "monitor.toml"
    path.write_text('fetch.contact = "a@b"\nworkers.processes = 0\nweb.listen = "off"\n')
    return ["--config", str(path)]


def made(folder: Path, about: int, sport: int) -> Path:
    pages = [(f"https://x.org/{n}", ABOUT.format(f"Climate envoys of US and China meet, {n}", n)) for n in range(about)]
    pages += [(f"https://x.org/s{n}", SPORT.format(n)) for n in range(sport)]
    return crawl(folder / "crawl.warc.gz", [(url, text.encode()) for url, text in pages])


def ran(words: Sequence[str]) -> int:
    try:
        main(words)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_crawl_is_taken_in_and_told_of(
    configured: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = made(tmp_path, 2, 3)
    assert ran([*configured, "backfill", str(path), "--format", "json"]) == 0
    out, err = capfd.readouterr()
    (told,) = json.loads(out)
    assert (told["state"], told["read"], told["relevant"], told["screened"]) == ("done", 2, 2, 3)
    assert "backfill.progress" in err
    assert ran([*configured, "stories", "--format", "json"]) == 0
    assert len(json.loads(capfd.readouterr().out)) == 2
    assert ran([*configured, "alerts", "list", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == []


def test_what_is_not_there_is_named(configured: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert ran([*configured, "backfill", "/nowhere"]) == 1
    assert "/nowhere: cannot be read: No such file" in capfd.readouterr().err


def test_a_source_that_cannot_be_read_keeps_no_other_out(
    configured: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sources = ["/nowhere", str(made(tmp_path, 1, 0)), "/no/where"]
    assert ran([*configured, "backfill", *sources, "--format", "json"]) == 1
    told = capfd.readouterr()
    assert [(one["source"], one["read"]) for one in json.loads(told.out)] == [(sources[1], 1)]
    for source in ("/nowhere", "/no/where"):
        assert f"envoy-monitor: {source}: cannot be read: No such file" in told.err


async def test_a_stop_finishes_what_is_in_hand_and_is_no_failure(tmp_path: Path) -> None:
    config = tmp_path / "monitor.toml"
    config.write_text(
        'fetch = { contact = "a@b", allow_private_networks = true, timeout = "300ms" }\n'
        'workers.processes = 0\nweb.listen = "off"\n'
    )
    async with scripted_server() as server:
        server.on("/robots.txt", server.silence)
        listed = tmp_path / "addresses.txt"
        listed.write_text("\n".join(server.url(f"/{n}") for n in range(3)))
        words = ["-m", "monitor", "--config", str(config), "backfill", str(listed), "--format", "json"]
        running = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)
        await server.was_asked()
        running.send_signal(signal.SIGTERM)
        out, _ = await running.communicate()
    assert running.returncode == 0
    (told,) = json.loads(out)
    assert (told["state"], told["failed"]) == ("stopped", 1)


def test_progress_is_told_in_one_line() -> None:
    progress = Progress("a.warc.gz", Tally(read=96, relevant=12, screened=1100, known=3, failed=5), 0.42)
    progress.tally.skip("a picture")
    progress.speed.mark(0.0, 0, 0.0)
    progress.speed.mark(14.0, 1205, 0.42)
    assert describe(progress) == (
        f"42%, 1,205 pieces, 86 a second, {timedelta(seconds=19)} left; "
        "96 read, 12 relevant, 1,100 screened out, 3 known, 5 failed, 1 no pages"
    )


def test_a_bar_shows_rate_and_time_left(capfd: pytest.CaptureFixture[str]) -> None:
    progress = Progress("crawls/[bold]a.warc.gz", Tally(read=1205, relevant=12), 0.42)
    progress.speed.mark(0.0, 0, 0.0)
    progress.speed.mark(14.0, 1205, 0.42)
    with bar(progress.source, Console(stderr=True, width=120, force_terminal=True)) as shown:
        shown(progress)
    err = capfd.readouterr().err
    for part in ("[bold]a.warc.gz", "42%", "86/s", "12 relevant", "0:00:19 left"):
        assert part in err
