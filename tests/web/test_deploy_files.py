"""What deploy/ says of the archive and of the metrics is true."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.core.durations import Durations
from tests.web.conftest import Visit

DEPLOY = Path(__file__).parents[2] / "deploy"
QUERY = re.compile(r"sql: \|-\n((?:          .*\n?)+)")
METRIC = re.compile(r"envoy_monitor_[a-z_]+")


async def test_the_dashboard_asks_for_figures_that_there_are(visit: Visit) -> None:
    dashboard = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    asked = {
        name for panel in dashboard["panels"] for target in panel["targets"] for name in METRIC.findall(target["expr"])
    }
    durations = Durations()
    durations.sending("webhook")
    durations.delivery("webhook")
    async with visit(durations=durations) as visitor:
        told = set(METRIC.findall(await visitor.get("/metrics")))
    assert len(asked) > 8
    assert asked <= told


def test_datasette_shows_the_views_and_its_queries_run(filled: Path) -> None:
    text = (DEPLOY / "datasette.yaml").read_text(encoding="utf-8")
    titled = set(re.findall(r"^      (\w+):\n        title:", text, re.MULTILINE))
    hidden = set(re.findall(r"^      (\w+): \{hidden: true\}", text, re.MULTILINE))
    queries = QUERY.findall(text)
    assert len(queries) == 5
    with closing(sqlite3.connect(filled)) as connection:
        names = {kind: {row[0] for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE '%\\_search%' ESCAPE '\\'"
            " AND name NOT LIKE 'sqlite%'", (kind,))} for kind in ("table", "view")}  # fmt: skip
        assert names["view"] == titled - {
            "meetings_this_year",
            "what_somebody_said",
            "who_reported_first",
            "changes_of_plan",
            "why_no_alert",
        }
        assert names["table"] == hidden
        for query in queries:
            connection.execute(query, {"speaker": "Lin", "word": "Methane"}).fetchall()


@pytest.mark.parametrize(
    ("speaker", "word", "found"),
    [
        ("Lin", "methane", ["Methane first."]),
        ("Lin Weiguo", "甲烷", ["先谈甲烷，再谈煤。"]),
        ("Lin", "先谈甲烷", ["先谈甲烷，再谈煤。"]),
        ("Lin", "coal", []),
        ("Okafor", "methane", []),
        ('L"in', 'x" OR "methane', []),
        ("", "", []),
    ],
)
def test_what_somebody_said_is_found_in_both_languages(filled: Path, speaker: str, word: str, found: list[str]) -> None:
    text = (DEPLOY / "datasette.yaml").read_text(encoding="utf-8")
    (query,) = (sql for sql in QUERY.findall(text) if ":speaker" in sql)
    with closing(sqlite3.connect(filled)) as connection:
        rows = connection.execute(query, {"speaker": speaker, "word": word}).fetchall()
    assert [row[2] for row in rows] == found
