from __future__ import annotations

from typing import Any

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.places import Places
from tests.support.reading import knowledge

COUNTRY = {"id": "CH", "name": "Switzerland", "names": ["瑞士"], "people": ["Swiss"], "zone": "Europe/Zurich"}
GENEVA = {"id": "Geneva", "country": "CH", "names": ["日内瓦"]}


def read(**tables: list[dict[str, Any]]) -> Places:
    return Places.from_data({"country": [COUNTRY], **tables}, "places.toml")


def test_names_lead_to_places() -> None:
    places = read(city=[GENEVA], venue=[{"id": "Palais", "country": "CH", "city": "Geneva"}])
    terms = {(term.kind, term.key, term.phrase) for term in places.terms()}
    assert ("demonym", "CH", "Swiss") in terms
    assert ("city", "Geneva", "日内瓦") in terms
    assert places.venues["Palais"].name == "Geneva"


def test_a_city_keeps_its_countrys_time_unless_it_has_its_own() -> None:
    places = read(city=[GENEVA, {"id": "Lima", "country": "CH", "zone": "America/Lima"}])
    assert places.zone_of("Geneva", None) == "Europe/Zurich"
    assert places.zone_of("Lima", None) == "America/Lima"
    assert places.zone_of(None, "CH") == "Europe/Zurich"
    assert places.zone_of("Atlantis", None) is None


@pytest.mark.parametrize(
    ("city", "where"),
    [
        ({"id": "Bonn", "country": "XX"}, "city[0].country"),
        ({"id": "Bonn", "country": "CH", "zone": "Mars/Base"}, "city[0].zone"),
        ({"country": "CH"}, "city[0].id"),
        ({"id": "Bonn", "country": "CH", "size": 1}, "city[0].size"),
    ],
)
def test_wrong_places_are_refused(city: dict[str, Any], where: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(city=[city])
    assert where in [mistake.where for mistake in caught.value.mistakes]


def test_every_city_of_the_news_has_a_time_zone() -> None:
    places = knowledge().places
    assert [name for name in places.cities if not places.zone_of(name, None)] == []
    assert places.capitals["Beijing"] == "CN"
