"""Where meetings stand on the strip of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.meeting_queries import MeetingRow
from monitor.web.strip import WIDTH, draw

TODAY = date(2026, 5, 10)


def row(start: str | None, end: str | None = None, **facts: object) -> MeetingRow:
    usual = MeetingRow(
        id=f"m{start}{end}",
        title="Okafor – Lin",
        kind="envoy",
        status="held",
        mode="in_person",
        background=False,
        start=start,
        end=end,
        precision="day",
        city="Chengdu",
        country="CN",
        venue=None,
        participants=(),
        confirmed_by=(),
        unsure=False,
        visit=None,
        stories=1,
        outlets=1,
        independent=1,
        first_reported_at="2026-05-01T00:00:00.000Z",
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def test_nothing_to_draw() -> None:
    assert draw([], TODAY) is None
    assert draw([row(None), row("2020-01-01"), row("2027-01-01")], TODAY) is None


def test_marks_are_in_the_order_of_days() -> None:
    strip = draw([row("2026-05-17"), row("2025-09-01"), row("2026-01-01", "2026-01-20")], TODAY)
    assert strip is not None
    assert [mark.meeting.start for mark in strip.marks] == ["2025-09-01", "2026-01-01", "2026-05-17"]
    assert [mark.x for mark in strip.marks] == sorted(mark.x for mark in strip.marks)
    assert [mark.width > 0 for mark in strip.marks] == [False, True, False]
    assert strip.today is not None
    assert strip.marks[1].x < strip.today < strip.marks[2].x


def test_a_year_of_its_own() -> None:
    strip = draw([row("2023-07-17"), row("2024-01-01")], TODAY, 2023)
    assert strip is not None
    assert [mark.meeting.start for mark in strip.marks] == ["2023-07-17"]
    assert "".join(tick.label[0] for tick in strip.ticks) == "JFMAMJJASOND"
    assert [tick.year for tick in strip.ticks] == [2023, *([None] * 11)]
    assert strip.today is None


def test_what_is_only_roughly_known_is_a_pale_bar() -> None:
    strip = draw([row("2026-05-01", precision="month"), row("2026-05-18", precision="week")], TODAY)
    assert strip is not None
    assert [mark.rough for mark in strip.marks] == [True, True]
    assert strip.marks[0].width > strip.marks[1].width > 0


def test_what_lies_close_together_lies_in_lanes() -> None:
    strip = draw([row("2026-05-01", id=f"m{n}") for n in range(20)], TODAY)
    assert strip is not None
    assert len({mark.y for mark in strip.marks}) == 7
    assert {mark.label for mark in strip.marks} == {"Chengdu", ""}
    apart = draw([row("2026-01-01"), row("2026-05-01", city=None, mode="call"), row("2026-08-15")], TODAY)
    assert apart is not None
    assert len({mark.y for mark in apart.marks}) == 1
    assert [mark.label for mark in apart.marks] == ["Chengdu", "call", ""]


@given(
    st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1)), max_size=40), st.dates(date(2000, 1, 1), date(2030, 1, 1))
)
def test_every_mark_is_on_the_strip(days: list[date], today: date) -> None:
    strip = draw([row(str(day), id=f"m{n}") for n, day in enumerate(days)], today)
    for mark in strip.marks if strip else ():
        assert 0 <= mark.x < WIDTH
        assert strip is not None
        assert 0 < mark.y < strip.foot < strip.height


@given(st.integers(1900, 2999))
def test_every_year_can_be_drawn(year: int) -> None:
    strip = draw([row(f"{year}-12-31")], TODAY, year)
    assert strip is None or len(strip.ticks) in (11, 12)
