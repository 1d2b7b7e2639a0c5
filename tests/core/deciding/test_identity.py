"""Identifiers that stay."""

from datetime import UTC, datetime

from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.identity import identify, natural_ids
from monitor.core.deciding.known import Known, Report
from monitor.core.deciding.resolve import Group
from tests.support.meetings import FAN, LIN, OKAFOR, meeting, report

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def told(name: str) -> Report:
    return report(meeting(participants=(OKAFOR, LIN)), "2026-05-03T12:00:00+00:00", f"https://x.example/{name}")


def others(of: Report) -> dict[str, Known]:
    """Meetings of other people under every identifier that a report could give its meeting."""
    other = report(meeting(participants=(OKAFOR, FAN)), "2026-05-03T12:00:00+00:00", "https://x.example/other")
    facts = facts_of(Group((other,), {}), NOON.date())
    return {identifier: Known(identifier, facts, NOON) for identifier in natural_ids(of.key)}


def test_a_meeting_bears_the_usual_identifier_of_its_first_report() -> None:
    group = Group((told("a"), told("b")), {})
    assert identify([group], {}).ids == (natural_ids(told("a").key)[0],)


def test_where_the_first_reports_identifiers_are_used_up_another_reports_stands_in() -> None:
    group = Group((told("a"), told("b")), {})
    assert identify([group], others(told("a"))).ids == (natural_ids(told("b").key)[0],)


def test_identifiers_never_run_out() -> None:
    used = others(told("a"))
    group = Group((told("a"),), {})
    (new,) = identify([group], used).ids
    assert new not in used
    assert len(new) == 12
    assert identify([group], used).ids == (new,), "the same on every run"
