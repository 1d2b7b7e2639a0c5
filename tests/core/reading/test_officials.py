from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.officials import Officials


def role(start: str | None = "2021-03", end: str | None = None, tier: str = "envoy") -> dict[str, Any]:
    dates = {"start": start, "end": end}
    return {"title": "Envoy", "tier": tier, **{key: value for key, value in dates.items() if value}}


def person(identifier: str = "us.roe", **values: Any) -> dict[str, Any]:
    return {"id": identifier, "name": "Jane Roe", "country": "US", "role": [role()], **values}


def read(*people: dict[str, Any]) -> Officials:
    return Officials.from_data({"person": list(people)}, "officials.toml")


def wrong(*people: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as caught:
        read(*people)
    return [(mistake.where, mistake.wrong) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("start", "end", "day", "held"),
    [
        ("2021-03", "2022-01", date(2021, 3, 1), True),
        ("2021-03", "2022-01", date(2021, 2, 28), False),
        ("2021-03", "2022-01", date(2022, 1, 31), True),
        ("2021-03", "2022-01", date(2022, 2, 1), False),
        ("2021", "2022", date(2022, 12, 31), True),
        ("2021-03-05", None, date(2999, 1, 1), True),
    ],
)
def test_dates_decide_who_holds_an_office(start: str, end: str | None, day: date, held: bool) -> None:
    official = read(person(role=[role(start, end)])).by_id["us.roe"]
    assert bool(official.office_on(day)) is held


def test_the_weightiest_office_counts() -> None:
    official = read(person(role=[role("2020", tier="official"), role("2021", "2022")])).by_id["us.roe"]
    on_both, later = official.office_on(date(2021, 5, 1)), official.office_on(date(2023, 5, 1))
    assert on_both
    assert later
    assert (on_both.tier, later.tier) == ("envoy", "official")
    before = official.held_before(date(2023, 5, 1))
    assert before
    assert before.tier == "envoy"
    assert official.held_before(date(2021, 5, 1)) is None


def test_names_in_every_spelling_are_terms() -> None:
    officials = read(person(aliases=["简·罗"], alone=["Roe"]))
    assert {term.phrase for term in officials.terms()} == {"Jane Roe", "简·罗", "Roe"}
    assert officials.by_name["jane roe"] == officials.by_name["Roe"] == "us.roe"


def test_one_name_of_two_people_at_one_time_is_refused() -> None:
    other = person("us.doe", name="Joan Roe", alone=["Roe"])
    [(where, what)] = wrong(person(alone=["Roe"]), other)
    assert where == "person[1]"
    assert "'Roe' means Joan Roe and Jane Roe at the same time" in what


def test_one_name_of_two_people_at_different_times_is_none_of_both_mistakes() -> None:
    old = person(alone=["Roe"], role=[role("2009", "2013")])
    assert len(read(old, person("us.doe", name="Joan Roe", alone=["Roe"])).by_id) == 2


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"role": [role(None)]}, "person[0].role[0].start"),
        ({"role": []}, "person[0].role"),
        ({"role": [role("soon")]}, "person[0].role[0].start"),
        ({"role": [role("2021-13")]}, "person[0].role[0].start"),
        ({"role": [role("2021", "2020")]}, "person[0].role[0].end"),
        ({"role": [role(tier="king")]}, "person[0].role[0].tier"),
        ({"name": ""}, "person[0].name"),
        ({"nickname": "Jay"}, "person[0].nickname"),
    ],
)
def test_wrong_entries_are_refused_with_their_place(values: dict[str, Any], where: str) -> None:
    assert where in [place for place, _ in wrong(person(**values))]


def test_an_identifier_given_twice_is_refused() -> None:
    assert ("person[1].id", "'us.roe' is given twice") in wrong(person(), person(name="Joan Doe"))
