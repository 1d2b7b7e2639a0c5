"""Which alerts a channel gets, and when: the keys that every kind of channel has."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from monitor.settings.tables import SecretTable
from monitor.settings.values import Duration

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_QUIET = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


class RouteSettings(SecretTable):
    """Which alerts a channel gets, and when."""

    kinds: tuple[Literal["envoy", "official"], ...] = Field((), description="Only these; all unless given.")
    countries: tuple[str, ...] = Field((), description='Only meetings there ("CN"); calls always. All unless given.')
    languages: tuple[str, ...] = Field((), description='Only from stories in these ("zh"). All unless given.')
    minimum_confidence: Annotated[float, Field(ge=0, le=1, description="Only meetings at least so certain.")] = 0.0
    group_wait: Duration = Field(
        timedelta(0), description="So long a new meeting waits for a second source, unless a government tells of it."
    )
    quiet_hours: str | None = Field(None, description='"22:00-07:00": what comes then goes out afterwards.')
    digest: Literal["off", "daily", "weekly"] = Field(
        "off", description="Alerts gathered into one message; off: each alone, at once."
    )
    digest_at: str = Field("08:00", description="The hour at which a digest goes out.")
    digest_on: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        "monday", description="The day of a weekly one."
    )
    timezone: str = Field("UTC", description='Of quiet hours and digests ("Europe/Berlin").')

    @field_validator("quiet_hours")
    @classmethod
    def _two_times(cls, hours: str | None) -> str | None:
        if hours is not None and not _QUIET.fullmatch(hours):
            raise ValueError('are no hours; write them like "22:00-07:00"')
        return hours

    @field_validator("digest_at")
    @classmethod
    def _one_time(cls, at: str) -> str:
        if not _TIME.fullmatch(at):
            raise ValueError('is no time of day; write it like "08:00"')
        return at

    @model_validator(mode="after")
    def _day_of_a_week(self) -> Self:
        if "digest_on" in self.model_fields_set and self.digest == "daily":
            raise ValueError('digest_on is for digest = "weekly"; take it out, or make the digest weekly')
        return self

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError('is no time zone; write it like "Europe/Berlin"') from None
        return name
