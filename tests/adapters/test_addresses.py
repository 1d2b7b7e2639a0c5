import socket

import pytest

from monitor.adapters.addresses import PrivateAddress, check_url, guard, is_public
from monitor.core.errors import Refused


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8"],
)
def test_the_public_internet_is_open(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.0.0.2", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.88.99.1", "192.0.2.1", "198.18.0.1",
        "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::", "2001::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "5f00::1",
        "localhost", "", "1.2.3",
    ],
)  # fmt: skip
def test_inner_translated_and_set_aside_addresses_are_closed(address: str) -> None:
    assert not is_public(address)


def test_a_socket_is_made_for_public_addresses_only() -> None:
    make = guard(is_public)
    with make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))) as made:
        assert made.family == socket.AF_INET
    with pytest.raises(PrivateAddress, match=r"10\.0\.0\.1 is no public address"):
        make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "https://example.org:8443/a?b=c", "http://127.0.0.1:8899/", "http://[2606:4700::1]/x"],
)
def test_plain_web_addresses_pass(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "file is neither"),
        ("gopher://example.org/1", "gopher is neither"),
        ("//example.org/x", "no scheme"),
        ("javascript:alert(1)", "javascript is neither"),
        ("http:///x", "names no host"),
        ("http://user:secret@example.org/", "carries a name or password"),
        ("http://@example.org/", "carries a name or password"),
        ("http://example.org:25/", "port 25 belongs to another service"),
        ("http://example.org:0025/", "port 25 belongs to another service"),
        ("http://example.org:25#x", "port 25 belongs to another service"),
        ("http://example.org\\@other.example.org/", "carries a name or password"),
        ("http://example.org:6667/", "port 6667 belongs to another service"),
        ("http://example.org:0/", "port 0 belongs to another service"),
        ("http://example.org:99999/", "is no address"),
        ("http://[::1/", "is no address"),
        ("http://example.org/" + "a" * 2048, "characters long"),
    ],
)
def test_everything_else_is_refused_with_its_reason(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        check_url(url)
    assert "secret" not in str(refused.value)
