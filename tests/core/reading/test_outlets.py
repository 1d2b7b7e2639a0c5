"""Outlets found by name and host, and a wrong file refused whole."""

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.outlets import Outlets

FIRST = {
    "name": "The Evening Post",
    "aliases": ["晚邮报", "Evening Post Online"],
    "hosts": ["post.example"],
    "tier": "newspaper",
}
DATA: dict[str, object] = {
    "outlet": [
        FIRST,
        {"name": "Wire One", "ordinary": ["Wire"], "hosts": ["one.example", "zh.post.example"], "tier": "agency"},
    ]
}
OUTLETS = Outlets.from_data(DATA, "outlets.toml")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("The Evening Post", "The Evening Post"),
        ("evening post", "The Evening Post"),
        ("晚邮报", "The Evening Post"),
        ("WIRE", "Wire One"),
        ("Morning Post", None),
        ("", None),
    ],
)
def test_by_name(name: str, found: str | None) -> None:
    outlet = OUTLETS.named(name)
    assert (outlet.name if outlet else None) == found


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("post.example", "The Evening Post"),
        ("www.post.example", "The Evening Post"),
        ("amp.news.post.example", "The Evening Post"),
        ("zh.post.example", "Wire One"),
        ("notpost.example", None),
        ("example", None),
        ("", None),
    ],
)
def test_by_host(host: str, found: str | None) -> None:
    outlet = OUTLETS.at(host)
    assert (outlet.name if outlet else None) == found


def test_ordinary_words_are_no_terms_of_sentences() -> None:
    phrases = [term.phrase for term in OUTLETS.terms()]
    assert phrases == ["The Evening Post", "晚邮报", "Evening Post Online", "Wire One"]


@pytest.mark.parametrize(
    ("outlet", "wrong"),
    [
        ({"aliases": ["x"]}, "has no name"),
        ({"name": " "}, "has no name"),
        ("a word", "has no name"),
        ({"name": "A", "aliases": "x"}, "A).aliases: is no list of strings"),
        ({"name": "A", "hosts": [1]}, "A).hosts: is no list of strings"),
        ({"name": "A", "tier": "blog"}, "'blog' is unknown"),
        ({"name": "A", "aliases": ["evening  post"]}, "also names The Evening Post"),
    ],
)
def test_every_mistake_is_named(outlet: object, wrong: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Outlets.from_data({"outlet": [FIRST, outlet, {}]}, "own/outlets.toml")
    assert wrong in str(refused.value)
    assert "outlet 3: has no name" in str(refused.value)


def test_no_table_is_no_outlet() -> None:
    assert Outlets.from_data({"outlet": "x"}, "outlets.toml").all == ()
