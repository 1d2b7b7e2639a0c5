from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.core.errors import FetchError, MonitorError, UnreadableFeed
from monitor.core.polling.feed import FeedDefinition
from monitor.pipeline.adding import add_source
from monitor.store.entries import entry_counts
from tests.support.getting import INTERVAL, World, world
from tests.support.server import answer, rss


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


async def add(here: World, url: str, name: str | None = None) -> str:
    definition = FeedDefinition(name or url, url, INTERVAL)
    return (await add_source(here.archive, here.poller, here.clock, definition)).definition.name


async def test_a_source_is_added_with_one_request(here: World) -> None:
    url = here.server.on("/feed", answer(200, rss(("x", "https://wire.example.org/1"))))
    assert await add(here, url) == "A feed"
    await here.beat()
    assert len(here.server.requests) == 1
    assert await entry_counts(here.archive) == {"waiting": 1}


async def test_a_given_name_is_kept_and_adding_again_asks_nothing(here: World) -> None:
    url = here.server.on("/feed", answer(200, rss()))
    assert await add(here, url, "Mine") == "Mine"
    assert await add(here, url, "Ours") == "Ours"
    assert len(here.server.requests) == 1


@pytest.mark.parametrize(
    ("said", "error"), [(answer(404), FetchError), (answer(200, b"<html>x</html>"), UnreadableFeed)]
)
async def test_what_is_no_feed_is_not_kept_and_not_said_to_be_asked_again(
    here: World, caplog: pytest.LogCaptureFixture, said: bytes, error: type[MonitorError]
) -> None:
    url = here.server.on("/feed", said)
    with pytest.raises(error, match="nothing was added"):
        await add(here, url)
    assert caplog.text == ""
    assert await here.feeds() == {}
    here.server.on("/feed", answer(200, rss()))
    assert await add(here, url) == "A feed"
