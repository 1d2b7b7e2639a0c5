"""Wishes for silence."""

from datetime import timedelta

import pytest

from monitor.core.delivery.muting import Mute, pair_value, why_muted
from tests.support.alerts import alert, body
from tests.support.clock import START


@pytest.mark.parametrize(
    "mute",
    [
        Mute("meeting", "meeting-1"),
        Mute("pair", pair_value("Lin Weiguo", "Dana Okafor")),
        Mute("pair", pair_value("dana okafor", "LIN WEIGUO")),
        Mute("source", "example wire"),
        Mute("meeting", "meeting-1", until=START + timedelta(seconds=1)),
    ],
)
def test_covered(mute: Mute) -> None:
    assert why_muted([Mute("meeting", "other"), mute], alert(), START) == f"muted: {mute.what} {mute.value}"


@pytest.mark.parametrize(
    "mute",
    [
        Mute("meeting", "meeting-2"),
        Mute("pair", pair_value("Dana Okafor", "He Jun")),
        Mute("source", "Wire"),
        Mute("meeting", "meeting-1", until=START),
    ],
)
def test_not_covered(mute: Mute) -> None:
    assert why_muted([mute], alert(), START) is None


def test_an_alert_without_a_story_is_no_source_s() -> None:
    content = body()
    content["data"]["story"] = None
    assert why_muted([Mute("source", "Example Wire")], alert(content=content), START) is None
