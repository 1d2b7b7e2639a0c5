from __future__ import annotations

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.data import Reader


def mistakes(reader: Reader) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        reader.finish()
    return [f"{mistake.where}: {mistake.wrong}" for mistake in caught.value.mistakes]


def test_reads_what_is_right() -> None:
    reader = Reader("f.toml")
    assert reader.text({"a": "x"}, "a") == "x"
    assert reader.text({}, "a", default="y") == "y"
    assert reader.texts({"a": ["x", "y"]}, "a") == ("x", "y")
    assert reader.texts({}, "a") == ()
    assert reader.choice({"a": "x"}, "a", ("x", "y")) == "x"
    assert reader.tables({"t": [{"a": 1}]}, "t", "p") == [("p.t[0]", {"a": 1})]
    assert reader.pattern("a+", "p").fullmatch("aa")
    reader.only({"a": 1}, "a b")
    reader.finish()


def test_keeps_every_mistake() -> None:
    reader = Reader("f.toml")
    reader.text({}, "a", "p")
    reader.text({"a": 3}, "a")
    reader.texts({"a": "x"}, "a")
    reader.texts({"a": ["x", "x"]}, "a")
    reader.choice({"a": "z"}, "a", ("x",))
    reader.choice({}, "b", ("x",))
    assert reader.tables({"t": "x"}, "t") == []
    assert reader.pattern("(", "p.pattern").fullmatch("(") is None
    reader.only({"odd": 1}, "a b", "p")
    found = mistakes(reader)
    assert [line.partition(":")[0] for line in found] == ["p.a", "a", "a", "a", "a", "b", "t", "p.pattern", "p.odd"]
    assert "does not compile" in found[7]
