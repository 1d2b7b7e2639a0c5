"""Rows of meetings and reports as the records that deciding works on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from monitor.core.deciding.compatibility import report_of
from monitor.core.deciding.known import Alerted, Correction, Facts, Known, Report, ReportKey, Source
from monitor.core.records import Meeting, Person
from monitor.store.times import from_text


def known_meeting(row: sqlite3.Row) -> Known:
    """A row of `meeting`."""
    facts = Facts(
        title=row["title"],
        kind=row["kind"],
        status=row["status"],
        mode=row["mode"],
        background=bool(row["background"]),
        start=row["start"],
        end=row["end"],
        precision=row["precision"],
        city=row["city"],
        country=row["country"],
        venue=row["venue"],
        participants=people_from_json(json.loads(row["participants"])),
        confirmed_by=tuple(json.loads(row["confirmed_by"])),
        confidence=row["confidence"],
        unsure=bool(row["unsure"]),
    )
    told = json.loads(row["alerted"]) if row["alerted"] else None
    return Known(
        row["id"],
        facts,
        from_text(row["first_reported_at"]),
        Alerted(**told) if told else None,
        row["visit_id"],
        corrections_from_json(row["corrections"]),
    )


def corrections_from_json(text: str) -> tuple[Correction, ...]:
    """What a person put right, from its column."""
    return tuple(Correction(unit, tuple(told), tuple(right)) for unit, told, right in json.loads(text))


def corrections_to_json(corrections: Iterable[Correction]) -> str:
    """The column of what a person put right."""
    return json.dumps([[c.unit, c.told, c.right] for c in corrections], ensure_ascii=False)


@lru_cache(maxsize=4096)  # the same rows come back for every story on a meeting
def known_report(row: sqlite3.Row) -> Report:
    """A row of `report` with its story's."""
    moment: datetime = from_text(row["moment"])
    source = Source(
        address=row["url"],
        link=row["link"],
        outlet=row["outlet"],
        headline=row["headline"],
        published=row["published"],
        language=row["language"],
        day=date.fromisoformat(row["day"]),
        moment=moment,
        original=row["original"],
        relevant=bool(row["relevant"]),
        quiet=bool(row["quiet"]),
    )
    facts = meeting_from_json(json.loads(row["facts"]))
    return report_of(
        ReportKey(row["url"], row["number"]),
        facts,
        source,
        confirms=tuple(json.loads(row["confirms"])),
        moved_from=frozenset(json.loads(row["moved_from"])) if row["moved_from"] else None,
        meeting=row["meeting_id"],
        pinned=row["pinned"],
    )


def meeting_from_json(values: dict[str, Any]) -> Meeting:
    """A record's meeting from its published form."""
    return Meeting(
        **{**values, "participants": people_from_json(values["participants"]), "evidence": tuple(values["evidence"])}
    )


def people_from_json(values: list[dict[str, Any]]) -> tuple[Person, ...]:
    """Participants from their published form."""
    return tuple(Person(**person) for person in values)
