from __future__ import annotations

from typing import Any

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.organisations import Organisations
from monitor.core.reading.roles import Roles

ENVOY = {"id": "envoy", "tier": "official", "climate_with": ["*"], "bare": True, "en": ["envoy"], "zh": ["特使"]}
ADVISER = {
    "id": "adviser",
    "tier": "official",
    "climate_with": ["senior"],
    "en": ["adviser"],
    "en_plural": ["advisers"],
}


def roles(*tables: dict[str, Any]) -> Roles:
    return Roles.from_data({"role": list(tables)}, "roles.toml")


def test_the_rank_makes_an_envoy() -> None:
    read = roles(ENVOY, ADVISER).by_id
    assert read["envoy"].makes_envoy(frozenset())
    assert read["adviser"].makes_envoy(frozenset({"senior", "climate"}))
    assert not read["adviser"].makes_envoy(frozenset({"climate"}))


def test_nouns_are_terms_of_one_or_several() -> None:
    kinds = {term.phrase: term.kind for term in roles(ENVOY, ADVISER).terms()}
    assert kinds == {"envoy": "role", "特使": "role", "adviser": "role", "advisers": "role.several"}


@pytest.mark.parametrize(
    ("second", "where"),
    [
        ({**ADVISER, "en": ["envoy"]}, "role[1].en"),
        ({**ADVISER, "id": "envoy"}, "role[1].id"),
        ({**ADVISER, "tier": "boss"}, "role[1].tier"),
        ({**ADVISER, "like": "twin"}, "role[1].like"),
    ],
)
def test_wrong_roles_are_refused(second: dict[str, Any], where: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        roles(ENVOY, second)
    assert where in [mistake.where for mistake in caught.value.mistakes]


def test_bodies_and_their_names() -> None:
    data = {"organisation": [{"id": "State Department", "country": "US", "names": ["department of state", "国务院"]}]}
    read = Organisations.from_data(data, "organisations.toml")
    assert read.countries == {"State Department": "US"}
    assert {(term.phrase, term.exact) for term in read.terms()} == {
        ("State Department", True),
        ("department of state", False),
        ("国务院", True),
    }


def test_one_name_of_two_bodies_is_refused() -> None:
    data = {"organisation": [{"id": "A", "names": ["x"]}, {"id": "B", "names": ["x"]}, {"id": "A"}]}
    with pytest.raises(ConfigurationError) as caught:
        Organisations.from_data(data, "organisations.toml")
    assert [mistake.where for mistake in caught.value.mistakes] == ["organisation[1].names", "organisation[2].id"]
