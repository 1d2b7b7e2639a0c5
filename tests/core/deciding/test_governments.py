"""Whose word confirms a meeting."""

from dataclasses import replace

import pytest

from monitor.core.deciding.governments import Governments
from monitor.core.errors import ConfigurationError
from monitor.core.records import Person, Place, Quote
from tests.support.meetings import meeting, story
from tests.support.reading import knowledge

OFFICES = knowledge().governments
LINK = "https://wire.example.org/1"


def spoken(speaker: str | None, text: str = "We will meet.") -> Quote:
    return Quote(text, speaker, None, None, Place(0, 0))


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("The envoys will meet, the state department said.", ("US",)),
        ("The envoys met at the White House on Tuesday, a diplomat said.", ()),
        ("A White House official confirmed that the envoys will meet.", ("US",)),
        ("The envoys met, the Montana State Departmental Review said.", ()),
        ("According to the State Department, the envoys will meet in May.", ("US",)),
        ("The envoys will meet, though the State Department declined to say where.", ()),
        ("Neither the State Department nor the White House said when the envoys meet.", ()),
        ("The envoys, who have not met since 2024, will meet in May, the State Department said.", ("US",)),
        ("The envoys will meet, China's foreign ministry said.", ("CN",)),
        ("The envoys will meet, China’s newly renamed Foreign Ministry said.", ("CN",)),
        ("The envoys will meet, the Ministry of Foreign Affairs of the People's Republic of China said.", ("CN",)),
        ("The envoys will meet, the foreign ministry in Beijing announced.", ("CN",)),
        ("In Beijing, the foreign ministry confirmed that the envoys will meet.", ("CN",)),
        ("The envoys will meet, South Korea's foreign ministry said.", ()),
        ("The envoys will meet, the Swiss Ministry of Foreign Affairs said.", ()),
        ("The envoys will meet, the foreign ministry said.", ()),
        ("The envoys met for China and for Korean foreign ministry officials said nothing.", ()),
        ("The envoys of China and the U.S. will meet, both governments said.", ("US", "CN")),
        ("State Department: climate envoys to meet in Chengdu", ("US",)),
        ("中国外交部宣布，双方将举行会谈。", ("CN",)),
        ("中國外交部與美國國務院同時宣布會談。", ("US", "CN")),
        ("韩国外交部5日宣布，中美特使将在釜山会谈。", ()),
        ("外交部宣布，双方将举行会谈。", ()),
        ("记者14日从生态环境部获悉，双方将举行会谈。", ("CN",)),
        ("外交部部长王毅6日会见了特使。", ()),
        ("美国国务院拒绝透露会谈地点。", ()),
        ("两国政府宣布，双方将举行会谈。", ("US", "CN")),
    ],
)
def test_an_office_confirms_where_it_speaks_and_is_known_to_be_the_countrys(
    evidence: str, expected: tuple[str, ...]
) -> None:
    assert OFFICES.speaking_in(story(meeting()), meeting(evidence=(evidence,)), LINK) == expected


SAID, SAID_IN_CHINESE = "The envoys will meet, a foreign ministry spokesman said.", "双方将会谈，外交部发言人表示。"


@pytest.mark.parametrize(
    ("evidence", "text", "link", "expected"),
    [
        (SAID, ["China's foreign ministry had been silent."], LINK, ("CN",)),
        (SAID, ["The Seoul-based trade group met South Korea's foreign ministry."], LINK, ()),
        (SAID, ["China's foreign ministry had been silent, like South Korea's foreign ministry."], LINK, ()),
        (SAID, ["Nothing else."], "https://www.daily.example.cn/1", ("CN",)),
        (SAID_IN_CHINESE, ["中国外交部网站发布了消息。"], LINK, ("CN",)),
        (SAID_IN_CHINESE, ["中国外交部网站发布了消息，韩国外交部也有通报。"], LINK, ()),
        (SAID_IN_CHINESE, ["没有别的。"], "https://news.example.cn/1", ("CN",)),
        (SAID_IN_CHINESE, ["没有别的。"], "https://news.example.tw/1", ()),
    ],
)
def test_whose_ministry_it_is_may_stand_elsewhere_in_the_story(
    evidence: str, text: list[str], link: str, expected: tuple[str, ...]
) -> None:
    told = story(meeting(), text=text)
    assert OFFICES.speaking_in(told, meeting(evidence=(evidence,)), link) == expected


@pytest.mark.parametrize(
    ("speaker", "words", "expected"),
    [
        ("State Department", "We will meet.", ("US",)),
        ("State Department", "We have no comment on travel.", ()),
        ("Chinese Foreign Ministry", "We will meet.", ("CN",)),
        ("Ministry of Foreign Affairs", "We will meet.", ()),
        ("Zhou Ming", "We will meet.", ("CN",)),
        ("Kim Dae", "We are glad to lend them a table.", ()),
        ("Dana Okafor", "We will meet.", ()),
        (None, "We will meet.", ()),
    ],
)
def test_who_is_quoted(speaker: str | None, words: str, expected: tuple[str, ...]) -> None:
    quote = spoken(speaker, words)
    people = (
        Person("Zhou Ming", "CN", "foreign ministry spokeswoman"),
        Person("Kim Dae", "KR", "foreign ministry spokesman"),
        Person("Dana Okafor", "US", "U.S. special envoy for climate"),
    )
    told = replace(story(meeting(), quotes=(quote,)), people=people)
    assert OFFICES.speaking_in(told, meeting(evidence=("The envoys will meet.",)), LINK) == expected


def test_a_confirmation_beside_counts_where_the_story_has_one_meeting() -> None:
    """A third country announces, one side confirms, the other does not answer."""
    text = [
        "The envoys of both countries will meet in Busan, South Korea's foreign ministry said on Thursday.",
        "The U.S. State Department confirmed the dates. China's embassy did not answer calls.",
    ]
    one, other = meeting(evidence=(text[0],)), meeting("2026-06-20", evidence=("They meet again in June.",))
    assert OFFICES.speaking_in(story(one, text=text), one, LINK) == ("US",)
    assert OFFICES.speaking_in(story(one, other, text=text), one, LINK) == ()
    back = meeting("2025-06-20", background=True)
    assert OFFICES.speaking_in(story(one, back, text=text), one, LINK) == ("US",)


@pytest.mark.parametrize(
    ("outlet", "link", "expected"),
    [
        ("State Department", LINK, ("US",)),
        ("", "https://www.mfa.gov.cn/a", ("CN",)),
        ("Wire", "https://mfa.gov.cn.example.org/a", ()),
    ],
)
def test_a_government_that_publishes_itself(outlet: str, link: str, expected: tuple[str, ...]) -> None:
    told = story(meeting(), outlet=outlet)
    assert OFFICES.speaking_in(told, meeting(evidence=("The envoys will meet.",)), link) == expected


def test_without_words_nobody_speaks() -> None:
    bare = Governments.from_data({"US": {"names": ["State Department"]}, "CN": {"shared": ["外交部"]}}, "own.toml")
    assert bare.speaking_in(story(meeting()), meeting(evidence=("The State Department said so.",)), LINK) == ()


def test_every_mistake_in_the_file_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Governments.from_data(
            {"FR": {}, "US": {"names": "State Department"}, "CN": {"sites": [1]}, "words": {"telling": 1}}, "own.toml"
        )
    assert [mistake.where for mistake in caught.value.mistakes] == ["FR", "US.names", "CN.sites", "words.telling"]
