import asyncio
import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.adapters.workers import InProcess, WorkerPool, WorkFailed
from monitor.core.errors import UnreadableFeed, WorkerLost
from monitor.parsing.feed import read_feed
from tests.support.server import rss

MEMORY = 512 * 2**20
SOON = 9.0
"""Seconds that a busy machine may take, and still fewer than the work would if nobody ended it."""


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, MEMORY, seconds=10) as made:
        yield made


def process() -> int:
    return os.getpid()


def eat(size: int) -> int:
    return len(bytearray(size))


def die() -> None:
    os._exit(7)


def stumble() -> None:
    raise ZeroDivisionError("the plank was rotten")


def refuse() -> None:
    raise UnreadableFeed("is empty")


def spin() -> None:
    while True:
        pass


def test_work_is_done_in_one_process_that_stays(pool: WorkerPool) -> None:
    first, second = (pool.submit(process).result() for _ in range(2))
    assert first == second != os.getpid()


def test_expected_failures_come_back_as_themselves(pool: WorkerPool) -> None:
    with pytest.raises(UnreadableFeed, match="is empty"):
        pool.submit(refuse).result()


def test_a_defect_comes_back_with_its_traceback_and_costs_no_process(pool: WorkerPool) -> None:
    before = pool.submit(process).result()
    with pytest.raises(WorkFailed, match=r"in stumble(?s:.)*the plank was rotten"):
        pool.submit(stumble).result()
    assert pool.submit(process).result() == before


def test_a_process_that_dies_is_replaced(pool: WorkerPool) -> None:
    before = pool.submit(process).result()
    with pytest.raises(WorkerLost, match="broke it"):
        pool.submit(die).result()
    assert pool.submit(process).result() != before


def wait_for_the_end_of(number: int) -> None:
    """Wait until the process has ended; it may have been tidied away already."""
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(number)
        select.select([descriptor], [], [])
        os.close(descriptor)


def ask_to_end() -> int:
    os.kill(os.getpid(), signal.SIGTERM)
    return os.getpid()


def test_a_service_that_is_stopped_still_gets_the_work_in_hand(pool: WorkerPool) -> None:
    number = pool.submit(ask_to_end).result()
    wait_for_the_end_of(number)
    assert pool.submit(process).result() != number


def test_a_process_that_died_in_its_idleness_costs_nobodys_work(pool: WorkerPool) -> None:
    number = pool.submit(process).result()
    os.kill(number, signal.SIGKILL)
    wait_for_the_end_of(number)
    assert pool.submit(process).result() != number


def test_a_process_without_work_ends_and_the_next_work_has_another() -> None:
    with WorkerPool(1, MEMORY, rest=0.05) as pool:
        number = pool.submit(process).result()
        wait_for_the_end_of(number)
        assert pool.submit(process).result() != number


def end_at_first(mark: Path) -> int:
    if not mark.exists():
        mark.touch()
        os._exit(0)  # as a process ends that has just gone to rest
    return os.getpid()


def end_always() -> None:
    os._exit(0)


def test_work_that_comes_as_a_process_goes_to_rest_is_done_by_another(pool: WorkerPool, tmp_path: Path) -> None:
    number = pool.submit(process).result()
    assert pool.submit(end_at_first, tmp_path / "mark").result() != number
    with pytest.raises(WorkerLost):
        pool.submit(end_always).result()


def test_a_process_has_so_much_memory_and_no_more(pool: WorkerPool) -> None:
    with pytest.raises(WorkerLost, match="more memory"):
        pool.submit(eat, 2 * MEMORY).result()
    assert pool.submit(eat, 2**20).result() == 2**20


def idle() -> None:
    threading.Event().wait()


def test_work_that_only_waits_is_ended_by_the_clock(pool: WorkerPool) -> None:
    with pytest.raises(WorkerLost, match=r"longer than 0\.05 s"):
        pool.within(timedelta(seconds=0.05)).submit(idle).result()


def test_work_without_end_is_ended_and_the_next_is_done_at_once(pool: WorkerPool) -> None:
    pool.submit(process).result()
    started = time.monotonic()
    with pytest.raises(WorkerLost, match=r"longer than 0\.2 s"):
        pool.within(timedelta(seconds=0.2)).submit(spin).result()
    assert len(pool.submit(read_feed, rss(("a", "http://example.org/a")), None, "http://example.org/").result().entries)
    assert time.monotonic() - started < SOON


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><item "
        + b" ".join(b"a%d='x'" % n for n in range(100_000))
        + b"/></channel></rss>",
        b"<rss version='2.0'><channel><item><title>x" + b"<!--" * 200_000 + b"</title></item></channel></rss>",
    ],
    ids=["100,000 attributes", "200,000 comments"],
)
def test_a_feed_that_is_a_bomb_takes_its_time_and_no_more(pool: WorkerPool, body: bytes) -> None:
    started = time.monotonic()
    with contextlib.suppress(WorkerLost, UnreadableFeed):
        pool.within(timedelta(seconds=0.4)).submit(read_feed, body, None, "http://example.org/").result()
    assert time.monotonic() - started < SOON


async def test_the_loop_goes_on_while_the_work_is_done(pool: WorkerPool) -> None:
    lost = asyncio.wrap_future(pool.within(timedelta(seconds=0.3)).submit(spin))
    turns = 0
    while not lost.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 20
    with pytest.raises(WorkerLost):
        await lost


def test_an_ended_pool_leaves_no_process_behind() -> None:
    with WorkerPool(1, MEMORY) as short:
        number = short.submit(process).result()
    assert not Path(f"/proc/{number}").exists()
    with pytest.raises(RuntimeError):
        short.submit(process)


def test_a_pool_that_may_not_wait_ends_what_is_in_hand() -> None:
    hurried = WorkerPool(1, MEMORY, seconds=60)
    number = hurried.submit(process).result()
    endless = hurried.submit(spin)
    waiting = hurried.submit(process)
    while not endless.running():
        time.sleep(0.001)
    started = time.monotonic()
    hurried.shutdown(wait=False, cancel_futures=True)
    with pytest.raises(WorkerLost):
        endless.result()
    assert waiting.cancelled()
    assert time.monotonic() - started < SOON
    assert not Path(f"/proc/{number}").exists()


def test_in_process_work_is_done_at_once_in_the_same_thread() -> None:
    with InProcess() as here:
        assert here.submit(threading.get_ident).result() == threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            here.submit(stumble).result()
