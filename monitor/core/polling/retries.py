"""When a story that did not come is fetched again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.core.errors import BadAnswer, FetchError, MonitorError, Refused, TooLarge, UnreadablePage, WorkerLost

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 20, 60, 240, 720))
_NO_HOPE = frozenset({401, 402, 403, 410, 451})
_LONGEST = timedelta(days=1)


def next_attempt(error: MonitorError, attempts: int, now: datetime) -> datetime | None:
    """When to try again after the attempt number `attempts` (from 1) failed; None: never.

    Refusals are final. A page that gave no story, or broke its worker, gets one more chance; a missing page
    three, since feeds run ahead of their sites; everything else five.
    """
    if isinstance(error, Refused | TooLarge) or attempts > _chances(error):
        return None
    pause = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    if isinstance(error, FetchError) and error.retry_after is not None:
        pause = max(pause, min(error.retry_after, _LONGEST))
    return now + pause


def _chances(error: MonitorError) -> int:
    if isinstance(error, UnreadablePage | WorkerLost):
        return 1
    if isinstance(error, BadAnswer):
        if error.status in _NO_HOPE:
            return 0
        return 3 if error.status == 404 else len(_PAUSES)
    return len(_PAUSES)
