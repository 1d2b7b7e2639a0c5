"""What stands around the stories of benchmarks/large_archive.py when a daemon has run for years, for the page to show.

Sources with what they brought, a third as many entries again that were screened out (a thousand of them a day up to
now), and a meeting for every two hundred stories with its history, alerts and deliveries; no meeting is one that new
stories could belong to.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

SOURCES = 500
STORIES_A_MEETING = 6
_PLACES = (("Beijing", "CN"), ("Washington", "US"), ("Doha", "QA"), ("Geneva", "CH"), ("Busan", "KR"))
_STATES = ("delivered",) * 97 + ("muted", "muted", "dead")
_CHANNELS = ("webhook:hooks.example.org", "email:desk@example.org")
_FEED = """
INSERT INTO feed (id, url, location, name, origin, interval_s, due_at, added_at, polled_at, succeeded_at, changed_at)
VALUES (?, ?, ?, ?, 'command', 900, '2100', '2020', ?, ?, ?)
"""
_ENTRY = """
INSERT INTO entry (url, link, feed_id, said, first_seen_at, state, due_at) VALUES (?, ?, ?, ?, ?, 'screened_out', ?)
"""
_MEETING = """
INSERT INTO meeting (id, title, kind, status, mode, background, start, "end", precision, city, country, participants,
    confirmed_by, confidence, first_reported_at, changed_at, first_day, last_day)
VALUES (?, ?, 'envoy', ?, 'in_person', 0, ?, ?, 'day', ?, ?, ?, ?, 0.9, ?, ?, ?, ?)
"""
_REPORT = """
INSERT OR IGNORE INTO report (story_id, number, meeting_id, facts, evidence, score, reported_at)
VALUES (?, 0, ?, ?, '["They met."]', 0.9, ?)
"""
_CHANGE = """
INSERT INTO meeting_change (meeting_id, at, story_id, cause, field, before, after, sentence)
VALUES (?, ?, ?, 'report', 'status', '"announced"', ?, 'They met.')
"""
_ALERT = """
INSERT INTO alert (id, meeting_id, change, type, story_id, body, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_DELIVERY = """
INSERT INTO delivery (alert_id, channel, state, attempts, due_at, delivered_at) VALUES (?, ?, ?, 1, ?, ?)
"""


def surround(path: Path, now: datetime) -> bool:
    """Put them in; False where they are in already."""
    chance = random.Random(11)
    with closing(sqlite3.connect(path)) as connection:
        if connection.execute("SELECT 1 FROM feed").fetchone():
            return False
        connection.execute("PRAGMA synchronous = OFF")
        stories = connection.execute("SELECT max(id) FROM story").fetchone()[0]
        connection.executemany(_FEED, _sources(now))
        connection.execute("UPDATE entry SET feed_id = id % ? + 1", (SOURCES,))
        connection.execute("UPDATE story SET entry_id = id WHERE id IN (SELECT id FROM entry)")
        connection.executemany(_ENTRY, _screened_out(stories // 3, now))
        connection.execute("INSERT INTO entry_feed SELECT id, feed_id, first_seen_at FROM entry")
        for number in range(stories // 200):
            _put_meeting(connection, number, stories, chance, now.date())
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


def _sources(now: datetime) -> Iterator[tuple[object, ...]]:
    for number in range(1, SOURCES + 1):
        url, at = f"https://source{number}.example/rss", _text(now)
        yield number, url, url, f"Source {number}", at, at, at


def _screened_out(count: int, now: datetime) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        url, at = f"https://screened.example/{number}", _text(now - timedelta(days=(count - number) / 1000))
        yield url, url, number % SOURCES + 1, json.dumps({"title": f"Cup final {number}"}), at, at


def _put_meeting(connection: sqlite3.Connection, number: int, stories: int, chance: random.Random, today: date) -> None:
    name, day = f"around{number}", today - timedelta(days=1.5 * number - 20)
    city, country = _PLACES[number % len(_PLACES)]
    status = "announced" if day > today else chance.choice(("held", "held", "held", "cancelled"))
    people = [
        {"name": "John Kerry", "country": "US", "role": None},
        {"name": "Liu Zhenmin", "country": "CN", "role": None},
    ]
    title, at = f"John Kerry – Liu Zhenmin, {city}, {day}", f"{day}T08:00:00.000Z"
    days = (str(day), str(day))
    facts = {
        "status": status,
        "start": str(day),
        "end": str(day),
        "precision": "day",
        "city": city,
        "mode": "in_person",
    }
    values = (name, title, status, *days, city, country, json.dumps(people), '["US"]', at, at, *days)
    connection.execute(_MEETING, values)
    told = [chance.randint(1, stories) for _ in range(STORIES_A_MEETING)]
    connection.executemany(_REPORT, [(story, name, json.dumps(facts), at) for story in told])
    connection.executemany(_CHANGE, [(name, at, story, json.dumps(status)) for story in told])
    _put_alerts(
        connection, name, told[0], at, (("new", "meeting.new"), (f"status:{status}", "meeting.updated")), chance
    )


def _put_alerts(
    connection: sqlite3.Connection,
    meeting: str,
    story: int,
    at: str,
    changes: Iterable[tuple[str, str]],
    chance: random.Random,
) -> None:
    body = connection.execute("SELECT body FROM alert LIMIT 1").fetchone()[0]
    for change, kind in changes:
        alert = f"msg_{meeting}_{change}"
        connection.execute(_ALERT, (alert, meeting, change, kind, story, body, at))
        states = [(alert, channel, chance.choice(_STATES), at, at) for channel in _CHANNELS]
        connection.executemany(_DELIVERY, states)


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
