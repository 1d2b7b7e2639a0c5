"""The starting set of sources, and the configuration that is written with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from monitor.adapters.addresses import check_url
from monitor.cli.main import app
from monitor.cli.starter import starting_sources
from monitor.parsing.selectors import to_xpath
from monitor.settings import FeedSettings, load_settings

SOURCES = starting_sources()
NAMES = [source["name"] for source in SOURCES]
KEYS = {"name", "url", "language", "country", "tier", "kind", "found", "verified"}


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_a_source_says_all_that_there_is_to_say(source: dict[str, object]) -> None:
    assert set(source) == KEYS | ({"link"} if source["kind"] == "list" else set())
    assert source["found"]
    assert isinstance(source["verified"], bool)
    assert len(str(source["country"])) in (2, 3)
    declared = {key: source[key] for key in source.keys() - {"country", "found", "verified"}}
    feed = FeedSettings.model_validate(declared)
    assert urlsplit(feed.url).scheme == "https"
    check_url(feed.url)
    if feed.link:
        to_xpath(feed.link)


def test_each_source_is_there_once_and_all_sorts_are_there() -> None:
    assert len(SOURCES) >= 40
    assert not [url for url, times in Counter(source["url"] for source in SOURCES).items() if times > 1]
    assert not [name for name, times in Counter(NAMES).items() if times > 1]
    assert {source["tier"] for source in SOURCES} == {"official", "wire", "press", "ngo"}
    assert {source["language"] for source in SOURCES} == {"en", "zh"}
    assert {"US", "CN"} <= {source["country"] for source in SOURCES if source["tier"] == "official"}


def test_init_declares_the_sources_where_they_are_wished_for(tmp_path: Path) -> None:
    words = ["init", "--contact", "desk@example.org", "--feed", "https://wire.example.org/rss"]
    assert CliRunner().invoke(app, [*words, str(tmp_path / "few")]).exit_code == 0
    assert CliRunner().invoke(app, [*words, "--sources", str(tmp_path / "many")]).exit_code == 0
    assert len(load_settings(tmp_path / "few" / "monitor.toml").feed) == 1
    first, *rest = load_settings(tmp_path / "many" / "monitor.toml").feed
    assert first.url == "https://wire.example.org/rss"
    assert [(feed.url, feed.kind, feed.link, feed.tier, feed.language) for feed in rest] == [
        (source["url"], source["kind"], source.get("link"), source["tier"], source["language"]) for source in SOURCES
    ]
