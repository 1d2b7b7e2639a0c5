"""Pages and feeds are read by processes of their own."""

import os
import runpy
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor.adapters.executors import OneMachine
from monitor.core.errors import WorkerLost
from monitor.core.records import Page
from monitor.parsing.worker import knowledge_of, read_here
from monitor.settings import WorkersSettings

STORY = (
    b"<html><body><article><h1>A visit</h1><p>The envoy came on Monday and left on Tuesday.</p></article></body></html>"
)


@pytest.fixture(scope="module")
def machine() -> Iterator[OneMachine]:
    made = OneMachine(WorkersSettings(processes=1), None)
    yield made
    made.shutdown(wait=False)


def test_a_feed_that_never_ends_holds_up_no_page(machine: OneMachine) -> None:
    assert machine.submit(os.getpid).result() != machine.near(timedelta(seconds=5)).submit(os.getpid).result()
    bomb = machine.near(timedelta(seconds=60)).submit(time.sleep, 60)
    story = machine.within(timedelta(seconds=20)).submit(read_here, None, Page("https://wire.example.org/1", STORY))
    assert story.result(30).text.headline == "A visit"
    assert not bomb.done()
    machine.shutdown(wait=False)
    with pytest.raises(WorkerLost):
        bomb.result(10)


def test_the_fork_servers_module_loads_the_packaged_knowledge() -> None:
    knowledge_of.cache_clear()
    runpy.run_module("monitor.parsing.acquainted")
    assert knowledge_of.cache_info().currsize == 1
