"""The connection to a Dask cluster, through `distributed`'s own executor.

Imported only where a cluster is configured: the library is an extra, and takes a second to load.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from distributed import Client
from distributed.security import Security

from monitor.adapters.cluster import CONNECT_WITHIN_S
from monitor.adapters.cluster_worker import Answer, Limits, work

# What befalls the connection the cluster's watch tells, once and in one line; the library has a trace for each of it.
for name in ["distributed", *logging.root.manager.loggerDict]:
    if name.partition(".")[0] == "distributed":
        logging.getLogger(name).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Certificates:
    """For both sides of the connection, as PEM text; none for a scheduler on this machine (`tcp://127.0.0.1:…`)."""

    authority: str | None = None
    certificate: str | None = None
    key: str | None = field(default=None, repr=False)


class DaskConnection:
    """A cluster that is there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)

    def submit(
        self, limits: Limits, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Future[Answer]:
        """Have a worker do it."""
        future: Future[Answer] = self._executor.submit(work, limits, fn, args, kwargs)
        return future

    def threads(self) -> int:
        """The workers' threads. Raises OSError where the scheduler is gone or does not answer."""
        if self._client.status != "running":
            raise OSError("the scheduler is gone")
        try:
            asked = getattr(self._client.scheduler, "ncores")  # noqa: B009
            found: dict[str, int] = self._client.sync(asked, callback_timeout=CONNECT_WITHIN_S)
        except Exception as error:  # its own kinds of timeout and closed connection
            raise OSError(f"the scheduler does not answer ({type(error).__name__})") from error
        return sum(found.values())

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close(timeout=CONNECT_WITHIN_S)


def connect(address: str, certificates: Certificates) -> DaskConnection:
    """The cluster whose scheduler is at `address`. Raises OSError where it cannot be reached."""
    security = Security(
        tls_ca_file=certificates.authority,
        tls_client_cert=certificates.certificate,
        tls_client_key=certificates.key,
        require_encryption=address.startswith("tls://"),
    )
    try:
        client = Client(address, security=security, timeout=CONNECT_WITHIN_S, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise OSError(f"cannot be reached ({_first_line(error)})") from error
    return DaskConnection(client)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
