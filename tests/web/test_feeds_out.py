"""Feeds and calendars out: what they hold, and that they are valid whatever stands in the archive."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from icalendar.cal.component import Component
from jsonschema import Draft202012Validator
from lxml import etree

from tests.support.meetings import meeting
from tests.support.taking import tell
from tests.web.conftest import Visit, Visitor

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ATOM_GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parents[1] / "support" / "atom.rng"))
_ADDRESS = {"type": "string", "pattern": "^https?://"}
_STAMP = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "url": _ADDRESS, "avatar": _ADDRESS},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
_ITEM = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "url": _ADDRESS,
        "external_url": _ADDRESS,
        "title": {"type": "string"},
        "content_html": {"type": "string"},
        "content_text": {"type": "string"},
        "summary": {"type": "string"},
        "date_published": _STAMP,
        "date_modified": _STAMP,
        "authors": _AUTHORS,
        "tags": {"type": "array", "items": {"type": "string"}},
        "language": {"type": "string"},
    },
    "patternProperties": {"^_[a-z]": {"type": "object"}},
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "additionalProperties": False,
}
JSON_FEED = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": {"type": "string", "minLength": 1},
            "home_page_url": _ADDRESS,
            "feed_url": _ADDRESS,
            "description": {"type": "string"},
            "next_url": _ADDRESS,
            "icon": _ADDRESS,
            "authors": _AUTHORS,
            "language": {"type": "string"},
            "items": {"type": "array", "items": _ITEM},
        },
        "patternProperties": {"^_[a-z]": {"type": "object"}},
        "required": ["version", "title", "items"],
        "additionalProperties": False,
    }
)
"""JSON Feed 1.1, with what it only recommends required where a reader shows nothing without it."""


def check_calendar(text: str, *, many: bool) -> None:
    """RFC 5545, as far as this program's calendars reach."""
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    calendar = Calendar.from_ical(text)
    assert not calendar.errors
    once(calendar, {"PRODID", "VERSION"}, {"METHOD", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"})
    assert {part.name for part in calendar.walk()} <= {"VCALENDAR", "VEVENT"}
    events = calendar.walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert many or len(events) == 1
    for event in events:
        assert not event.errors
        more = {"SEQUENCE", "SUMMARY", "STATUS", "TRANSP", "DESCRIPTION", "LOCATION", "URL"}
        once(event, {"UID", "DTSTAMP", "DTSTART", "DTEND"}, more)
        assert type(event.decoded("dtstart")) is type(event.decoded("dtend")) is date
        assert event.decoded("dtstart") < event.decoded("dtend")
        assert event.decoded("dtstamp").utcoffset().total_seconds() == 0
        assert event["status"] in ("TENTATIVE", "CONFIRMED", "CANCELLED")


def once(part: Component, needed: set[str], allowed: set[str]) -> None:
    """Every property stands once at most, those `needed` are there, and none is that nobody has thought of."""
    names = [name for name, _ in part.property_items(recursive=False) if name not in ("BEGIN", "END")]
    assert needed <= set(names) <= needed | allowed, names
    assert len(names) == len(set(names)), names


async def check_all(visitor: Visitor) -> None:
    for feed in ("meetings", "alerts"):
        atom = etree.fromstring((await visitor.get(f"/feeds/{feed}.atom")).encode())
        ATOM_GRAMMAR.assertValid(atom)
        document: Any = await visitor.json(f"/feeds/{feed}.json")
        JSON_FEED.validate(document)
        ids = [item["id"] for item in document["items"]]
        assert atom.xpath("a:entry/a:id/text()", namespaces=ATOM) == ids
        assert len(ids) == len(set(ids))
    check_calendar(await visitor.get("/meetings.ics"), many=True)
    for row in await visitor.archive.read("SELECT id FROM meetings WHERE start IS NOT NULL"):
        check_calendar(await visitor.get(f"/meetings/{row['id']}.ics"), many=False)


@pytest.mark.parametrize("empty", [False, True])
async def test_all_of_them_are_valid(visit: Visit, empty: bool) -> None:
    async with visit(empty=empty) as visitor:
        await check_all(visitor)


async def test_they_are_valid_over_foreign_text(visit: Visit) -> None:
    strange = "]]>\x01\x00\ufffe\u202e<b>&amp;\r\nEND:VEVENT\r\n" + "会谈" * 400
    async with visit(changes=True) as visitor:
        told = meeting("2026-05-20", city="St. John's; \\,\x0b\n", evidence=(strange, strange))
        told = replace(told, participants=tuple(replace(one, name=f"{one.name}\x07") for one in told.participants))
        await tell(visitor.archive, told, name="strange", on="2026-05-02", outlet=strange)
        assert await visitor.archive.read("SELECT 1 FROM meetings WHERE instr(city, char(11))")
        await check_all(visitor)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<id>urn:x:feed</id>", ""),
        ("<name>somebody</name>", ""),
        ("2026-01-01T00:00:00Z", "2026-01-01"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00"),
        ('type="text"', 'type="markdown"'),
        (' href="https://x.example/"', ""),
        ("<title>one</title>", "<title>one</title><title>another</title>"),
        ("<entry>", "<item/><entry>"),
    ],
)
def test_the_grammar_refuses_what_is_no_atom(right: str, wrong: str) -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom"><title>one</title><id>urn:x:feed</id>
        <updated>2026-01-01T00:00:00Z</updated><author><name>somebody</name></author>
        <link rel="self" href="https://x.example/"/><entry><title>t</title><id>urn:x:1</id>
        <updated>2026-01-01T08:00:00+08:00</updated><content type="text">words</content></entry></feed>"""
    assert ATOM_GRAMMAR.validate(etree.fromstring(text))
    assert right in text
    assert not ATOM_GRAMMAR.validate(etree.fromstring(text.replace(right, wrong)))


@pytest.mark.parametrize("feed", ["meetings", "alerts"])
async def test_feeds(visit: Visit, feed: str) -> None:
    async with visit() as visitor:
        atom = etree.fromstring((await visitor.get(f"/feeds/{feed}.atom")).encode())
        document = await visitor.json(f"/feeds/{feed}.json")
        ids = atom.xpath("a:entry/a:id/text()", namespaces=ATOM)
        assert len(ids) >= 3
        assert len(atom.xpath("a:entry[a:title and a:updated and a:content]/a:link/@href", namespaces=ATOM)) == len(ids)
        stamps = atom.xpath("//a:updated/text() | //a:published/text()", namespaces=ATOM)
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp) for stamp in stamps)
        assert atom.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [f"{visitor.base}/feeds/{feed}.atom"]
        assert all(item["url"].startswith(f"{visitor.base}/meetings/") for item in document["items"])
        await visitor.get("/feeds/other.atom", 404)


async def test_an_empty_feed_is_a_feed(visit: Visit) -> None:
    async with visit(empty=True) as visitor:
        atom = etree.fromstring((await visitor.get("/feeds/alerts.atom")).encode())
        assert atom.xpath("a:entry", namespaces=ATOM) == []
        assert atom.xpath("string(a:updated)", namespaces=ATOM) == "1970-01-01T00:00:00Z"
        assert b"BEGIN:VCALENDAR" in (await visitor.get("/meetings.ics")).encode()


async def test_calendar(visit: Visit) -> None:
    async with visit() as visitor:
        events = Calendar.from_ical(await visitor.get("/meetings.ics")).walk("VEVENT")
        assert sorted(event.decoded("dtstart") for event in events) == [
            date(2026, 5, 2),
            date(2026, 5, 17),
        ]
        meeting = await visitor.meeting("Nanjing")
        (event,) = Calendar.from_ical(await visitor.get(f"/meetings/{meeting}.ics")).walk("VEVENT")
        assert event.decoded("dtend") == date(2025, 3, 13)
        assert event["uid"] == f"{meeting}@envoy-monitor"
        await visitor.get("/meetings/none.ics", 404)
