"""Names of channels."""

import re

import pytest

from monitor.core.delivery.naming import apprise_name, email_name, webhook_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://hooks.example.org/envoys", "webhook:hooks.example.org/envoys"),
        ("http://127.0.0.1:8080/", "webhook:127.0.0.1:8080"),
        ("http://[::1]:9/in", "webhook:[::1]:9/in"),
    ],
)
def test_an_open_address_is_its_own_name(url: str, name: str) -> None:
    assert webhook_name(url) == name


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://hooks.example.org/services/T0001/B000/XyZ12345abc", "XyZ12345abc"),
        ("https://hooks.example.org/in?key=hush", "hush"),
        ("https://desk:hush@hooks.example.org/in", "hush"),
        ("https://hooks.example.org/0123456789", "0123456789"),
    ],
)
def test_no_key_shows(url: str, secret: str) -> None:
    name = webhook_name(url)
    assert secret not in name
    assert name.startswith("webhook:hooks.example.org")


def test_two_keys_at_one_address_are_two_channels() -> None:
    assert webhook_name("https://h.example/in?key=a") != webhook_name("https://h.example/in?key=b")


def test_a_mail_channel_is_called_by_its_first_address() -> None:
    assert email_name(("desk@example.org", "b@example.org")) == "email:desk@example.org"


def test_a_chat_service_shows_nothing_of_its_keys() -> None:
    name = apprise_name("Slack://TokenA/TokenB/TokenC/#desk")
    assert re.fullmatch(r"slack#[0-9a-f]{6}", name)
    assert name != apprise_name("slack://TokenA/TokenB/TokenD/#desk")
