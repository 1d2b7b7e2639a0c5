"""Who is somewhere together meets; who only does the same there does not. tests/cases/meetings holds more."""

from __future__ import annotations

import pytest

from monitor.core.reading.dates import read_dates
from monitor.core.reading.meetings import read_meetings
from tests.support.reading import knowledge, make_text, read

PAIR = "Nora Whitfield, the US climate envoy, and Gao Lixin, China's climate envoy,"


def tells_of_a_meeting(sentence: str) -> bool:
    document, cast = read(make_text(sentence.replace("PAIR", PAIR), language="en", published="2027-09-16"))
    dates = read_dates(document, knowledge().language("en").dates)
    return any(meeting.kind == "envoy" for meeting in read_meetings(document, cast, dates, knowledge()))


@pytest.mark.parametrize(
    "sentence",
    [
        "PAIR settled the list in a hotel in Oslo on Tuesday.",
        "On Tuesday, in Oslo, PAIR initialled eleven pages.",
        "PAIR left a guild house in Zurich on Wednesday with a page of brackets.",
        "At the invitation of Norway's foreign minister, Ingrid Solheim, PAIR fished for cod near Oslo on Tuesday.",
        "US climate envoy Ann Roe told China's envoy Gao Lixin in Oslo on Tuesday that it was over.",
    ],
)
def test_together_somewhere(sentence: str) -> None:
    assert tells_of_a_meeting(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "PAIR were in Oslo on Tuesday.",
        "PAIR warned in Oslo on Tuesday that time was short.",
        "PAIR settled the list in Oslo.",
        "PAIR settled the list on Tuesday.",
        "PAIR kept apart, and their engineers settled the list in Oslo on Tuesday.",
        "Both PAIR fished for cod near Oslo on Tuesday.",
        "Aides to PAIR settled the list in Oslo on Tuesday.",
        "PAIR and Ingrid Solheim, Norway's foreign minister, gave speeches in Oslo on Tuesday.",
        "US climate envoy Ann Roe told China's envoy Gao Lixin in a letter from Oslo on Tuesday no.",
        "US climate envoy Ann Roe told reporters in Oslo on Tuesday that Gao Lixin, China's climate envoy, was ill.",
    ],
)
def test_not_together(sentence: str) -> None:
    assert not tells_of_a_meeting(sentence)
