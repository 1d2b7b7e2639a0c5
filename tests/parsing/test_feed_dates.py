import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsing.feed_dates import feed_date


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mon, 17 Jul 2023 09:30:00 +0800", "2023-07-17T09:30:00+08:00"),
        ("Mon, 17 Jul 2023 09:30:00 GMT", "2023-07-17T09:30:00+00:00"),
        ("17 Jul 2023 09:30 EDT", "2023-07-17T09:30:00-04:00"),
        ("2023-07-17T09:30:00Z", "2023-07-17T09:30:00+00:00"),
        ("2023-07-17T09:30:00.123+08:00", "2023-07-17T09:30:00+08:00"),
        ("2023-07-17 09:30:00", "2023-07-17T09:30:00"),
        (" 2023-07-17 ", "2023-07-17"),
        ("2023-02-30", None),
        ("Mon, 17 Jul 2023 25:30:00 GMT", None),
        ("yesterday", None),
        ("", None),
        ("-0001-11-30T00:00:00+00:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("2999-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_dates_keep_their_precision_and_offset_and_absurd_ones_are_none(raw: str, expected: str | None) -> None:
    assert feed_date(raw) == expected


def test_spellings_that_only_feedparser_knows_are_taken_from_it() -> None:
    parsed = time.struct_time((2023, 7, 17, 1, 30, 0, 0, 198, 0))
    assert feed_date("17. juli 2023 kl. 09:30", parsed) == "2023-07-17T01:30:00+00:00"
    assert feed_date("17. juli 2023", time.struct_time((2023, 99, 17, 1, 30, 0, 0, 198, 0))) is None


@given(st.text(max_size=80))
def test_no_text_breaks_it(raw: str) -> None:
    found = feed_date(raw)
    assert found is None or found[:2] in ("19", "20", "21")
