import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling import websub
from monitor.core.polling.websub import Subscription, linked, signature_fits
from tests.support.clock import START

TOPIC = "https://wire.example.org/rss"
HUB = "https://hub.example.org/"
WANTED = Subscription(HUB, TOPIC, "token", "secret", START)


def test_a_request_is_not_a_subscription_until_the_hub_asks_back() -> None:
    assert not websub.expects(WANTED, "subscribe", TOPIC)
    asked = websub.asked(WANTED, START)
    assert websub.expects(asked, "subscribe", TOPIC)
    assert START < asked.due_at < START + timedelta(days=1)


@pytest.mark.parametrize(
    ("mode", "topic"), [("unsubscribe", TOPIC), ("subscribe", HUB), ("", TOPIC), ("denied", TOPIC)]
)
def test_only_what_was_asked_for_is_confirmed(mode: str, topic: str) -> None:
    assert not websub.expects(websub.asked(WANTED, START), mode, topic)


@pytest.mark.parametrize(
    ("given_seconds", "renewed_after"),
    [
        ("864000", timedelta(days=8)),
        ("3600", timedelta(minutes=48)),
        ("1", timedelta(minutes=8)),
        ("999999999", timedelta(days=72)),
        ("", timedelta(days=8)),
        ("-5", timedelta(days=8)),
        ("soon", timedelta(days=8)),
    ],
)
def test_a_lease_is_renewed_when_four_fifths_are_over(given_seconds: str, renewed_after: timedelta) -> None:
    active = websub.confirmed(websub.asked(WANTED, START), given_seconds, START)
    assert (active.state, active.due_at - START) == ("active", renewed_after)
    assert websub.expects(active, "subscribe", TOPIC), "a hub may ask twice"


def test_refusals_and_failures_are_tried_again_later() -> None:
    refused = websub.denied(WANTED, START)
    assert (refused.state, refused.due_at - START) == ("denied", timedelta(days=7))
    assert not websub.expects(refused, "subscribe", TOPIC)
    assert websub.failed(WANTED, START).due_at - START == timedelta(days=1)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_fits_its_body_and_no_other(method: str) -> None:
    right = hmac.new(b"secret", b"body", method).hexdigest()
    assert signature_fits("secret", f"{method}={right}", b"body")
    assert signature_fits("secret", f" {method.upper()}={right.upper()} ", b"body")
    assert not signature_fits("secret", f"{method}={right}", b"bodY")
    assert not signature_fits("other", f"{method}={right}", b"body")
    assert not signature_fits("secret", f"{method}={right[:-1]}", b"body")


@pytest.mark.parametrize("header", ["", "sha256", "sha256=", "md5=841a2d689ad86bd1611447453c22c6fc", "=", "sha256=é"])
def test_what_is_no_signature_never_fits(header: str) -> None:
    assert not signature_fits("secret", header, b"body")


@given(st.text(), st.binary())
def test_any_header_is_an_answer(header: str, body: bytes) -> None:
    assert not signature_fits("secret", header, body)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f'<{HUB}>; rel="hub"', HUB),
        (f"<{HUB}>;rel=hub", HUB),
        (f'<{TOPIC}>; rel="self", <{HUB}>; title="a, b"; rel="hub"', HUB),
        (f'<{HUB}>; rel="alternate hub"', HUB),
        ("</hub>; rel=hub", "https://wire.example.org/hub"),
        (f"<{HUB}>", None),
        (f'<{HUB}>; rel="hubble"', None),
        ("<javascript:x>; rel=hub", None),
        ("<http://[/>; rel=hub", None),
        ("", None),
    ],
)
def test_a_hub_is_found_in_link_headers(header: str, expected: str | None) -> None:
    assert linked({"link": header}, "hub", TOPIC) == expected


@given(st.text(alphabet='<>;=", \\rel:/hub'))
def test_any_link_header_is_read(header: str) -> None:
    linked({"link": header}, "hub", TOPIC)
