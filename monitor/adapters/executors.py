"""Where pages are read: in this process, in processes of this machine, or on a cluster. The code that hands work out
knows no difference."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from monitor.adapters.workers import InProcess, WorkerPool
from monitor.settings import WorkersSettings

P = ParamSpec("P")
T = TypeVar("T")


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


class OneMachine(Executor):
    """Processes for pages, half as many others for feeds: no thousand of feeds and no bomb holds up a story."""

    def __init__(self, settings: WorkersSettings, own: Path | None) -> None:
        preload = () if own else ("monitor.parsing.acquainted",)
        self._pages = WorkerPool(settings.processes, settings.memory, preload=preload)
        self._feeds = WorkerPool(max(1, settings.processes // 2), settings.memory, preload=preload)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a page read."""
        return self._pages.submit(fn, *args, **kwargs)

    def within(self, limit: timedelta) -> Executor:
        """For pages, with a time limit for each."""
        return self._pages.within(limit)

    def near(self, limit: timedelta) -> Executor:
        """For feeds, with a time limit for each."""
        return self._feeds.within(limit)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End both."""
        self._pages.shutdown(wait, cancel_futures=cancel_futures)
        self._feeds.shutdown(wait, cancel_futures=cancel_futures)


def build_workers(settings: WorkersSettings, own: Path | None) -> Workers:
    """The executor that the configuration names; `own` is the operator's folder of knowledge."""
    if settings.dask is None:
        return OneMachine(settings, own) if settings.processes else InProcess()
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
    # What the cluster could not do is done here, with limits in any case: it may be what broke the cluster.
    local = OneMachine(settings.model_copy(update={"processes": max(1, settings.processes)}), own)
    limits = Limits(settings.time.total_seconds(), settings.memory, own, fingerprint(own))
    return Cluster(address, local, limits, lambda: connect(address, certificates))
