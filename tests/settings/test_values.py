"""Durations and sizes as an operator writes them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.settings.values import format_duration, parse_duration, parse_size


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("1h30m", 5400), ("14d", 1_209_600), ("0s", 0), ("250ms", 0.25)]
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "15", "m", "15 m", "-1s", "1x", "1h 30m", "9999d", 15, None, True])
def test_no_durations(text: object) -> None:
    with pytest.raises(ValueError, match=r"duration|ten years"):
        parse_duration(text)


@given(st.integers(0, 3650 * 86400))
def test_a_duration_is_read_back(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert parse_duration(format_duration(span)) == span


@pytest.mark.parametrize(("value", "size"), [("8MiB", 8 * 1024**2), ("512 KiB", 524288), (10, 10), ("1GiB", 1024**3)])
def test_sizes(value: object, size: int) -> None:
    assert parse_size(value) == size


@pytest.mark.parametrize("value", ["", "8MB", "MiB", "0B", 0, -1, True, 1.5, None])
def test_no_sizes(value: object) -> None:
    with pytest.raises(ValueError, match="size"):
        parse_size(value)
