"""Meetings in the codes of event data."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.core.event_codes import EventRow, Scheme, event_rows
from monitor.core.records import Person
from tests.support.meetings import LIN, OKAFOR

THIRD = Person("A. Minister", "KR", "host")


def coded(scheme: Scheme, **facts: Any) -> list[tuple[str, str, str, str]]:
    return [(row.source, row.target, row.code, row.mode) for row in rows(scheme, **facts)]


def rows(scheme: Scheme, **facts: Any) -> list[EventRow]:
    usual: dict[str, Any] = {
        "meeting_id": "m",
        "status": "held",
        "mode": "in_person",
        "start": "2026-05-17",
        "precision": "day",
        "city": "Doha",
        "country": "QA",
        "participants": (LIN, OKAFOR),
    }
    return event_rows(scheme, **{**usual, **facts})


@pytest.mark.parametrize(
    ("facts", "cameo", "plover"),
    [
        ({"status": "announced"}, [("USA", "CHN", "036")], [("USA", "CHN", "AGREE", "meet")]),
        ({"mode": "call"}, [("USA", "CHN", "041")], [("USA", "CHN", "CONSULT", "phone")]),
        ({"mode": "video", "status": "underway"}, [("USA", "CHN", "041")], [("USA", "CHN", "CONSULT", "phone")]),
        (
            {"country": "CN"},
            [("USA", "CHN", "042"), ("CHN", "USA", "043")],
            [("USA", "CHN", "CONSULT", "visit"), ("CHN", "USA", "CONSULT", "visit")],
        ),
        (
            {"country": "US"},
            [("CHN", "USA", "042"), ("USA", "CHN", "043")],
            [("CHN", "USA", "CONSULT", "visit"), ("USA", "CHN", "CONSULT", "visit")],
        ),
        ({}, [("USA", "CHN", "044")], [("USA", "CHN", "CONSULT", "third-party")]),
        ({"country": None}, [("USA", "CHN", "044")], [("USA", "CHN", "CONSULT", "third-party")]),
        (
            {"participants": (THIRD, LIN, OKAFOR)},
            [("USA", "CHN;KR", "044")],
            [("USA", "CHN;KR", "CONSULT", "multilateral")],
        ),
        ({"status": "cancelled"}, [("USA", "CHN", "125")], [("USA", "CHN", "REJECT", "meet")]),
        ({"status": "postponed"}, [], []),
        ({"status": "unreported"}, [], []),
        ({"start": None}, [], []),
        ({"participants": ()}, [("USA", "CHN", "044")], [("USA", "CHN", "CONSULT", "third-party")]),
    ],
)
def test_codes(facts: dict[str, Any], cameo: list[tuple[str, ...]], plover: list[tuple[str, ...]]) -> None:
    assert [row[:3] for row in coded("cameo", **facts)] == cameo
    assert coded("plover", **facts) == plover


def test_a_row_says_when_and_where() -> None:
    (row,) = rows("plover", city=None)
    assert (row.date, row.precision, row.city, row.country, row.context, row.symmetric) == (
        "2026-05-17",
        "day",
        "",
        "QA",
        "diplomatic",
        True,
    )
    assert [row.symmetric for row in rows("cameo", country="CN")] == [False, False]
