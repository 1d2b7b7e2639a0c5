"""Countries, cities and venues by name in every language: config/places.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.lexicon import Term


@dataclass(frozen=True, slots=True)
class City:
    """A city, or a venue that the news names instead of one."""

    name: str
    """Its English name."""
    country: str
    """ISO 3166 alpha-2."""
    zone: str | None
    """IANA time zone; None where the country's is meant."""


@dataclass(frozen=True, slots=True)
class Places:
    """Everything with a place on the map. Lexicon keys: a country's code; a city's or venue's English name."""

    countries: Mapping[str, str]
    """English name by code."""
    zones: Mapping[str, str]
    """IANA time zone of a country's capital, by code."""
    seats: Mapping[str, str]
    """A country's capital ("in the Icelandic capital"), by code."""
    cities: Mapping[str, City]
    capitals: Mapping[str, str]
    """The country whose government a city stands for ("Beijing said"), by the city."""
    venues: Mapping[str, City]
    """The city (its name may be empty where only the country is known) that holds a venue, by the venue's name."""
    spellings: tuple[Term, ...]

    def terms(self) -> Iterable[Term]:
        """Every name, for the lexicon."""
        return self.spellings

    def zone_of(self, city: str | None, country: str | None) -> str | None:
        """The IANA time zone of a place, None where it is not known."""
        known = self.cities.get(city or "")
        if known:
            return known.zone or self.zones.get(known.country)
        return self.zones.get(country or "")

    @classmethod
    def from_data(cls, data: Table, file: str) -> Places:
        """Read `[[country]]`, `[[city]]`, `[[venue]]`, `[[region]]`; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "country city venue region")
        countries: dict[str, str] = {}
        zones: dict[str, str] = {}
        seats: dict[str, str] = {}
        spellings: list[Term] = []
        for where, table in reader.tables(data, "country"):
            reader.only(table, "id name names people zone capital", where)
            code, name = reader.text(table, "id", where), reader.text(table, "name", where)
            countries[code] = name
            if "capital" in table:
                seats[code] = reader.text(table, "capital", where)
            if "zone" in table:
                zones[code] = _zone(reader, table, where)
            spellings += (
                Term("country", code, spelling, True) for spelling in (name, *reader.texts(table, "names", where))
            )
            spellings += (Term("demonym", code, spelling, True) for spelling in reader.texts(table, "people", where))
        capitals: dict[str, str] = {}
        cities: dict[str, City] = {}
        venues: dict[str, City] = {}
        for kind, into in (("city", cities), ("venue", venues), ("region", {})):
            for where, table in reader.tables(data, kind):
                reader.only(table, "id names country zone city government", where)
                name, country = reader.text(table, "id", where), reader.text(table, "country", where)
                if country not in countries:
                    reader.wrong(
                        f"{where}.country", f"{country!r} is no country of this file", "the id of a [[country]]"
                    )
                zone = _zone(reader, table, where) if "zone" in table else None
                if "government" in table:
                    capitals[name] = reader.text(table, "government", where)
                into[name] = City(reader.text(table, "city", where, "") if kind == "venue" else name, country, zone)
                key = country if kind == "region" else name
                spellings += (
                    Term(kind, key, spelling, True) for spelling in (name, *reader.texts(table, "names", where))
                )
        reader.finish()
        return cls(countries, zones, seats, cities, capitals, venues, tuple(dict.fromkeys(spellings)))


def _zone(reader: Reader, table: Table, where: str) -> str:
    name = reader.text(table, "zone", where)
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError):
        reader.wrong(f"{where}.zone", f"{name!r} is no time zone", 'an IANA name such as "Asia/Shanghai"')
        return name
