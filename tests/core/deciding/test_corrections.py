"""What a person puts right holds until the stories say something new."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.core.deciding.corrections import CannotBe, correct, with_corrections
from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.known import Facts
from monitor.core.deciding.resolve import Group
from tests.support.meetings import day, meeting, report

TODAY = day("2026-05-01")


def told(start: str | None = "2026-05-03", **said: Any) -> Facts:
    return facts_of(Group((report(meeting(start, said.pop("end", start), **said)),), {}), TODAY)


def put_right(facts: Facts, **right: str) -> Facts:
    return with_corrections(facts, correct(facts, (), facts, right), TODAY)


@pytest.mark.parametrize(
    ("right", "fields"),
    [
        ({"city": "Geneva", "country": "CH"}, {"city": "Geneva", "country": "CH"}),
        ({"start": "2026-05-05"}, {"start": "2026-05-05", "end": "2026-05-05", "precision": "day"}),
        ({"start": "2026-05-05", "end": "2026-05-07"}, {"start": "2026-05-05", "end": "2026-05-07"}),
        ({"start": "2026-05-01", "precision": "month"}, {"start": "2026-05-01", "end": None, "precision": "month"}),
        ({"start": ""}, {"start": None, "end": None, "precision": "unknown"}),
        ({"status": "cancelled"}, {"status": "cancelled"}),
        ({"mode": "video", "kind": "official"}, {"mode": "video", "kind": "official"}),
    ],
)
def test_what_is_given_stands(right: dict[str, str], fields: dict[str, str | None]) -> None:
    facts = put_right(told(), **right)
    assert {name: getattr(facts, name) for name in fields} == fields


def test_the_title_follows() -> None:
    assert put_right(told(), city="Geneva", start="2026-05-05").title.endswith(", Geneva, 5 May 2026")


@pytest.mark.parametrize(
    "right",
    [
        {"start": "5 May"},
        {"start": "2026-02-30"},
        {"start": "2026-05-05", "end": "2026-05-04"},
        {"country": "China"},
        {"country": "cn"},
        {"status": "unreported"},
        {"kind": ""},
        {"mode": "letter"},
        {"precision": "year", "start": "2026-01-01"},
        {"venue": "x" * 201},
    ],
)
def test_what_cannot_be_is_refused(right: dict[str, str]) -> None:
    with pytest.raises(CannotBe, match=": "):
        correct(told(), (), told(), right)


def test_it_holds_until_the_stories_say_something_new() -> None:
    before = told(city="Brussels")
    corrections = correct(before, (), before, {"city": "Rancho Mirage", "country": "US"})
    assert with_corrections(told(city="Brussels"), corrections, TODAY).city == "Rancho Mirage"
    assert with_corrections(told(city="Geneva"), corrections, TODAY).city == "Geneva"


def test_a_passed_date_is_nothing_new() -> None:
    before = told(status="announced")
    corrections = correct(before, (), before, {"status": "cancelled"})
    assert with_corrections(replace(before, status="unreported"), corrections, day("2026-07-01")).status == "cancelled"
    back = correct(told(status="cancelled"), (), told(status="cancelled"), {"status": "announced"})
    assert with_corrections(told(status="cancelled"), back, TODAY).status == "announced"
    assert with_corrections(told(status="cancelled"), back, day("2026-07-01")).status == "unreported"


def test_a_second_correction_keeps_the_first() -> None:
    facts = told()
    first = correct(facts, (), facts, {"city": "Geneva", "country": "CH"})
    second = correct(facts, first, with_corrections(facts, first, TODAY), {"venue": "Hôtel Royal"})
    shown = with_corrections(facts, second, TODAY)
    assert (shown.city, shown.country, shown.venue) == ("Geneva", "CH", "Hôtel Royal")


def test_what_is_shown_already_is_no_correction() -> None:
    facts = told()
    assert correct(facts, (), facts, {"city": facts.city or "", "start": facts.start, "status": facts.status}) == ()
