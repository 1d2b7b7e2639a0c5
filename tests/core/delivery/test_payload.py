"""The webhook's body."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.delivery.payload import MOST_BYTES, webhook_body
from tests.support.alerts import body


def test_an_ordinary_alert_is_sent_whole() -> None:
    content = body(evidence=["中美气候特使会谈。"])
    assert json.loads(webhook_body(content)) == content


def test_long_texts_and_lists_are_cut_and_said_to_be() -> None:
    told = json.loads(webhook_body(body(evidence=["谈" * 3000] * 30)))
    assert told["truncated"] is True
    assert told["data"]["evidence"][0].endswith("…")
    assert told["data"]["meeting"]["id"] == "meeting-1"


@given(st.lists(st.text(st.characters(categories=None)), max_size=40), st.integers(1, 500))
def test_no_body_reaches_the_limit(evidence: list[str], times: int) -> None:
    content = body(evidence=[text * times for text in evidence], venue="場" * times * 50)
    encoded = webhook_body(content)
    assert len(encoded) < MOST_BYTES
    assert json.loads(encoded)["type"] == "meeting.new"


def test_a_structure_that_cannot_be_cut_is_a_defect() -> None:
    content: dict[str, Any] = {str(number): number for number in range(5000)}
    with pytest.raises(ValueError, match="structure"):
        webhook_body(content)
