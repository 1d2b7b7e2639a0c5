"""What needs a library that not everybody has: looked for, and its keys tried, while the configuration is read.

So a reload with a key that does not fit is refused, and the daemon goes on as before.
"""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def check_apprise_url(url: str) -> None:
    """Raises ValueError where the extra is not installed, or Apprise makes nothing of `url`."""
    demand("apprise", "apprise")
    import apprise

    if apprise.Apprise.instantiate(url, suppress_exceptions=True) is None:
        raise ValueError(
            "is no Apprise URL, or lacks something; see its service at https://github.com/caronc/apprise/wiki"
        )


def check_dask_address(address: str) -> str:
    """`address`, as it is. Raises ValueError where it names no scheduler, in clear one beyond this machine, or the
    extra is not installed."""
    parts = urlsplit(address)
    try:
        named = parts.scheme in ("tls", "tcp") and parts.hostname and parts.port
    except ValueError:
        named = None
    if not named:
        raise ValueError('is no address of a scheduler; write it like "tls://scheduler.example.org:8786"')
    if parts.scheme == "tcp" and parts.hostname not in _THIS_MACHINE:
        raise ValueError("is not encrypted: whoever reaches that scheduler could run programs here; use tls://")
    demand("distributed", "dask")
    return address


def demand(module: str, extra: str) -> None:
    """Raises ValueError, which says what to install, where `module` of the extra is not there."""
    if find_spec(module) is None:
        raise ValueError(f"needs the extra {extra}: pip install 'envoy-monitor[{extra}]'")
