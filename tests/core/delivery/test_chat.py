"""Alerts as chat messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.delivery.chat import chat_message
from monitor.core.delivery.digest import digest
from monitor.core.delivery.warning import channel_disabled
from tests.support.alerts import SOURCES, alert, body
from tests.support.clock import START

UPDATE = alert(
    content=body(status="held", changes={"status": ["announced", "held"]}, evidence=["They met."]),
    sources=SOURCES,
    confidence=0.97,
)


def test_it_says_everything_in_a_reader_s_order() -> None:
    message = chat_message(UPDATE, 3500)
    assert message.title == "Held: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026"
    assert message.body == (
        "When: 3–5 May 2026\nWhere: Chengdu, China (Jinjiang Hotel)\nHow: In person\nStatus: Held\n"
        "Confirmed by China · 4 stories from 3 outlets · confidence 97%\n\n"
        "What changed\nStatus: Announced → Held\n\n"
        "Who\n• Dana Okafor (United States), US special envoy for climate\n"
        "• Lin Weiguo (China), special envoy for climate change\n\n"
        "“They met.”\n\n"
        "Envoys to meet in Chengdu (Example Wire · English · 20 April 2026)\nhttps://wire.example.org/envoys\n\n"
        "中美气候特使将在成都会谈 (示例新闻 · Chinese · 20 April 2026)\nhttps://xinwen.example.cn/1\n\n"
        "envoy-monitor, alert msg_1"
    )


@pytest.mark.parametrize(
    ("most", "kept", "left_out"),
    [
        (420, ["What changed", "wire.example.org"], ["Who", "They met"]),
        (260, ["When: 3–5 May 2026", "What changed"], ["wire.example.org", "msg_1"]),
        (140, ["When: 3–5 May 2026"], ["What changed"]),
    ],
)
def test_what_matters_least_is_left_out_first(most: int, kept: list[str], left_out: list[str]) -> None:
    text = chat_message(UPDATE, most).body
    assert [word for word in kept if word not in text] == []
    assert [word for word in left_out if word in text] == []


@given(st.integers(140, 4000), st.text(max_size=400))
def test_it_never_grows_beyond_what_the_service_takes(most: int, words: str) -> None:
    made = alert(content=body(title=words, venue=words, evidence=[words]), sources=SOURCES)
    for message in (chat_message(made, most), chat_message(digest("d", "daily", "2026-01-01", START, [made]), most)):
        assert len(message.title) + len(message.body) <= most
        assert message.body


@pytest.mark.parametrize("call", ["@everyone", "<!channel>", "<@U123>", "<#C1>"])
def test_a_headline_calls_nobody(call: str) -> None:
    message = chat_message(alert(content=body(title=f"Talks {call}", evidence=[f"Hear {call}"])), 3500)
    assert "Talks" in message.title
    assert call not in message.title + message.body


def test_a_digest_is_a_list_of_meetings() -> None:
    made = digest("dig_1", "weekly", "2026-04-20", START, [UPDATE, alert(2, body(id="other", title="Another"))])
    message = chat_message(made, 3500)
    assert message.title == "Weekly digest, 20 April 2026: 2 meetings"
    assert message.body.startswith(
        "Held: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026\n"
        "3–5 May 2026, Chengdu, China (Jinjiang Hotel) · Held\nStatus: Announced → Held\n"
    )
    assert "\n\nNew meeting: Another\n" in message.body


def test_a_long_digest_says_how_many_more_there_are() -> None:
    many = [alert(number, body(id=f"m{number}", title=f"Meeting {number}")) for number in range(9)]
    message = chat_message(digest("dig_1", "daily", "2026-04-20", START, many), 900)
    assert "Meeting 1" in message.body
    assert message.body.endswith(" more")
    assert message.title.endswith("9 meetings")


def test_a_disabled_channel() -> None:
    message = chat_message(channel_disabled("desk", "answered 410 Gone", START), 3500)
    assert message.title == "Channel disabled: desk"
    assert message.body.startswith("answered 410 Gone\n\nWhat waited")
