from __future__ import annotations

import pytest

from monitor.core.errors import UnreadablePage
from monitor.core.records import Page
from monitor.parsing.story import read_story
from tests.support.reading import knowledge

HTML = """<!doctype html><html lang="en"><head><title>Envoys meet in Oslo</title>
<meta property="og:title" content="Envoys meet in Oslo">
<meta property="article:published_time" content="2026-05-06T08:00:00Z">
</head><body><article><h1>Envoys meet in Oslo</h1>
<p>U.S. climate envoy Jane Roe met her Chinese counterpart, Shen Guolan, in Oslo on Tuesday for five hours
of talks on methane.</p>
<p>They agreed to compare measurements from old mines, an official of the Norwegian environment ministry said
after the talks.</p>
<p>The two countries together give off more than a third of the gases that warm the planet, and neither wants
to move first.</p>
</article></body></html>"""


def test_a_page_becomes_a_story() -> None:
    story = read_story(Page("oslo.html", HTML.encode()), knowledge())
    [meeting] = story.meetings
    assert (meeting.start, meeting.city, meeting.country) == ("2026-05-05", "Oslo", "NO")
    assert [person.name for person in meeting.participants] == ["Jane Roe", "Shen Guolan"]
    assert story.text.headline == "Envoys meet in Oslo"


def test_a_page_without_a_story_is_refused() -> None:
    with pytest.raises(UnreadablePage):
        read_story(Page("empty.html", b""), knowledge())
