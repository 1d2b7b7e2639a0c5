"""What a poll changes in what is remembered of a feed.

    (remembered, answer, document, now) → Outcome(remembered again, what to tell the operator, how long the host rests)

Nothing here asks, waits or writes; the shell carries the outcome out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.core.answers import Answer, Validators
from monitor.core.feed_document import FeedDocument, Wishes
from monitor.core.polling.feed import Feed
from monitor.core.polling.freshness import freshness, retry_after
from monitor.core.polling.moves import watch_move
from monitor.core.polling.schedule import backoff, outside_skipped, pause


@dataclass(frozen=True, slots=True)
class Notice:
    """One event for the log: a stable name and one line for people."""

    event: str
    message: str


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a poll changes in what is remembered, where its answer was what 19 in 20 are: nothing new, all well."""

    at: datetime
    due_at: datetime
    status: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from one poll."""

    feed: Feed
    """Remembered again; as it was before where there is a `visit`, which says the rest."""
    notices: tuple[Notice, ...] = ()
    host_pause: timedelta | None = None
    """How long the whole host is to be left alone."""
    visit: Visit | None = None


def unchanged(feed: Feed, answer: Answer, now: datetime) -> Outcome:
    """After a 304, or a 200 whose body is known already."""
    if feed.unreadable is not None:
        outcome = failed(feed, feed.unreadable, now, status=answer.status)
        return replace(outcome, feed=replace(outcome.feed, validators=_newest(feed.validators, answer)))
    eventful = answer.moved_to or feed.redirected_to or feed.failures or feed.trouble
    if eventful or _newest(feed.validators, answer) != feed.validators:
        return _well(feed, answer, now)
    return Outcome(feed, visit=Visit(now, _next_poll(feed, feed.wishes, answer, now), answer.status))


def changed(feed: Feed, answer: Answer, document: FeedDocument, body_hash: bytes, now: datetime) -> Outcome:
    """After a 200 whose body was read. A feed that was added without a name takes its own title."""
    definition = feed.definition
    if definition.name == definition.url and document.title:
        definition = replace(definition, name=document.title[:200])
    return _well(
        feed,
        answer,
        now,
        definition=definition,
        wishes=document.wishes,
        hub=document.hub,
        topic=document.topic or answer.url if document.hub else None,
        changed_at=now,
        body_hash=body_hash,
        unreadable=None,
        items=document.items,
    )


def unreadable(feed: Feed, answer: Answer, why: str, body_hash: bytes, now: datetime) -> Outcome:
    """After a 200 whose body is no feed. Its validators are kept: the same bytes need not come again."""
    outcome = failed(feed, why, now, status=answer.status)
    after = replace(outcome.feed, validators=answer.validators, body_hash=body_hash, unreadable=why)
    return replace(outcome, feed=after)


def refused_by_server(feed: Feed, answer: Answer, now: datetime) -> Outcome:
    """After any status that is neither 200 nor 304."""
    if answer.status == 410:
        return _gone(feed, now)
    wish = retry_after(answer.headers, now)
    outcome = failed(feed, f"{feed.location}: answers {answer.status}", now, status=answer.status, wish=wish)
    if answer.status in (429, 503):
        rest = outcome.feed.due_at - now
        return replace(outcome, host_pause=rest if answer.status == 429 or wish else None)
    return outcome


def failed(feed: Feed, why: str, now: datetime, *, status: int | None = None, wish: timedelta | None = None) -> Outcome:
    """After a poll that brought nothing: back off. `why` is one line that names the address."""
    failures = feed.failures + 1
    rest = pause(backoff(feed.definition.interval, failures), wish)
    after = replace(feed, polled_at=now, due_at=now + rest, status=status, failures=failures, trouble=why)
    notices = [Notice("feed.failed", f"{feed.definition.name}: {why}; asked again in {_span(rest)}")]
    if feed.location != feed.definition.url and failures >= _PATIENCE_WITH_A_NEW_ADDRESS:
        after = replace(after, location=feed.definition.url, validators=Validators())
        line = f"{feed.definition.name}: {feed.location} fails; {after.location} is asked again"
        notices.append(Notice("feed.moved_back", line))
    return Outcome(after, tuple(notices))


def clock_set_back(feed: Feed, now: datetime) -> Feed:
    """`feed` as if it had been polled just now, where its last poll lies in the future: the clock was set back."""
    if feed.polled_at is None or feed.polled_at <= now:
        return feed
    rest = max(timedelta(0), feed.due_at - feed.polled_at)
    return replace(feed, polled_at=now, due_at=now + rest)


_PATIENCE_WITH_A_NEW_ADDRESS = 3


def _well(feed: Feed, answer: Answer, now: datetime, **learnt: Any) -> Outcome:
    """After an answer that is as it should be; `learnt` are the fields that its body changes."""
    moved = watch_move(feed, answer.moved_to, now)
    after = replace(
        moved,
        validators=_newest(feed.validators, answer),
        polled_at=now,
        succeeded_at=now,
        due_at=_next_poll(feed, learnt.get("wishes", feed.wishes), answer, now),
        status=answer.status,
        failures=0,
        trouble=None,
        **learnt,
    )
    name = after.definition.name
    notices = []
    if moved.location != feed.location:
        line = f"{name}: {feed.location} has moved to {moved.location} for good; asked there from now on"
        notices.append(Notice("feed.moved", line))
    if feed.failures:
        notices.append(Notice("feed.recovered", f"{name}: {feed.location}: answers again"))
    return Outcome(after, tuple(notices))


def _next_poll(feed: Feed, wishes: Wishes, answer: Answer, now: datetime) -> datetime:
    rest = pause(feed.definition.interval, freshness(answer.headers, now), wishes.ttl)
    return outside_skipped(now + rest, wishes)


def _newest(known: Validators, answer: Answer) -> Validators:
    """A 200 replaces both validators; a 304 only those that it names."""
    new = answer.validators
    if answer.status != 304 or new == known:
        return new
    return Validators(new.etag or known.etag, new.last_modified or known.last_modified)


def _gone(feed: Feed, now: datetime) -> Outcome:
    why = f"{feed.location}: answers 410, gone for good"
    message = f"{feed.definition.name}: {why}; not asked any more (feeds resume asks again)"
    after = replace(feed, state="gone", polled_at=now, status=410, failures=feed.failures + 1, trouble=why)
    return Outcome(after, (Notice("feed.gone", message),))


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds} s"
