"""Where pages are read: in this process, in processes of this machine, or on a cluster. The code that hands work out
knows no difference."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from monitor.adapters.workers import InProcess, WorkerPool
from monitor.settings import WorkersSettings


class Workers(Protocol):
    """An executor of any kind."""

    def within(self, limit: timedelta) -> Executor:
        """The same, with a time limit for each piece of work."""
        ...

    def near(self, limit: timedelta) -> Executor:
        """The same, on this machine: for what is so small that sending it around would cost more."""
        ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End it; without `wait`, in the middle of the work."""
        ...


def build_workers(settings: WorkersSettings, own: Path | None) -> Workers:
    """The executor that the configuration names; `own` is the operator's folder of knowledge."""
    local = WorkerPool(settings.processes, settings.memory) if settings.processes else InProcess()
    if settings.dask is None:
        return local
    from monitor.adapters.cluster import Cluster
    from monitor.adapters.cluster_worker import Limits
    from monitor.adapters.dask import Certificates, connect
    from monitor.adapters.fingerprint import fingerprint

    address = settings.dask
    ca, certificate, key = (
        value.get_secret_value() if value else None
        for value in (settings.dask_ca, settings.dask_cert, settings.dask_key)
    )
    # A secret's file is read without its last line break; Dask takes one line for a path.
    certificates = Certificates(*(f"{text}\n" if text else None for text in (ca, certificate, key)))
    limits = Limits(settings.time.total_seconds(), settings.memory, own, fingerprint(own))
    return Cluster(address, local, limits, lambda: connect(address, certificates))
