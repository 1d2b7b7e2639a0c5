from hypothesis import given
from hypothesis import strategies as st

from monitor.core.durations import AWAY, Durations, Histogram


@given(st.lists(st.floats(0, 100)))
def test_each_bound_counts_what_it_holds(spans: list[float]) -> None:
    histogram = Histogram(AWAY)
    for span in spans:
        histogram.note(span)
    assert histogram.counts == [sum(span <= bound for span in spans) for bound in AWAY]
    assert histogram.counts == sorted(histogram.counts)
    assert (histogram.total, histogram.seconds) == (len(spans), sum(spans))


def test_every_channel_has_its_own() -> None:
    durations = Durations()
    durations.sending("a").note(1.0)
    assert durations.sending("a").total == 1
    assert durations.sending("b").total == durations.delivery("a").total == 0
