from __future__ import annotations

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.introduction_patterns import COUNTRY, NAME, ROLE
from monitor.core.reading.people_words import PeopleWords
from tests.support.reading import knowledge


def test_wrong_tables_are_refused() -> None:
    data = {
        "script": "runes",
        "honorifics": "Mr",
        "names": {"syllable": "(", "nicknames": []},
        "introduction": [{"pattern": "{name} ("}, {"pattern": "{role} {name}", "effect": "x"}],
    }
    with pytest.raises(ConfigurationError) as caught:
        PeopleWords.from_data(data, "people.toml")
    assert {mistake.where for mistake in caught.value.mistakes} == {
        "script",
        "honorifics",
        "names.syllable",
        "names.nicknames",
        "introduction[0].pattern",
        "introduction[1].effect",
    }


def test_slots_become_symbols_and_tell_what_a_pattern_needs() -> None:
    data = {"script": "latin", "introduction": [{"pattern": "{role} {name}(?: of {country})?"}]}
    [introduction] = PeopleWords.from_data(data, "people.toml").introductions
    assert introduction.needs == {ROLE, NAME}
    match = introduction.pattern.fullmatch(f"{ROLE} {NAME} of {COUNTRY}")
    assert match
    assert match.start("country") == 7


def test_honorifics_tell_the_gender() -> None:
    honorifics = knowledge().language("en").people.honorifics
    assert (honorifics["Mr."], honorifics["Ms."], honorifics["Dr."]) == ("man", "woman", None)
