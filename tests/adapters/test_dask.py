"""A real scheduler and a real worker: the same records as this machine's pool, the same limits, and nothing lost."""

from __future__ import annotations

import functools
import gc
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.adapters.cluster import Cluster
from monitor.adapters.executors import OneMachine, Workers, build_workers
from monitor.adapters.workers import InProcess
from monitor.core.errors import WorkerLost
from monitor.core.json_form import to_json
from monitor.core.records import Page
from monitor.parsing.worker import read_here
from monitor.settings import WorkersSettings
from tests.evaluation.corpus import load
from tests.evaluation.pages import address, render
from tests.support.cluster import Nodes, nodes

read = functools.partial(read_here, None)
PAGES = [Page(address(article), render(article), address(article)) for article in load()[:4]]
SOON = 60.0


def spin() -> None:
    while True:
        pass


def records(workers: Workers) -> list[str]:
    """Each page's record, byte for byte."""
    reading = [workers.within(timedelta(seconds=20)).submit(read, page) for page in PAGES]
    return [json.dumps(to_json(one.result(SOON)), ensure_ascii=False) for one in reading]


def is_joined(cluster: Cluster, cluster_nodes: Nodes) -> bool:
    """Whether work goes there, once the worker has come."""
    for _ in range(600):
        if cluster.is_there:
            return True
        assert cluster_nodes.running["worker"].poll() is None
        cluster._end.wait(0.1)
    return False


# The library forgets to close the socket of a scheduler that died.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_reads_what_this_machine_reads_and_its_loss_loses_nothing(tmp_path: Path) -> None:
    with nodes(tmp_path) as made:
        made.start_scheduler()
        made.start_worker("worker")
        cluster = build_workers(made.settings(processes=0), None)
        assert isinstance(cluster, Cluster)
        try:
            expected = records(InProcess())
            assert is_joined(cluster, made)
            assert records(cluster) == expected
            with pytest.raises(WorkerLost, match=r"longer than 0\.2 s"):
                cluster.within(timedelta(seconds=0.2)).submit(spin).result(SOON)
            reading = [cluster.submit(read, page) for page in PAGES]
            made.kill("scheduler")
            made.kill("worker")
            assert [json.dumps(to_json(one.result(SOON)), ensure_ascii=False) for one in reading] == expected
        finally:
            cluster.shutdown()
            gc.collect()


def test_the_library_is_loaded_only_where_a_cluster_is_configured() -> None:
    said = "import sys, monitor.adapters.executors; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0


@pytest.mark.parametrize(("processes", "kind"), [(0, InProcess), (2, OneMachine)])
def test_without_a_cluster_this_machine_reads(processes: int, kind: type) -> None:
    workers = build_workers(WorkersSettings(processes=processes), None)
    assert isinstance(workers, kind)
    workers.shutdown()
