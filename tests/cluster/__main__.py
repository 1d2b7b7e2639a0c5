"""`make cluster-test`: the same crawl taken in by this machine alone and by a cluster that loses its parts.

A scheduler and three workers run as processes of their own, in network namespaces where root may make them. In mid-work
one worker is killed; later the scheduler is, which ends the other two, and all are started again as a service manager
would. In the end both archives must hold the same records, byte for byte, and the same meetings.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.cluster.machines import OURS, inside, machines, possible
from tests.evaluation.corpus import load
from tests.evaluation.pages import address, render
from tests.support.cluster import ROOT, Nodes, nodes
from tests.support.warcs import crawl

NAMES = ("scheduler", "worker1", "worker2", "worker3")
TIMES = 6
"""How often each of the project's labelled stories stands in the crawl."""
_RECORDS = "SELECT url, record FROM story ORDER BY url"
_MEETINGS = "SELECT title, status, stories, outlets FROM meetings ORDER BY title, stories, outlets"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="envoy-cluster-") as made, nodes(Path(made)) as cluster, _placed(cluster):
        folder = Path(made)
        pages = [(f"{address(article)}-{n}", render(article)) for n in range(TIMES) for article in load()]
        source = crawl(folder / "crawl.warc.gz", pages)
        print(f"{len(pages)} pages")
        alone = _alone(folder, source)
        together, told = _together(folder, source, cluster)
        same = [_rows(alone, sql) == _rows(together, sql) for sql in (_RECORDS, _MEETINGS)]
        print(f"{len(_rows(together, _RECORDS))} records {'the same, byte for byte' if same[0] else 'DIFFER'}")
        print(f"{len(_rows(together, _MEETINGS))} meetings {'the same' if same[1] else 'DIFFER'}")
        print(f"told: {', '.join(told)}")
        well = all(same) and told.count("cluster.joined") >= 2 and "cluster.away" in told
        print("well" if well else "WRONG")
        return 0 if well else 1


@contextlib.contextmanager
def _placed(cluster: Nodes) -> Iterator[None]:
    """The nodes on machines of their own, where that is possible."""
    if not possible():
        print("plain processes on loopback: namespaces need root and iproute2")
        yield
        return
    with machines(NAMES) as addresses:
        told = ", ".join(f"{name} {at}" for name, at in addresses.items())
        print(f"network namespaces on a bridge: {told}, ours {OURS}")
        cluster.host = addresses["scheduler"]
        cluster.inside = {name: inside(name) for name in NAMES}
        yield
        for name in list(cluster.running):
            cluster.kill(name)


def _alone(folder: Path, source: Path) -> Path:
    began = time.monotonic()
    place = _configured(folder / "alone", "processes = 2")
    subprocess.run(_command(place, source), check=True, capture_output=True, cwd=ROOT)
    print(f"this machine alone: {time.monotonic() - began:.0f} s")
    return place / "archive.sqlite3"


def _together(folder: Path, source: Path, cluster: Nodes) -> tuple[Path, list[str]]:
    """The archive, and the events that the log told of the cluster."""
    cluster.start_scheduler()
    for name in NAMES[1:]:
        cluster.start_worker(name)
    certificates = (("ca", "ca.pem"), ("cert", "monitor.pem"), ("key", "monitor.key"))
    files = "".join(f'dask_{what}_file = "{cluster.certificates / name}"\n' for what, name in certificates)
    place = _configured(folder / "together", f'processes = 1\ndask = "{cluster.address}"\n{files}')
    archive, began = place / "archive.sqlite3", time.monotonic()
    with (place / "log").open("wb") as log:
        running = subprocess.Popen(_command(place, source), stdout=subprocess.DEVNULL, stderr=log, cwd=ROOT)
        try:
            _at(archive, 0.2, running, "worker1 is killed")
            cluster.kill("worker1")
            _at(archive, 0.4, running, "the scheduler is killed, and the workers with it")
            for name in ("scheduler", "worker2", "worker3"):
                cluster.kill(name)
            _at(archive, 0.5, running, "all are started again")
            cluster.start_scheduler()
            for name in NAMES[1:]:
                cluster.start_worker(name)
            if running.wait() != 0:
                raise RuntimeError((place / "log").read_text())
        finally:
            running.kill()
    print(f"the cluster: {time.monotonic() - began:.0f} s")
    events = [json.loads(line)["event"] for line in (place / "log").read_text().splitlines() if line.startswith("{")]
    return archive, [event for event in events if event.startswith("cluster.")]


def _at(archive: Path, share: float, running: subprocess.Popen[bytes], what: str) -> None:
    """Wait until so much of the crawl has been taken in."""
    wanted = int(share * TIMES * len(load()))
    while running.poll() is None:
        with contextlib.suppress(sqlite3.Error):
            if len(_rows(archive, "SELECT id FROM story")) >= wanted:
                print(f"  after {wanted} stories {what}", flush=True)
                return
        time.sleep(0.05)
    raise RuntimeError("ended before its time")


def _configured(place: Path, workers: str) -> Path:
    place.mkdir()
    text = f'fetch.contact = "a@b"\nweb.listen = "off"\nlog.format = "json"\n[workers]\n{workers}\n'
    (place / "monitor.toml").write_text(text)
    return place


def _command(place: Path, source: Path) -> list[str]:
    return [sys.executable, "-m", "monitor", "--config", str(place / "monitor.toml"), "backfill", str(source), "--all"]


def _rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


if __name__ == "__main__":
    sys.exit(main())
