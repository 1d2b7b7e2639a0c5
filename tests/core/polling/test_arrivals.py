from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.arrivals import arrive
from monitor.core.records import Entry, Reason

NOW = datetime(2023, 7, 17, 8, 0, tzinfo=UTC)
URL = "https://wire.example.org/a"
ENTRY = Entry(url=f"{URL}?utm_source=rss", title="Envoys meet in Chengdu", published="2023-07-17T07:00:00+00:00")
PASSED = Reason("screen", "passed", "names both sides")
REFUSED = Reason("screen", "refused", "names neither side")


def test_what_is_new_is_judged_under_its_canonical_address() -> None:
    arrival = arrive(URL, ENTRY, None, lambda entry: (True, PASSED), NOW)
    assert arrival is not None
    assert (arrival.url, arrival.wanted, arrival.reasons, arrival.known) == (URL, True, (PASSED,), False)


def test_what_is_screened_out_is_stored_with_its_reason() -> None:
    arrival = arrive(URL, ENTRY, None, lambda entry: (False, REFUSED), NOW)
    assert arrival is not None
    assert (arrival.wanted, arrival.reasons) == (False, (REFUSED,))


def test_without_a_screen_all_is_wanted() -> None:
    arrival = arrive(URL, ENTRY, None, None, NOW)
    assert arrival is not None
    assert (arrival.wanted, arrival.reasons) == (True, ())


@pytest.mark.parametrize(
    "title",
    ["Envoys meet in Chengdu", "ENVOYS MEET IN CHENGDU", " Envoys meet – in Chengdu! ", "Envoys meet in “Chengdu”"],
)
def test_a_headline_with_other_dress_is_the_same_story(title: str) -> None:
    known = Entry(url=URL, title=title, summary="another summary")
    assert arrive(URL, ENTRY, known, None, NOW) is None


def test_a_changed_headline_comes_again_and_says_what_it_was() -> None:
    known = Entry(url=URL, title="Envoys to meet in Chengdu")
    arrival = arrive(URL, ENTRY, known, lambda entry: (True, PASSED), NOW)
    assert arrival is not None
    assert arrival.known
    assert [(reason.step, reason.outcome) for reason in arrival.reasons] == [("feed", "changed"), ("screen", "passed")]
    assert "Envoys to meet in Chengdu" in arrival.reasons[0].detail


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("2023-07-17T07:00:00+00:00", True),
        ("2023-07-18T02:00:00+14:00", True),
        ("2023-07-19", True),
        ("2023-07-20", False),
        ("2099-01-01T00:00:00+00:00", False),
        (None, True),
    ],
)
def test_a_date_still_to_come_gives_way_to_the_time_of_arrival(published: str | None, kept: bool) -> None:
    arrival = arrive(URL, Entry(url=URL, title="x", published=published), None, None, NOW)
    assert arrival is not None
    assert arrival.entry.published == (published if kept else None)
    assert [reason.outcome for reason in arrival.reasons] == ([] if kept else ["date_ahead"])


@given(st.text(max_size=50), st.text(max_size=50))
def test_what_arrived_once_does_not_arrive_again(title: str, url: str) -> None:
    entry = Entry(url=url, title=title)
    first = arrive(url, entry, None, None, NOW)
    assert first is not None
    assert arrive(url, entry, first.entry, None, NOW) is None
