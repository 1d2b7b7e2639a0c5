"""Reading on a Dask cluster, and on this machine whenever the cluster is not there.

    cluster = Cluster("tls://scheduler.example.org:8786", local=WorkerPool(2, memory), …)
    story = await asyncio.wrap_future(cluster.within(timedelta(seconds=20)).submit(read, page))

    submit ─▶ cluster ─▶ answer
       │         ╰─ worker or scheduler lost, nobody there, too late, unfit ─▶ local pool ─▶ answer
       ╰─ not connected ─▶ local pool ─▶ answer

No piece of work is lost: reading is a pure function, so that a piece whose worker vanished is simply done here. A
thread looks after the connection once a second, warns when the cluster goes and tells when it is back.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ParamSpec, Protocol, TypeVar

from monitor.adapters.cluster_worker import Answer, Limits
from monitor.core.errors import WorkerLost

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
CONNECT_WITHIN_S = 5.0
PATIENCE = 3
"""A piece is taken back when the cluster has not answered after so many times its limit and"""
QUEUE_S = 60.0
"""so long in its queue."""
UNFIT_LOOKS = 60
"""Looks until a cluster whose workers cannot do the work is tried again."""


class Local(Protocol):
    """The pool of this machine."""

    def within(self, limit: timedelta) -> Executor:
        """The same, with a time limit of its own."""
        ...

    def near(self, limit: timedelta) -> Executor:
        """The same, for what is small."""
        ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End it."""
        ...


class Connection(Protocol):
    """A cluster that is there. `distributed` stands behind it, or a test."""

    def submit(
        self, limits: Limits, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Future[Answer]:
        """Have a worker do it."""
        ...

    def threads(self) -> int:
        """How many pieces it can do at once; 0: nobody is there. Raises OSError where it cannot be asked."""
        ...

    def close(self) -> None:
        """Leave it."""
        ...


@dataclass(eq=False)
class _Piece:
    """A piece of work on its way."""

    limits: Limits
    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outcome: Future[Any] = field(default_factory=Future)
    remote: Future[Answer] | None = None
    looks: int = 0
    """How often it was found not done."""
    _claimed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def claim(self) -> bool:
        """Whether the caller is the first who may give the outcome: the cluster's answer, or the local pool."""
        with self._lock:
            first, self._claimed = not self._claimed, True
        self.remote = None
        return first

    def settle(self, value: Any, error: BaseException | None) -> None:
        """Give the outcome."""
        if error is not None:
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(value)


class Cluster(Executor):
    """Work goes to the cluster while it is there. `limits` are those of a piece unless `within` says otherwise."""

    def __init__(
        self,
        address: str,
        local: Local,
        limits: Limits,
        connect: Callable[[], Connection],
        *,
        look_every: float = LOOK_EVERY_S,
        queue: float = QUEUE_S,
    ) -> None:
        self._address = address
        self._look_every = look_every
        self._queue = queue
        self._local = local
        self._limits = limits
        self._connect = connect
        self._connection: Connection | None = None
        self._threads = 0
        self._told: str | None = ""
        """Why the cluster is away, as was said last; None while it is there."""
        self._rests = 0
        self._pieces: set[_Piece] = set()
        self._end = threading.Event()
        self._watch = threading.Thread(target=self._look_after, name="cluster", daemon=True)
        self._watch.start()

    @property
    def is_there(self) -> bool:
        """Whether work goes to the cluster now."""
        return self._connection is not None and self._threads > 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do the work on the cluster, or here where it cannot be done there."""
        return self._begin(self._limits, fn, args, kwargs)

    def within(self, limit: timedelta) -> Executor:
        """The same, with a time limit of its own."""
        return _Within(self, replace(self._limits, seconds=limit.total_seconds()))

    def near(self, limit: timedelta) -> Executor:
        """This machine's pool: for what is so small that sending it around would cost more."""
        return self._local.near(limit)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster and end the local pool; with `wait`, after the work in hand."""
        if wait:
            for piece in list(self._pieces):
                piece.outcome.exception()
        self._end.set()
        if wait:
            self._watch.join()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        for piece in list(self._pieces):
            self._give_up(piece)
        self._local.shutdown(wait, cancel_futures=cancel_futures)

    def _begin(self, limits: Limits, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[T]:
        piece = _Piece(limits, fn, args, kwargs)
        piece.outcome.set_running_or_notify_cancel()  # from now on it is settled once, by us
        self._pieces.add(piece)
        connection = self._connection
        if connection is None or not self.is_there:
            self._do_here(piece)
            return piece.outcome
        try:
            remote = piece.remote = connection.submit(limits, fn, args, kwargs)
        except Exception as error:  # whatever the library says: the work is done
            log.debug("not sent: %s", error, extra={"event": "cluster.refused"})
            self._do_here(piece)
        else:
            remote.add_done_callback(lambda remote: self._answered(piece, remote))
        return piece.outcome

    def _answered(self, piece: _Piece, remote: Future[Answer]) -> None:
        """The cluster is done with a piece, in one way or another."""
        error = None if remote.cancelled() else remote.exception()
        if remote.cancelled() or error is not None:
            log.debug("came to nothing: %s", error, extra={"event": "cluster.lost_piece"})
            self._do_here(piece)
            return
        answer = remote.result()
        if answer.unfit is not None:
            self._leave(f"a worker {answer.unfit}", UNFIT_LOOKS)
            self._do_here(piece)
        elif piece.claim():
            self._pieces.discard(piece)
            piece.settle(answer.value, answer.error)

    def _do_here(self, piece: _Piece) -> None:
        remote = piece.remote
        if not piece.claim():
            return
        if remote is not None:
            remote.cancel()
        pool = self._local.within(timedelta(seconds=piece.limits.seconds))
        try:
            here = pool.submit(piece.fn, *piece.args, **piece.kwargs)
        except RuntimeError:
            self._give_up(piece)
            return
        here.add_done_callback(lambda done: self._done_here(piece, done))

    def _done_here(self, piece: _Piece, done: Future[Any]) -> None:
        if done.cancelled():
            self._give_up(piece)
            return
        self._pieces.discard(piece)
        error = done.exception()
        piece.settle(None if error else done.result(), error)

    def _give_up(self, piece: _Piece) -> None:
        """The pool has ended, and the work with it."""
        piece.claim()
        self._pieces.discard(piece)
        if not piece.outcome.done():
            piece.settle(None, WorkerLost("was left undone: the program ends"))

    def _look_after(self) -> None:
        """The watch: connect, count the workers, take back what came too late."""
        while True:
            try:
                self._look()
            except Exception:
                log.exception("a defect in looking after the cluster", extra={"event": "defect"})
            if self._end.wait(self._look_every):
                return

    def _look(self) -> None:
        if self._rests > 0:
            self._rests -= 1
        elif self._connection is None:
            self._join()
        else:
            try:
                self._threads = self._connection.threads()
            except OSError as error:
                self._leave(str(error))
        if self._connection is not None:
            self._tell(None if self._threads else "it has no workers")
        for piece in list(self._pieces):
            if piece.remote is None:
                continue
            piece.looks += 1
            if not self.is_there or piece.looks * self._look_every > self._queue + PATIENCE * piece.limits.seconds:
                self._do_here(piece)

    def _join(self) -> None:
        try:
            connection = self._connect()
        except OSError as error:
            self._leave(str(error))
            return
        if self._end.is_set():
            connection.close()
            return
        self._connection = connection
        try:
            self._threads = connection.threads()
        except OSError as error:
            self._leave(str(error))

    def _leave(self, why: str, rest: int = 0) -> None:
        connection, self._connection, self._threads = self._connection, None, 0
        self._rests = rest
        self._tell(why)
        if connection is not None:
            # Not in this thread: the library's own may be the one that calls, and it would wait for itself.
            threading.Thread(target=connection.close, name="cluster.close", daemon=True).start()

    def _tell(self, why: str | None) -> None:
        """Say once that the cluster is away, and why, or that it is there."""
        if why == self._told:
            return
        self._told = why
        if why is None:
            said = {"event": "cluster.joined", "threads": self._threads}
            log.info("pages are read on %s, %d at once", self._address, self._threads, extra=said)
        else:
            log.warning("%s: %s; pages are read here", self._address, why, extra={"event": "cluster.away"})


class _Within(Executor):
    def __init__(self, cluster: Cluster, limits: Limits) -> None:
        self._cluster = cluster
        self._limits = limits

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._cluster._begin(self._limits, fn, args, kwargs)
