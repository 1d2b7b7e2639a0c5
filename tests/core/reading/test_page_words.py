"""What names in the markup and words around a story say."""

import pickle

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.outlets import Outlets
from monitor.core.reading.page_words import PageWords

DATA: dict[str, object] = {
    "markup": {"credit": ["credit", "image source"], "noise": ["related", "most read"], "date": ["date"]},
    "zones": {"CET": "+01:00"},
    "en": {
        "boilerplate_lines": ["Share this"],
        "boilerplate_starts": ["featured image:"],
        "promotion_starts": ["sign up"],
        "story_ends": ["Related articles"],
    },
    "zh": {"boilerplate_starts": ["责任编辑"], "story_ends": ["相关新闻"]},
}
WORDS = PageWords.from_data(DATA, "pages.toml")


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("photo-credit", "credit"),
        ("imageSource", "credit"),
        ("Article_image_source__x1Z", "credit"),
        ("most-read-list", "noise"),
        ("related date", "noise"),
        ("accredited", ""),
        ("most widely read", ""),
        ("image", ""),
        ("", ""),
    ],
)
def test_role_of_names(names: str, role: str) -> None:
    assert WORDS.role(names) == role
    assert WORDS.role(names) == role, "the second time it is remembered"


def test_memory_of_names_is_bounded() -> None:
    words = PageWords.from_data(DATA, "pages.toml")
    for number in range(5000):
        words.role(f"x{number}")
    assert words.role("photo-credit") == "credit"
    assert len(words._roles_seen) < 5000


@pytest.mark.parametrize(
    ("line", "boilerplate"),
    [
        ("SHARE THIS:", True),
        ("Featured image: Jane Roe / Flickr", True),
        ("（责任编辑：李某）", True),
        ("Share this hope, the envoy said.", False),
        ("The featured image: a wreck.", False),
        ("责任重大，编辑部表示", False),
        ("featured image: " + "word " * 80, False),
    ],
)
def test_boilerplate(line: str, boilerplate: bool) -> None:
    assert WORDS.is_boilerplate(line) is boilerplate


def test_promotions_and_ends() -> None:
    assert WORDS.is_promotion("Sign up to our letter")
    assert not WORDS.is_promotion("They sign up today")
    assert WORDS.ends_story("Related Articles")
    assert WORDS.ends_story("相关新闻")
    assert not WORDS.ends_story("Related articles were seized by customs")


def test_outlets_are_added_and_all_travels_to_workers() -> None:
    words = WORDS.knowing(Outlets.from_data({"outlet": [{"name": "Wire One"}]}, "outlets.toml"))
    assert words.outlets.named("wire one") is not None
    assert WORDS.outlets.named("wire one") is None
    assert pickle.loads(pickle.dumps(words)).role("photo-credit") == "credit"


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"en": ["x"]}, "en: is no table"),
        ({"en": {"credits": ["x"]}}, "en.credits: is unknown"),
        ({"en": {"months": "january"}}, "en.months: is no list of strings"),
        ({"markup": {"credit": ["x", " "]}}, "markup.credit: is no list of strings"),
        ({"zones": {"CET": 1}}, "zones.CET: 1 is no offset"),
        ({"zones": {"CET": "+1"}}, "zones.CET: '+1' is no offset"),
    ],
)
def test_every_mistake_is_named(data: dict[str, object], wrong: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        PageWords.from_data({**data, "xx": 1}, "own/pages.toml")
    assert wrong in str(refused.value)
    assert "xx: is no table" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("Every Friday, the week in your inbox.", True),
        ("This article is reserved for subscribers.", True),
        ("“It lands in your inbox and stays there,” Roe said.", False),
        ("The envoys met.", False),
        ("Roe waited " + "and waited " * 12 + "for an answer in your inbox.", False),
    ],
)
def test_offers_are_short_and_quote_nobody(text: str, offer: bool) -> None:
    words = PageWords(offers=("in your inbox", "reserved for subscribers"))
    assert words.is_offer(text) == offer


def test_names_that_say_nothing() -> None:
    words = PageWords(markup={"nothing": ("text with summary",), "standfirst": ("summary",)})
    assert (words.role("field text-with-summary"), words.role("field-summary")) == ("", "standfirst")
