"""Titles that read well."""

import pytest

from monitor.core.deciding.titles import title, when
from monitor.core.records import Mode, Person, Precision
from tests.support.meetings import LIN, OKAFOR

GUEST = Person("Amal Haddad", "AE", "president of the conference")

WHEN: list[tuple[str | None, str | None, Precision, str]] = [
    ("2026-05-03", "2026-05-05", "day", "3–5 May 2026"),
    ("2026-05-03", "2026-05-03", "day", "3 May 2026"),
    ("2026-05-03", None, "day", "3 May 2026"),
    ("2026-08-30", "2026-09-02", "day", "30 August – 2 September 2026"),
    ("2026-12-30", "2027-01-02", "day", "30 December 2026 – 2 January 2027"),
    ("2026-05-04", None, "week", "week of 4 May 2026"),
    ("2027-01-01", None, "month", "January 2027"),
    (None, None, "unknown", "date not known"),
]
TITLES: list[tuple[tuple[Person, ...], Mode, str | None, str]] = [
    ((LIN, OKAFOR), "in_person", "Chengdu", "Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026"),
    ((OKAFOR, LIN, GUEST), "in_person", "Dubai", "Dana Okafor – Lin Weiguo – Amal Haddad, Dubai, 3 May 2026"),
    ((OKAFOR, LIN), "call", "Chengdu", "Dana Okafor – Lin Weiguo, telephone call, 3 May 2026"),
    ((OKAFOR, LIN), "video", None, "Dana Okafor – Lin Weiguo, video call, 3 May 2026"),
    ((OKAFOR, LIN), "in_person", None, "Dana Okafor – Lin Weiguo, 3 May 2026"),
    ((OKAFOR,), "in_person", None, "Dana Okafor – Chinese officials, 3 May 2026"),
    ((LIN,), "in_person", None, "American officials – Lin Weiguo, 3 May 2026"),
]


@pytest.mark.parametrize(("start", "end", "precision", "words"), WHEN)
def test_dates_in_words(start: str | None, end: str | None, precision: Precision, words: str) -> None:
    assert when(start, end, precision) == words


@pytest.mark.parametrize(("people", "mode", "place", "expected"), TITLES)
def test_title(people: tuple[Person, ...], mode: Mode, place: str | None, expected: str) -> None:
    assert title(people, mode, place, "2026-05-03", None, "day") == expected
