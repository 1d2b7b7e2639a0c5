"""Which addresses the program lets strangers send it to.

Feeds, stories and redirects are written by others: none of them may lead into the operator's own network. The last
word is had where a socket is made, which sees every address that is really connected to: redirects, and names that
resolve to something else a moment later, included.
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from monitor.core.errors import Refused

# Ranges that the standard library calls global, although what answers there may be inside: translations of IPv4
# addresses (the inner one decides), and what is set aside.
_TRANSLATED = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
_CLOSED = tuple(map(ip_network, ("192.88.99.0/24", "fec0::/10", "3fff::/20", "5f00::/16")))

# Ports of other services, which a browser refuses too (Fetch standard, "bad port"): a request there is an attack
# on a mail or print server in the monitor's name.
_CLOSED_PORTS = frozenset(
    map(
        int,
        """
        0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119
        123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989
        990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
        """.split(),  # noqa: SIM905 - as a list of strings it takes half a page
    )
)
_LONGEST_URL = 2048
# What nearly every address looks like; whatever does not is looked at part by part.
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]*[A-Za-z0-9](?::([0-9]{1,5}))?(?:[/?#]|$)")

AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
SocketFactory = Callable[[AddressInfo], socket.socket]


class PrivateAddress(OSError):
    """A connection to an inner address was asked for; no socket was made."""


def is_public(address: str) -> bool:
    """Whether `address` (text form, IPv4 or IPv6) lies on the public internet. What is no address does not."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return _is_open(parsed.ipv4_mapped)
        if any(parsed in network for network in _TRANSLATED):
            return False
    return _is_open(parsed)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    closed = any(address in network for network in _CLOSED if network.version == address.version)
    return address.is_global and not address.is_multicast and not closed


def guard(is_open: Callable[[str], bool]) -> SocketFactory:
    """What makes sockets for open addresses, and raises PrivateAddress for all others."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if not is_open(str(address[0])):
            raise PrivateAddress(errno.EACCES, f"{address[0]} is no public address")
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


def check_url(url: str) -> None:
    """Refuse what is no plain web address: another scheme, a name and password, a port of another service."""
    if len(url) > _LONGEST_URL:
        raise Refused(f"{url[:80]}…: is {len(url)} characters long; not fetched")
    if (plain := _PLAIN.match(url)) and (plain[1] is None or _is_open_port(int(plain[1]))):
        return
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"{url!r}: is no address ({error}); not fetched") from None
    if parts.scheme not in ("http", "https"):
        raise Refused(f"{url}: {parts.scheme or 'no scheme'} is neither http nor https; not fetched")
    if not parts.hostname:
        raise Refused(f"{url}: names no host; not fetched")
    if parts.username is not None or parts.password is not None:
        raise Refused(f"{parts.scheme}://…@{parts.hostname}: carries a name or password; not fetched")
    if port is not None and not _is_open_port(port):
        raise Refused(f"{url}: port {port} belongs to another service; not fetched")


def _is_open_port(port: int) -> bool:
    return port < 65536 and port not in _CLOSED_PORTS
