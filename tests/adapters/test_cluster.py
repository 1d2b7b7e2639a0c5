"""Work that goes to a cluster, and comes back from it in every way that a cluster has of failing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from monitor.adapters import cluster_worker
from monitor.adapters.cluster import Cluster
from monitor.adapters.cluster_worker import Answer, Limits, work
from monitor.adapters.fingerprint import fingerprint
from monitor.core.errors import UnreadablePage, WorkerLost

LIMITS = Limits(20.0, 2**29, None, "ours")
SOON = 10.0


def here() -> str:
    return threading.current_thread().name.partition("_")[0]


def refuse() -> None:
    raise UnreadablePage("gives no text")


class Pool(ThreadPoolExecutor):
    """This machine's pool."""

    def __init__(self) -> None:
        super().__init__(1, thread_name_prefix="local")
        self.limits: list[timedelta] = []

    def within(self, limit: timedelta) -> Executor:
        self.limits.append(limit)
        return self

    near = within


Do = Callable[[Callable[[], Answer]], Future[Answer]]


@dataclass
class Fake:
    """A cluster whose behaviour a test sets; it can be joined from the beginning."""

    there: bool = True
    workers: int = 2
    connected: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    closed: threading.Event = field(default_factory=threading.Event)
    threads_pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="remote"))
    answer: Do | None = None
    counted: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def connect(self) -> Fake:
        if not self.there:
            raise ConnectionRefusedError("cannot be reached")
        self.connected.release()
        return self

    def submit(
        self, limits: Limits, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Future[Answer]:
        def done() -> Answer:
            try:
                return Answer(value=fn(*args, **kwargs))
            except UnreadablePage as error:
                return Answer(error=error)

        return self.answer(done) if self.answer else self.threads_pool.submit(done)

    def threads(self) -> int:
        if not self.there:
            raise OSError("the scheduler is gone")
        self.counted.release()
        return self.workers

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    yield made
    made.threads_pool.shutdown()


@pytest.fixture
def pool() -> Pool:
    return Pool()


Make = Callable[..., Cluster]


@pytest.fixture
def make(fake: Fake, pool: Pool) -> Iterator[Make]:
    made: list[Cluster] = []

    def cluster(**changes: Any) -> Cluster:
        options = {"look_every": 0.01, **changes}
        made.append(Cluster("tls://scheduler:8786", pool, LIMITS, fake.connect, **options))
        return made[-1]

    yield cluster
    for one in made:
        one.shutdown(wait=False)


def joined(cluster: Cluster, fake: Fake) -> Cluster:
    """The cluster, once work goes there."""
    looks = 0
    while not cluster.is_there:
        assert fake.counted.acquire(timeout=SOON)
        looks += 1
        assert looks < 1000
    return cluster


def done(future: Future[Any]) -> Any:
    return future.result(timeout=SOON)


def test_work_goes_to_the_cluster_while_it_is_there(make: Make, fake: Fake, pool: Pool) -> None:
    cluster = joined(make(), fake)
    assert done(cluster.within(timedelta(seconds=5)).submit(here)) == "remote"
    assert done(cluster.submit(here)) == "remote"
    assert done(cluster.near(timedelta(seconds=2)).submit(here)) == "local"
    assert pool.limits == [timedelta(seconds=2)]


def test_an_expected_failure_comes_back_as_itself(make: Make, fake: Fake) -> None:
    with pytest.raises(UnreadablePage, match="gives no text"):
        done(joined(make(), fake).submit(refuse))


def test_work_is_done_here_while_the_cluster_cannot_be_reached_and_there_when_it_is_back(
    make: Make, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "monitor")
    fake.there = False
    cluster = make()
    assert done(cluster.submit(here)) == "local"
    fake.there = True
    assert done(joined(cluster, fake).submit(here)) == "remote"
    fake.there = False
    assert fake.closed.wait(SOON)
    assert done(cluster.submit(here)) == "local"
    fake.there = True
    assert done(joined(cluster, fake).submit(here)) == "remote"
    cluster.shutdown()
    events = [record.event for record in caplog.records]  # type: ignore[attr-defined]
    assert [event for event in events if event == "cluster.joined"] == ["cluster.joined"] * 2
    said = [record.getMessage() for record in caplog.records]
    assert all(one != another for one, another in pairwise(said)), "each is said once"


def cancelled(do: Callable[[], Answer]) -> Future[Answer]:
    """The scheduler was lost over it."""
    future: Future[Answer] = Future()
    future.cancel()
    return future


def killed(do: Callable[[], Answer]) -> Future[Answer]:
    """Its workers died over it, one after the other."""
    future: Future[Answer] = Future()
    future.set_exception(RuntimeError("KilledWorker"))
    return future


def refused(do: Callable[[], Answer]) -> Future[Answer]:
    raise RuntimeError("cannot schedule new futures after shutdown")


@pytest.mark.parametrize("fate", [cancelled, killed, refused])
def test_a_piece_that_the_cluster_loses_is_done_here(make: Make, fake: Fake, fate: Do) -> None:
    cluster = joined(make(), fake)
    fake.answer = fate
    assert done(cluster.submit(here)) == "local"


def test_an_unfit_worker_is_told_of_and_the_cluster_left(
    make: Make, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    cluster = joined(make(), fake)
    fake.answer = lambda do: fake.threads_pool.submit(lambda: Answer(unfit="has other knowledge"))
    assert done(cluster.submit(here)) == "local"
    assert not cluster.is_there
    assert fake.closed.wait(SOON)
    assert "a worker has other knowledge; pages are read here" in caplog.text


def never(do: Callable[[], Answer]) -> Future[Answer]:
    return Future()


def test_a_piece_that_nobody_takes_up_is_taken_back(make: Make, fake: Fake) -> None:
    cluster = joined(make(queue=0.05), fake)
    fake.answer = never
    assert done(cluster.within(timedelta(0)).submit(here)) == "local"
    assert cluster.is_there


def test_pieces_of_a_cluster_without_workers_are_taken_back(make: Make, fake: Fake) -> None:
    cluster = joined(make(), fake)
    fake.answer = never
    waiting = cluster.submit(here)
    fake.workers = 0
    assert done(waiting) == "local"
    assert done(cluster.submit(here)) == "local"


def test_an_answer_after_all_changes_nothing(make: Make, fake: Fake) -> None:
    cluster = joined(make(queue=0.05), fake)
    late: Future[Answer] = Future()
    late.set_running_or_notify_cancel()  # it can no longer be called off
    fake.answer = lambda do: late
    taken_back = cluster.within(timedelta(0)).submit(here)
    assert done(taken_back) == "local"
    late.set_result(Answer(value="remote"))
    assert done(taken_back) == "local"


def test_the_end_waits_for_the_work_in_hand_or_gives_it_up(make: Make, fake: Fake) -> None:
    cluster, gate = joined(make(), fake), threading.Event()
    held = cluster.submit(gate.wait)
    ending = threading.Thread(target=cluster.shutdown)
    ending.start()
    gate.set()
    ending.join(SOON)
    assert held.result(0) is True
    other = joined(make(), fake)
    fake.answer = never
    left = other.submit(here)
    other.shutdown(wait=False)
    with pytest.raises(WorkerLost, match="the program ends"):
        left.result(SOON)
    with pytest.raises(WorkerLost, match="the program ends"):
        other.submit(here).result(SOON)


def fit() -> Limits:
    return replace(LIMITS, fingerprint=fingerprint(None))


def spin() -> None:
    while True:
        pass


def test_a_worker_does_the_work_in_a_process_with_limits() -> None:
    assert work(fit(), len, ("abc",), {}) == Answer(value=3)
    assert isinstance(work(fit(), refuse, (), {}).error, UnreadablePage)
    assert isinstance(work(replace(fit(), seconds=0.05), spin, (), {}).error, WorkerLost)


def test_a_worker_with_another_version_or_other_knowledge_does_nothing() -> None:
    answer = work(LIMITS, len, ("abc",), {})
    assert answer.value is None
    assert "another version or other knowledge" in (answer.unfit or "")


def test_a_fingerprint_changes_with_the_operators_knowledge(tmp_path: Any) -> None:
    (tmp_path / "topics.toml").write_text("# nothing")
    before = fingerprint(tmp_path)
    assert before == fingerprint(tmp_path) != fingerprint(None)
    (tmp_path / "topics.toml").write_text("# something")
    assert fingerprint(tmp_path) != before


@pytest.fixture(autouse=True, scope="module")
def _no_process_is_left() -> Iterator[None]:
    yield
    for one in cluster_worker._pools.values():
        one.shutdown()
    cluster_worker._pools.clear()
