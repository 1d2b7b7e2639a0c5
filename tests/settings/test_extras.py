"""What needs a library that not everybody has."""

from __future__ import annotations

import pytest

from monitor.settings.extras import check_apprise_url, demand


def test_without_the_library_it_says_what_to_install() -> None:
    with pytest.raises(ValueError, match=r"needs the extra chat: pip install 'envoy-monitor\[chat\]'"):
        demand("no_such_library", "chat")


@pytest.mark.parametrize("url", ["slack://T1/B1/ccc/#desk", "json://localhost/in", "tgram://123456789:abcdefg/42"])
def test_addresses_that_apprise_knows(url: str) -> None:
    check_apprise_url(url)


@pytest.mark.parametrize("url", ["slak://T1/B1/ccc", "slack://", "tgram://nothing"])
def test_addresses_that_it_does_not(url: str) -> None:
    with pytest.raises(ValueError, match="is no Apprise URL"):
        check_apprise_url(url)
