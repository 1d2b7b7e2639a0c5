"""Meetings as the page lists them: chosen by what an analyst asks for, counted by year."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from monitor.store.archive import Archive
from monitor.store.meeting_queries import MeetingRow, meeting_from_row


@dataclass(frozen=True, slots=True)
class MeetingChoice:
    """What is asked for; whatever is None does not matter."""

    kind: str | None = None
    """`envoy`, `official` or `other`; None: the first two."""
    status: str | None = None
    mode: str | None = None
    person: str | None = None
    """A part of a participant's name."""
    place: str | None = None
    """A city, a country's code, or a part of a venue."""
    side: str | None = None
    """The country whose government has confirmed it."""
    language: str | None = None
    """At least one story is in it."""
    year: int | None = None
    unsure: bool | None = None
    background: bool = False
    """Also those that stories only look back at."""


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many meetings began in a year."""

    year: int
    meetings: int


_CHOSEN = """
m.merged_into IS NULL AND (:background OR NOT m.background)
AND CASE WHEN :kind IS NULL THEN m.kind <> 'other' ELSE m.kind = :kind END
AND (:status IS NULL OR m.status = :status) AND (:mode IS NULL OR m.mode = :mode)
AND (:unsure IS NULL OR m.unsure = :unsure)
AND (:person IS NULL OR EXISTS (SELECT 1 FROM json_each(m.participants) AS p
     WHERE instr(lower(p.value ->> '$.name'), lower(:person))))
AND (:place IS NULL OR lower(m.city) = lower(:place) OR m.country = upper(:place)
     OR instr(lower(m.venue), lower(:place)))
AND (:side IS NULL OR EXISTS (SELECT 1 FROM json_each(m.confirmed_by) AS c WHERE c.value = :side))
AND (:language IS NULL OR EXISTS (SELECT 1 FROM report AS r JOIN story AS s ON s.id = r.story_id
     WHERE r.meeting_id = m.id AND s.language = :language))
"""
_LIST = f"""
WITH chosen AS MATERIALIZED (
    SELECT m.id, coalesce(m.start, substr(m.first_reported_at, 1, 10)) AS day FROM meeting AS m
    WHERE {_CHOSEN} AND (:from IS NULL OR day >= :from) AND (:to IS NULL OR day <= :to)
    ORDER BY day DESC, m.id LIMIT :limit OFFSET :offset)
SELECT v.* FROM chosen JOIN meetings AS v ON v.id = chosen.id ORDER BY chosen.day DESC, chosen.id
"""  # noqa: S608 (only constants are joined)
_YEARS = f"""
SELECT CAST(substr(m.start, 1, 4) AS INTEGER) AS year, count(*) AS meetings FROM meeting AS m
WHERE {_CHOSEN} AND m.start IS NOT NULL GROUP BY 1 ORDER BY 1
"""  # noqa: S608
_PLACES = """
SELECT DISTINCT city FROM (
    SELECT city FROM meeting WHERE merged_into IS NULL AND kind <> 'other' ORDER BY changed_at DESC LIMIT 500)
WHERE city IS NOT NULL ORDER BY 1
"""
_PEOPLE = """
SELECT p.value ->> '$.name' AS name, count(*) AS meetings FROM (
    SELECT participants FROM meeting WHERE merged_into IS NULL AND kind <> 'other' ORDER BY changed_at DESC LIMIT 500
) AS m, json_each(m.participants) AS p GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200
"""
_QUOTES = """
SELECT DISTINCT q.story_id, q.number, q.text, q.speaker, q.role, q.via, q.url, q.outlet, q.language, q.day
FROM report AS r JOIN quotes AS q ON q.story_id = r.story_id JOIN story AS s ON s.id = q.story_id
WHERE r.meeting_id = ? AND q.speaker IS NOT NULL AND s.copy_of IS NULL AND NOT coalesce(r.facts ->> '$.background', 0)
ORDER BY s.moment, q.story_id, q.number LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class MeetingQuote:
    """Words from a story that reports a meeting."""

    story_id: int
    number: int
    text: str
    speaker: str
    role: str | None
    via: str | None
    url: str
    outlet: str | None
    language: str
    day: str | None


async def browse_meetings(
    archive: Archive,
    choice: MeetingChoice,
    *,
    first: date | None = None,
    last: date | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[MeetingRow]:
    """The meetings chosen that begin (or, undated, were first reported) from `first` to `last`, the latest first."""
    if choice.year is not None:
        first = max(filter(None, (first, date(choice.year, 1, 1))))
        last = min(filter(None, (last, date(choice.year, 12, 31))))
    span = {"from": str(first) if first else None, "to": str(last) if last else None}
    return [
        meeting_from_row(row)
        for row in await archive.read(_LIST, {**_parameters(choice), **span, "limit": limit, "offset": offset})
    ]


async def count_years(archive: Archive, choice: MeetingChoice) -> list[YearCount]:
    """How many of the meetings chosen began in which year, whatever year is chosen."""
    return [YearCount(row["year"], row["meetings"]) for row in await archive.read(_YEARS, _parameters(choice))]


async def known_places(archive: Archive) -> list[str]:
    """Cities of the meetings last heard of, by name."""
    return [row["city"] for row in await archive.read(_PLACES)]


async def known_people(archive: Archive) -> list[str]:
    """Who takes part in the meetings last heard of, those of most meetings first."""
    return [row["name"] for row in await archive.read(_PEOPLE)]


async def quotes_about(archive: Archive, meeting: str) -> list[MeetingQuote]:
    """What people say in the stories that report a meeting, the oldest first; copies are left out."""
    return [MeetingQuote(*tuple(row)) for row in await archive.read(_QUOTES, (meeting,))]


def _parameters(choice: MeetingChoice) -> dict[str, object]:
    return {key: value for key, value in asdict(choice).items() if key != "year"}
