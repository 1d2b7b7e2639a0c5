"""Meetings, case by case: tests/cases/meetings holds the stories and what they tell of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.core.reading.dates import read_dates
from monitor.core.reading.meetings import read_meetings
from monitor.core.records import Meeting
from tests.support.reading import knowledge, make_text, read

CASES = Path(__file__).parents[2] / "cases" / "meetings"


def cases() -> list[Any]:
    return [
        pytest.param(language, case, id=f"{language}: {case['name']}")
        for language in ("en", "zh")
        for file in sorted(CASES.glob(f"{language}*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def meetings_of(language: str, case: dict[str, Any]) -> tuple[Meeting, ...]:
    text = make_text(
        *case["text"],
        language=language,
        headline=case.get("headline", ""),
        caption=case.get("caption"),
        published=case["on"],
    )
    document, cast = read(text)
    return read_meetings(document, cast, read_dates(document, knowledge().language(language).dates), knowledge())


def said(meeting: Meeting) -> str:
    """A meeting in one line, as the cases write it."""
    if meeting.precision == "day":
        when = f"{meeting.start}/{meeting.end or '-'}"
    else:
        when = f"{meeting.precision} {meeting.start}" if meeting.start else "unknown"
    who = ", ".join(person.name for person in meeting.participants)
    background = "background " if meeting.background else ""
    return f"{background}{meeting.kind} {meeting.status} {meeting.mode} {when} {meeting.city or '-'}: {who}"


@pytest.mark.parametrize(("language", "case"), cases())
def test_a_story_tells_of_its_meetings(language: str, case: dict[str, Any]) -> None:
    assert [said(meeting) for meeting in meetings_of(language, case)] == case["meetings"]
