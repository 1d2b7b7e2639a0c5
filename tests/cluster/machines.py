"""Machines of their own for the nodes of a cluster: network namespaces on one bridge, where root may make them."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

BRIDGE = "envoybr0"
NETWORK = "10.231.77"
OURS = f"{NETWORK}.1"
"""The address of this machine on the bridge."""


def possible() -> bool:
    """Whether namespaces can be made here."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    probe = "envoy-probe"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode == 0
    if made:
        subprocess.run(["ip", "netns", "del", probe], check=False)
    return made


@contextlib.contextmanager
def machines(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """A namespace for each of `names`, joined by a bridge; their addresses. All is taken down at the end."""
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{OURS}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        addresses = {name: f"{NETWORK}.{number}" for number, name in enumerate(names, start=10)}
        for name, address in addresses.items():
            _add(name, address)
        yield addresses
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", _space(name)], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def inside(name: str) -> list[str]:
    """What a command is put behind to run there."""
    return ["ip", "netns", "exec", _space(name)]


def _add(name: str, address: str) -> None:
    outer, inner = f"ev-{name}"[:15], "eth0"
    _ip("netns", "add", _space(name))
    _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", _space(name))
    _ip("link", "set", outer, "master", BRIDGE, "up")
    for words in (
        ("addr", "add", f"{address}/24", "dev", inner),
        ("link", "set", inner, "up"),
        ("link", "set", "lo", "up"),
    ):
        _ip("-n", _space(name), *words)


def _space(name: str) -> str:
    return f"envoy-{name}"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
