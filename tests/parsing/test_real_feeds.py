"""Feeds as real sites and other readers' test suites have them: read or refused with a reason, none loses entries.

They are no part of the project: the test skips where they are not there.
"""

import os
import re
import time
from pathlib import Path

import pytest

from monitor.core.errors import UnreadableFeed
from monitor.parsing.feed import read_feed

SHARED = Path(os.environ.get("ENVOY_SHARED", Path(__file__).parents[3] / "shared")) / "feeds"
FILES = sorted(
    file
    for file in SHARED.rglob("*")
    if file.suffix in (".xml", ".json", ".rss", ".atom", ".rdf", ".html") and not file.name.endswith(".serde.json")
)
ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)

pytestmark = pytest.mark.skipif(not FILES, reason="the shared feeds are not here (ENVOY_SHARED names their folder)")


def test_every_feed_is_read_or_refused_with_a_reason_and_none_loses_entries() -> None:
    refused, lost = {}, {}
    for file in FILES:
        body = file.read_bytes()
        started = time.process_time()
        try:
            document = read_feed(body, None, "https://feeds.example.org/feed")
        except UnreadableFeed as error:
            refused[file] = str(error)
            continue
        finally:
            assert time.process_time() - started < 2, file
        marked = len(ENTRY.findall(body))
        if len(document.entries) < marked:
            lost[file] = (marked, len(document.entries))
        for entry in document.entries:
            assert len(entry.title.encode()) <= 1024
            assert entry.url == "" or entry.url.lower().startswith(("http://", "https://"))
    assert lost == {}
    assert all(reason for reason in refused.values())
    holding = [file for file in refused if ENTRY.search(file.read_bytes()) and b"<rss" in file.read_bytes()]
    assert holding == [], "what looks like a feed with entries is read"
    assert len(refused) < len(FILES) / 50
