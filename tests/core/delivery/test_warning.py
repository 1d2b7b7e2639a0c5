"""The warning of a disabled channel."""

from datetime import timedelta

from monitor.core.delivery.warning import channel_disabled
from tests.support.clock import START


def test_it_says_which_and_why_under_one_id() -> None:
    warning = channel_disabled("desk", "answered 410 Gone", START)
    assert warning.body == {
        "type": "channel.disabled",
        "timestamp": "2023-07-17T08:00:00Z",
        "data": {"channel": "desk", "trouble": "answered 410 Gone"},
    }
    assert warning == channel_disabled("desk", "answered 410 Gone", START)
    assert warning.id != channel_disabled("desk", "answered 410 Gone", START + timedelta(seconds=1)).id
    assert warning.thread == warning.id
