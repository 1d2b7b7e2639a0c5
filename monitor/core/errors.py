"""The failures that are expected, as one tree.

    MonitorError
    ├── ConfigurationError      the operator's files are wrong: every mistake, with file, key and mend
    ├── ArchiveError            the archive cannot be used as it is
    │   ├── ForeignArchive      the file belongs to another program, or is no database
    │   └── NewerArchive        written by a later version of this program
    ├── FetchError              a page or feed did not come
    │   ├── Refused             an address, scheme or robots.txt forbids it; trying again is no use
    │   ├── TooLarge            the body passed its cap
    │   └── BadAnswer           an HTTP status that is no success
    ├── UnreadableFeed          the bytes are no feed
    ├── UnreadablePage          the bytes give no story
    ├── WorkerLost              a worker took too long, took too much memory or died over the bytes
    └── DeliveryError           a channel did not take an alert
        └── DeliveryRefused     and never will (410 Gone, 550)

A pass catches `MonitorError` once per item; anything else is a defect: it is loud and parks the item,
not the daemon. The text of an error is one line: what, where, what happens next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


class MonitorError(Exception):
    """An expected failure. `str(error)` is one line fit for an operator."""


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a configuration or knowledge file."""

    file: str
    """Path as the operator gave it."""
    where: str
    """The key (`fetch.contact`) or the line (`line 12`)."""
    wrong: str
    """What is wrong."""
    right: str = ""
    """What would be right, where that can be said."""

    def __str__(self) -> str:
        mend = f" ({self.right})" if self.right else ""
        return f"{self.file}: {self.where}: {self.wrong}{mend}"


class ConfigurationError(MonitorError):
    """The operator's files are wrong; `mistakes` holds every one of them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class ArchiveError(MonitorError):
    """The archive cannot be used as it is."""


class ForeignArchive(ArchiveError):
    """The file belongs to another program, or is no database; it was left untouched."""


class NewerArchive(ArchiveError):
    """A later version of this program wrote the file; it was left untouched."""


class FetchError(MonitorError):
    """A page or feed did not come.

    `retry_after` is what the server asked for, if it asked.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Refused(FetchError):
    """An address, scheme or robots.txt forbids the fetch; trying again is no use."""


class TooLarge(FetchError):
    """The decoded body passed its cap."""


class BadAnswer(FetchError):
    """An HTTP status that is no success."""

    def __init__(self, message: str, *, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status


class UnreadableFeed(MonitorError):
    """The bytes are no feed."""


class UnreadablePage(MonitorError):
    """The bytes give no story."""


class WorkerLost(MonitorError):
    """A worker took too long, took too much memory or died over the bytes; they are given up."""


class DeliveryError(MonitorError):
    """A channel did not take an alert; `retry_after` is what it asked for, if it asked.

    `answered` tells of those behind the channel who need not be asked again: who took it (True), who never will.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: timedelta | None = None,
        answered: Mapping[str, bool] | None = None,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.answered = dict(answered or {})


class DeliveryRefused(DeliveryError):
    """A channel will never take this alert, or any (`disables`)."""

    def __init__(self, message: str, *, disables: bool = False) -> None:
        super().__init__(message)
        self.disables = disables
