"""Whose word confirms a meeting."""

import pytest

from monitor.core.deciding.governments import Governments
from monitor.core.errors import ConfigurationError
from monitor.core.records import Place, Quote
from tests.support.meetings import meeting, story

OFFICES = Governments.from_data(
    {
        "US": {"names": ["State Department", "美国国务院"], "sites": ["state.gov"]},
        "CN": {"names": ["Foreign Ministry", "外交部"], "sites": ["mfa.gov.cn"]},
    },
    "governments.toml",
)
LINK = "https://wire.example.org/1"


def spoken(speaker: str | None) -> Quote:
    return Quote("We will meet.", speaker, None, None, Place(0, 0))


@pytest.mark.parametrize(
    ("evidence", "speaker", "outlet", "link", "expected"),
    [
        ("The envoys will meet, the state department said.", None, "Wire", LINK, ("US",)),
        ("外交部宣布，双方将举行会谈。", None, "Wire", LINK, ("CN",)),
        ("外交部與美國國務院同時宣布會談。", None, "Wire", LINK, ("US", "CN")),
        ("The envoys will meet.", "Foreign Ministry", "Wire", LINK, ("CN",)),
        ("The envoys will meet.", None, "State Department", LINK, ("US",)),
        ("The envoys will meet.", None, None, "https://www.mfa.gov.cn/a", ("CN",)),
        ("The envoys will meet.", None, "Wire", "https://mfa.gov.cn.example.org/a", ()),
        ("The envoys will meet, a diplomat said.", "Dana Okafor", "Wire", LINK, ()),
    ],
)
def test_confirms(evidence: str, speaker: str | None, outlet: str | None, link: str, expected: tuple[str, ...]) -> None:
    told = story(meeting(), outlet=outlet or "", quotes=(spoken(speaker),))
    assert OFFICES.speaking_in(told, meeting(evidence=(evidence,)), link) == expected


def test_every_mistake_in_the_file_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Governments.from_data({"FR": {}, "US": {"names": "State Department"}, "CN": {"sites": [1]}}, "own.toml")
    assert [mistake.where for mistake in caught.value.mistakes] == ["FR", "US.names", "CN.sites"]
