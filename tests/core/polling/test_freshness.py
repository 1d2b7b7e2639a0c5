from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.freshness import freshness, http_date, retry_after

NOW = datetime(2023, 7, 17, 8, 0, tzinfo=UTC)
DATE = "Mon, 17 Jul 2023 08:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, Max-Age = 600, must-revalidate"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600", "age": "old"}, 600),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "no-cache"}, 0),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"cache-control": "max-age=" + "9" * 40}, 0),
        ({"expires": "Mon, 17 Jul 2023 09:00:00 GMT"}, 3600),
        ({"expires": "Mon, 17 Jul 2023 09:00:00 GMT", "date": "Mon, 17 Jul 2023 08:30:00 GMT"}, 1800),
        ({"expires": "0"}, 0),
        ({"expires": "Mon, 17 Jul 2000 09:00:00 GMT"}, 0),
        ({"expires": "Mon, 17 Jul 2023 09:00:00 GMT", "cache-control": "max-age=60"}, 60),
    ],
)
def test_an_answer_lives_as_long_as_its_headers_say(headers: dict[str, str], seconds: int) -> None:
    assert freshness(headers, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 17 Jul 2023 08:02:00 GMT", 120),
        ("Mon, 17 Jul 2023 07:00:00 GMT", 0),
        ("315360000", 315_360_000),
        ("-5", None),
        ("tomorrow", None),
        ("1.5", None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(value: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after({"retry-after": value}, NOW) == expected


def test_a_date_without_a_zone_is_utc() -> None:
    assert http_date("Mon, 17 Jul 2023 08:00:00") == NOW == http_date(DATE)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_it(first: str, second: str) -> None:
    headers = {"cache-control": first, "expires": second, "date": first, "age": second, "retry-after": first}
    assert freshness(headers, NOW) >= timedelta(0)
    assert (retry_after(headers, NOW) or timedelta(0)) >= timedelta(0)
