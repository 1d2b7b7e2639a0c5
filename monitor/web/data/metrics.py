"""Figures for Prometheus (text format 0.0.4): what there is, how long things take, how late the event loop is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

import monitor
from monitor.clock import Clock
from monitor.core.durations import QUICK, Durations, Histogram
from monitor.store.figures import Figures, count_all
from monitor.web.desk import desk_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_FRESH_S = 10.0
"""So long an answer serves: counting costs something, and several may ask."""
_LOOK_S = 0.5


@dataclass
class Timings:
    """How long answers took, and how late the event loop is."""

    clock: Clock
    answers: Histogram = field(default_factory=lambda: Histogram(QUICK))
    lag: float = 0.0
    """Seconds by which the loop woke too late, the worst of late."""
    counted: tuple[float, Figures] | None = None

    @asynccontextmanager
    async def watch_loop(self) -> AsyncIterator[None]:
        """Look every half second how late the loop is."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()

    async def _watch(self) -> None:
        while True:
            began = self.clock.monotonic()
            await self.clock.sleep(_LOOK_S)
            late = max(0.0, self.clock.monotonic() - began - _LOOK_S)
            self.lag = max(late, self.lag * 0.98)


TIMINGS: web.AppKey[Timings] = web.AppKey("timings", Timings)


@web.middleware
async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note how long each answer takes."""
    timings = request.app[TIMINGS]
    began = timings.clock.monotonic()
    try:
        return await handler(request)
    finally:
        timings.answers.note(timings.clock.monotonic() - began)


async def metrics(request: web.Request) -> web.Response:
    """The figures."""
    timings = request.app[TIMINGS]
    now = timings.clock.monotonic()
    if timings.counted is None or now - timings.counted[0] > _FRESH_S:
        timings.counted = now, await count_all(desk_of(request).archive)
    desk = desk_of(request)
    lines = [*_of_archive(timings.counted[1], desk.now), *_of_site(timings), *_of_daemon(desk.durations)]
    text = "\n".join(lines) + "\n"
    return web.Response(body=text.encode(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


def _of_archive(figures: Figures, now: datetime) -> Iterator[str]:
    screened_out = figures.entries - figures.waiting - figures.settled
    states = {"waiting": figures.waiting, "settled": figures.settled, "screened_out": screened_out}
    relevance = {"yes": figures.relevant, "no": figures.stories - figures.relevant}
    yield from _metric("build_info", "gauge", "The program.", [({"version": monitor.__version__}, 1)])
    yield from _metric("feeds", "gauge", "Feeds by state.", _labelled("state", figures.feeds))
    yield from _metric("feeds_failing", "gauge", "Active feeds in trouble.", [({}, figures.failing)])
    yield from _metric("entries", "gauge", "What feeds brought, by what became of it.", _labelled("state", states))
    yield from _metric("stories", "gauge", "Stories read.", _labelled("relevant", relevance))
    yield from _metric("meetings", "gauge", "Meetings by status.", _labelled("status", figures.meetings))
    yield from _metric("decisions_total", "counter", "Decisions taken.", [({}, figures.decisions)])
    yield from _metric("alerts_total", "counter", "Alerts given.", _labelled("type", figures.alerts))
    deliveries = [({"channel": channel, "state": state}, n) for (channel, state), n in figures.deliveries.items()]
    yield from _metric("deliveries", "gauge", "Deliveries by channel and state.", deliveries)
    waited = max(0.0, (now - figures.pending_since).total_seconds()) if figures.pending_since else 0.0
    yield from _metric("delivery_overdue_seconds", "gauge", "How long the oldest due delivery waits.", [({}, waited)])
    for name, moment, words in (
        ("last_poll_timestamp_seconds", figures.polled_at, "When a feed was asked last."),
        ("last_story_timestamp_seconds", figures.read_at, "When a story was taken in last."),
    ):
        yield from _metric(name, "gauge", words, [({}, moment.timestamp())] if moment else [])
    yield from _metric("archive_bytes", "gauge", "Size of the archive.", [({}, figures.archive_bytes)])
    yield from _metric("archive_journal_bytes", "gauge", "Size of its journal.", [({}, figures.journal_bytes)])


def _of_site(timings: Timings) -> Iterator[str]:
    yield from _metric("loop_lag_seconds", "gauge", "How late the event loop wakes, at worst.", [({}, timings.lag)])
    yield from _histogram("page_seconds", "How long an answer of the page takes.", [({}, timings.answers)])


def _of_daemon(durations: Durations) -> Iterator[str]:
    yield from _histogram("poll_seconds", "How long asking a feed takes.", [({}, durations.polls)])
    words = "From when a story was due to be read to its alert."
    yield from _histogram("story_to_alert_seconds", words, [({}, durations.story_to_alert)])
    for name, words, by_channel in (
        ("sending_seconds", "How long one attempt to deliver takes.", durations.sendings),
        ("alert_to_delivery_seconds", "From an alert to its delivery.", durations.alert_to_delivery),
    ):
        yield from _histogram(name, words, [({"channel": key}, one) for key, one in by_channel.items()])


def _histogram(name: str, words: str, samples: Iterable[tuple[Mapping[str, str], Histogram]]) -> Iterator[str]:
    yield f"# HELP envoy_monitor_{name} {words}"
    yield f"# TYPE envoy_monitor_{name} histogram"
    for labels, histogram in samples:
        reached = [*zip(map(str, histogram.bounds), histogram.counts, strict=True), ("+Inf", histogram.total)]
        for bound, count in reached:
            yield _sample(f"{name}_bucket", {**labels, "le": bound}, count)
        yield _sample(f"{name}_sum", labels, histogram.seconds)
        yield _sample(f"{name}_count", labels, histogram.total)


def _labelled(label: str, counts: Mapping[str, int]) -> list[tuple[dict[str, str], float]]:
    return [({label: key}, count) for key, count in counts.items()]


def _metric(name: str, kind: str, words: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> Iterator[str]:
    yield f"# HELP envoy_monitor_{name} {words}"
    yield f"# TYPE envoy_monitor_{name} {kind}"
    for labels, value in samples:
        yield _sample(name, labels, value)


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    number = f"{value:.3f}" if isinstance(value, float) else str(value)
    return f"envoy_monitor_{name}{f'{{{inside}}}' if inside else ''} {number}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
