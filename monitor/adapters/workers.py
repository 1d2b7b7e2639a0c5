"""Where strangers' bytes are read: processes that can neither stall the daemon nor eat the machine.

    pool = WorkerPool(2, memory=1024**3)
    story = await asyncio.wrap_future(pool.within(timedelta(seconds=20)).submit(read, page))

Children start at the first need, end after a while without any, and are replaced when they die, take too long or grow
too large. Both kinds here are `concurrent.futures.Executor`s, and so is a cluster's: the code that hands work out knows
no difference.
"""

from __future__ import annotations

import queue
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any, ParamSpec, TypeVar

from monitor.core.errors import MonitorError, WorkerLost

P = ParamSpec("P")
T = TypeVar("T")

# One helper process imports what all need, and each worker is a fork of it: replacing one takes milliseconds, and they
# share the memory of the libraries.
_PRELOADED = ["monitor.adapters.workers", "monitor.parsing.feed", "monitor.parsing.story", "htmldate"]


# The limit counts processor time, so that a busy machine makes no bomb of an honest page; by the clock it is this much.
_PATIENCE = 3

REST_S = 60.0
"""A child that long without work ends. Another one is a fork away, and what it had touched is free again."""


class _AtRest(WorkerLost):
    """The child had ended for want of work as this work came; nothing of it was begun."""


class WorkFailed(Exception):
    """A defect in the work itself: its traceback, as text."""


class InProcess(Executor):
    """Does the work at once, where it is. For one-offs, whose bytes are the user's own."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that is done already."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done

    def within(self, limit: timedelta) -> Executor:
        """The same; nothing ends what is done in one's own process."""
        return self

    near = within


class WorkerPool(Executor):
    """At most `size` processes of at most `memory` bytes each; `seconds` of processor time for each piece of work.

    `preload` names more modules that all of them need. It counts for the first pool of a process, whose fork server
    the later ones share.
    """

    def __init__(
        self, size: int, memory: int, seconds: float = 20.0, *, preload: Sequence[str] = (), rest: float = REST_S
    ) -> None:
        self._memory = memory
        self._rest = rest
        self._seconds = seconds
        self._context = ForkServerContext()
        self._context.set_forkserver_preload([*_PRELOADED, *preload])
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="worker")
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._children: set[_Child] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do the work within the pool's own time limit. The future raises WorkerLost where it passed a limit."""
        return self._threads.submit(self._run, self._seconds, fn, args, kwargs)

    def within(self, limit: timedelta) -> Executor:
        """The same processes, with a time limit of its own."""
        return _Within(self, limit.total_seconds())

    near = within

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with `wait`, after the work in hand, otherwise in the middle of it."""
        self._threads.shutdown(wait=False, cancel_futures=cancel_futures)
        if not wait:
            for child in list(self._children):
                child.end()
        self._threads.shutdown(wait=True)  # at most as long as a killed child takes to die
        while not self._idle.empty():
            self._idle.get().stop()

    def _run(self, seconds: float, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        try:
            well, result = self._try(self._take(), seconds, fn, args, kwargs)
        except _AtRest:
            well, result = self._try(self._start(), seconds, fn, args, kwargs)
        if well:
            return result  # type: ignore[no-any-return]
        raise result

    def _try(self, child: _Child, *work: Any) -> Any:
        try:
            outcome = child.do(*work)
        except BaseException:
            self._children.discard(child)
            child.kill()
            raise
        self._idle.put(child)
        return outcome

    def _take(self) -> _Child:
        """An idle child, or a new one. One that died in its idleness costs nobody's work."""
        while not self._idle.empty():
            try:
                child = self._idle.get_nowait()
            except queue.Empty:
                break
            if child.alive:
                return child
            self._children.discard(child)
            child.kill()
        return self._start()

    def _start(self) -> _Child:
        child = _Child(self._context, self._memory, self._rest)
        self._children.add(child)
        return child


class _Within(Executor):
    def __init__(self, pool: WorkerPool, seconds: float) -> None:
        self._pool = pool
        self._limit = seconds

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return self._pool._threads.submit(self._pool._run, self._limit, fn, args, kwargs)


class _Child:
    """One worker process and the pipe to it."""

    def __init__(self, context: ForkServerContext, memory: int, rest: float) -> None:
        self._pipe, inner = context.Pipe()
        self._process = context.Process(target=_serve, args=(inner, memory, rest), daemon=True)
        self._process.start()
        inner.close()
        self._pipe.recv()  # it is ready: its start does not count against the first work's time
        self._said = select.poll()  # the pipe's own poll makes one of these each time
        self._said.register(self._pipe, select.POLLIN)

    @property
    def alive(self) -> bool:
        """While idle it has nothing to say: what can be read from it now is its end."""
        return not self._said.poll(0)

    def do(self, seconds: float, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The result of the work. `seconds` are the processor's; by the clock they may be three times as many."""
        try:
            self._pipe.send((seconds, fn, args, kwargs))
            if self._said.poll(1000 * _PATIENCE * seconds):
                return self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            if self._process.exitcode == 0:
                raise _AtRest("ended before it had begun") from error
            if self._process.exitcode != -signal.SIGPROF:
                raise WorkerLost("took more memory than a worker may have, or broke it, and was given up") from error
        raise WorkerLost(f"took longer than {seconds:g} s to read and was given up")

    def end(self) -> None:
        """Kill the process; whoever waits for its answer hears of it and tidies up."""
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def stop(self) -> None:
        self._pipe.close()
        self._process.join(1.0)
        if self._process.is_alive():
            self.kill()


def _serve(pipe: Connection, memory: int, rest: float) -> None:
    """A worker's life: limits first, then work until the pipe closes or none comes for `rest` seconds.

    A SIGTERM to the whole service ends an idle worker at once and a busy one after the work in hand.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told_to_end: list[int] = []
    pipe.send("ready")
    while not told_to_end:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            if not pipe.poll(rest):
                return
            seconds, fn, args, kwargs = pipe.recv()
        except (EOFError, OSError):
            return
        signal.signal(signal.SIGTERM, lambda number, _: told_to_end.append(number))
        try:
            result = _done(seconds, fn, args, kwargs)
        except MemoryError:
            sys.exit(1)  # a process that ran out of memory is not to be trusted with the next work
        pipe.send(result)


def _done(seconds: float, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    """Whether the work went well, and its result or its error."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return True, fn(*args, **kwargs)
    except MemoryError:
        raise
    except MonitorError as error:
        return False, error
    except Exception:
        return False, WorkFailed(traceback.format_exc())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
