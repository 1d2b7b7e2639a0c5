from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.answers import Answer, Validators
from monitor.core.feed_document import FeedDocument, Wishes
from monitor.core.polling import decide
from monitor.core.polling.feed import Feed, FeedDefinition

NOW = datetime(2023, 7, 17, 8, 0, tzinfo=UTC)
INTERVAL = timedelta(minutes=15)
URL = "https://wire.example.org/rss"
NEW_URL = "https://wire.example.org/new.xml"
KNOWN = Validators(b'"1"', b"Mon, 17 Jul 2023 07:00:00 GMT")
FEED = Feed(
    id=1,
    definition=FeedDefinition("Example Wire", URL, INTERVAL),
    location=URL,
    due_at=NOW,
    validators=KNOWN,
    body_hash=b"old",
    polled_at=NOW - INTERVAL,
)
DOCUMENT = FeedDocument("rss20", "Example Wire", ())


def said(status: int = 200, validators: Validators = KNOWN, moved_to: str | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(URL, status, b"", named, validators, moved_to)


def events(outcome: decide.Outcome) -> list[str]:
    return [notice.event for notice in outcome.notices]


FEEDS = st.builds(
    Feed,
    id=st.just(1),
    definition=st.just(FEED.definition),
    location=st.sampled_from([URL, NEW_URL]),
    due_at=st.just(NOW),
    validators=st.sampled_from([KNOWN, Validators(), Validators(b'"1"', None)]),
    wishes=st.sampled_from([Wishes(), Wishes(ttl=timedelta(hours=2)), Wishes(skip_hours=frozenset({8}))]),
    failures=st.integers(0, 2),
    trouble=st.none() | st.just("fails"),
    redirected_to=st.none() | st.just(NEW_URL),
    redirected_since=st.none() | st.just(NOW - timedelta(days=3)),
    redirects=st.integers(0, 3),
)
ANSWERS = st.builds(
    Answer,
    url=st.just(URL),
    status=st.sampled_from([200, 304]),
    headers=st.sampled_from([{}, {"cache-control": "max-age=7200"}]),
    validators=st.sampled_from([KNOWN, Validators(), Validators(b'"2"', None)]),
    moved_to=st.none() | st.just(NEW_URL),
)


def remembered(outcome: decide.Outcome) -> Feed:
    """The feed as it is remembered, with what a visit says."""
    visit = outcome.visit
    if visit is None:
        return outcome.feed
    return replace(outcome.feed, polled_at=visit.at, succeeded_at=visit.at, due_at=visit.due_at, status=visit.status)


def never_asked(feed: Feed) -> Feed:
    """The feed without what a visit changes."""
    return replace(feed, polled_at=None, succeeded_at=None, due_at=NOW, status=None)


@given(FEEDS, ANSWERS)
def test_a_visit_says_all_that_changed_or_is_none(feed: Feed, answer: Answer) -> None:
    outcome, whole = decide.unchanged(feed, answer, NOW), decide._well(feed, answer, NOW)
    assert remembered(outcome) == whole.feed
    assert outcome.notices == whole.notices
    nothing_else = not whole.notices and never_asked(whole.feed) == never_asked(feed)
    assert (outcome.visit is not None) == nothing_else


def test_the_usual_answer_is_a_visit() -> None:
    assert decide.unchanged(FEED, said(304), NOW).visit == decide.Visit(NOW, NOW + INTERVAL, 304)
    assert decide.unchanged(FEED, said(304, Validators()), NOW).visit is not None
    assert decide.unchanged(FEED, said(304, Validators(b'"2"', None)), NOW).visit is None
    assert decide.unchanged(FEED, said(200, Validators()), NOW).visit is None


def test_nothing_new_means_again_in_an_interval() -> None:
    feed = remembered(decide.unchanged(FEED, said(304, Validators()), NOW))
    assert feed.due_at == NOW + INTERVAL
    assert (feed.polled_at, feed.succeeded_at, feed.changed_at, feed.status) == (NOW, NOW, None, 304)
    assert feed.validators == KNOWN
    assert feed.body_hash == b"old"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (Validators(b'"2"', None), Validators(b'"2"', KNOWN.last_modified)),
        (Validators(None, b"later"), Validators(b'"1"', b"later")),
    ],
)
def test_a_304_renews_the_validators_that_it_names(new: Validators, expected: Validators) -> None:
    assert decide.unchanged(FEED, said(304, new), NOW).feed.validators == expected


@pytest.mark.parametrize("new", [Validators(b'W/"2"', None), Validators()])
def test_a_200_replaces_both_validators_also_where_the_body_is_the_same(new: Validators) -> None:
    assert decide.unchanged(FEED, said(200, new), NOW).feed.validators == new
    after = decide.changed(FEED, said(200, new), DOCUMENT, b"new", NOW).feed
    assert (after.validators, after.body_hash, after.changed_at) == (new, b"new", NOW)


@pytest.mark.parametrize(
    ("answer", "wishes", "pause"),
    [
        (said(cache_control="max-age=21600"), Wishes(), timedelta(hours=6)),
        (said(expires="Mon, 17 Jul 2023 10:00:00 GMT"), Wishes(), timedelta(hours=2)),
        (said(cache_control="max-age=60"), Wishes(), INTERVAL),
        (said(cache_control="max-age=31536000"), Wishes(), timedelta(days=1)),
        (said(), Wishes(ttl=timedelta(hours=3)), timedelta(hours=3)),
        (said(), Wishes(skip_hours=frozenset({8, 9})), timedelta(hours=2)),
    ],
)
def test_what_the_server_and_the_feed_ask_for_is_kept(answer: Answer, wishes: Wishes, pause: timedelta) -> None:
    outcome = decide.changed(FEED, answer, replace(DOCUMENT, wishes=wishes), b"new", NOW)
    assert outcome.feed.due_at == NOW + pause
    assert remembered(decide.unchanged(outcome.feed, answer, NOW)).due_at == NOW + pause, (
        "a 304 does not repeat the wishes"
    )


def test_failures_back_off_and_say_so_in_one_line() -> None:
    feed = FEED
    for number, minutes in enumerate((30, 60, 120), start=1):
        outcome = decide.failed(feed, f"{URL}: cannot be reached", NOW)
        feed = outcome.feed
        assert (feed.failures, feed.due_at) == (number, NOW + timedelta(minutes=minutes))
        assert feed.trouble == f"{URL}: cannot be reached"
        assert events(outcome) == ["feed.failed"]
    assert outcome.notices[0].message == f"Example Wire: {URL}: cannot be reached; asked again in 2 h"
    assert feed.validators == KNOWN, "what is known stays known"
    recovered = decide.unchanged(feed, said(304), NOW)
    assert (recovered.feed.failures, recovered.feed.trouble, events(recovered)) == (0, None, ["feed.recovered"])


@pytest.mark.parametrize(
    ("status", "wish", "pause", "host_pause"),
    [
        (404, "", timedelta(minutes=30), None),
        (500, "", timedelta(minutes=30), None),
        (500, "7200", timedelta(hours=2), None),
        (429, "", timedelta(minutes=30), timedelta(minutes=30)),
        (429, "7200", timedelta(hours=2), timedelta(hours=2)),
        (429, "Mon, 17 Jul 2023 11:00:00 GMT", timedelta(hours=3), timedelta(hours=3)),
        (429, "when it suits", timedelta(minutes=30), timedelta(minutes=30)),
        (429, "315360000", timedelta(days=1), timedelta(days=1)),
        (503, "", timedelta(minutes=30), None),
        (503, "3600", timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_errors_back_off_as_long_as_the_server_asks(
    status: int, wish: str, pause: timedelta, host_pause: timedelta | None
) -> None:
    outcome = decide.refused_by_server(FEED, said(status, retry_after=wish), NOW)
    assert (outcome.feed.due_at, outcome.host_pause) == (NOW + pause, host_pause)
    assert (outcome.feed.status, outcome.feed.state, outcome.feed.failures) == (status, "active", 1)
    assert outcome.feed.trouble == f"{URL}: answers {status}"


def test_a_410_ends_the_asking_and_the_operator_is_told() -> None:
    outcome = decide.refused_by_server(FEED, said(410), NOW)
    assert outcome.feed.state == "gone"
    assert events(outcome) == ["feed.gone"]
    assert "not asked any more" in outcome.notices[0].message


def test_a_body_that_is_no_feed_is_not_asked_for_again_until_it_changes() -> None:
    outcome = decide.unreadable(FEED, said(200, Validators(b'"2"')), f"{URL}: is a web page", b"new", NOW)
    assert (outcome.feed.validators, outcome.feed.body_hash) == (Validators(b'"2"'), b"new")
    assert (outcome.feed.failures, outcome.feed.trouble, outcome.feed.changed_at) == (1, f"{URL}: is a web page", None)


def test_still_the_same_body_that_is_no_feed_is_still_trouble() -> None:
    broken = decide.unreadable(FEED, said(), f"{URL}: is a web page", b"new", NOW).feed
    outcome = decide.unchanged(broken, said(304, Validators()), NOW)
    assert (outcome.feed.failures, outcome.feed.trouble) == (2, f"{URL}: is a web page")
    assert outcome.feed.validators == KNOWN


def test_a_feed_without_a_name_takes_its_own_title() -> None:
    nameless = replace(FEED, definition=replace(FEED.definition, name=URL))
    assert decide.changed(nameless, said(), DOCUMENT, b"new", NOW).feed.definition.name == "Example Wire"
    untitled = replace(DOCUMENT, title="")
    assert decide.changed(nameless, said(), untitled, b"new", NOW).feed.definition.name == URL
    titled = replace(DOCUMENT, title="Another")
    assert decide.changed(FEED, said(), titled, b"new", NOW).feed.definition.name == "Example Wire"


def polled(feed: Feed, moved_to: str | None, at: datetime) -> decide.Outcome:
    return decide.unchanged(feed, said(304, Validators(), moved_to), at)


def test_a_move_is_believed_after_three_sightings_over_two_days() -> None:
    feed = FEED
    for hours in (0, 12, 36, 47):
        outcome = polled(feed, NEW_URL, NOW + timedelta(hours=hours))
        feed = outcome.feed
        assert (feed.location, events(outcome)) == (URL, [])
    outcome = polled(feed, NEW_URL, NOW + timedelta(hours=48))
    assert (outcome.feed.location, outcome.feed.definition.url) == (NEW_URL, URL)
    assert events(outcome) == ["feed.moved"]
    assert outcome.feed.validators == FEED.validators, "the answers came from the new address already"


@pytest.mark.parametrize("between", [None, "https://elsewhere.example.org/"])
def test_a_move_that_wavers_is_not_believed(between: str | None) -> None:
    feed = FEED
    for hours, target in ((0, NEW_URL), (24, NEW_URL), (47, between), (49, NEW_URL), (90, NEW_URL)):
        feed = polled(feed, target, NOW + timedelta(hours=hours)).feed
    assert feed.location == URL


def test_two_sightings_over_two_days_are_too_few() -> None:
    feed = polled(FEED, NEW_URL, NOW).feed
    assert polled(feed, NEW_URL, NOW + timedelta(hours=72)).feed.location == URL


def test_a_move_is_taken_back_when_the_new_address_fails() -> None:
    feed = replace(FEED, location=NEW_URL)
    for _ in range(2):
        feed = decide.failed(feed, "fails", NOW).feed
        assert feed.location == NEW_URL
    outcome = decide.failed(feed, "fails", NOW)
    assert outcome.feed.location == URL
    assert events(outcome) == ["feed.failed", "feed.moved_back"]
    assert outcome.feed.validators == Validators()


@pytest.mark.parametrize(
    ("polled_at", "due_at", "expected"),
    [
        (NOW + timedelta(days=365), NOW + timedelta(days=365, minutes=15), NOW + INTERVAL),
        (NOW + timedelta(days=365), NOW - timedelta(days=1), NOW),
        (NOW - INTERVAL, NOW + INTERVAL, NOW + INTERVAL),
        (None, NOW + INTERVAL, NOW + INTERVAL),
    ],
)
def test_a_clock_set_back_costs_an_interval_at_most(
    polled_at: datetime | None, due_at: datetime, expected: datetime
) -> None:
    after = decide.clock_set_back(replace(FEED, polled_at=polled_at, due_at=due_at), NOW)
    assert after.due_at == expected
    assert after.polled_at is None or after.polled_at <= NOW


@pytest.mark.parametrize(
    ("interval", "words"),
    [(timedelta(seconds=1), "2 s"), (INTERVAL, "30 min"), (timedelta(hours=1), "2 h"), (timedelta(days=2), "2 d")],
)
def test_pauses_are_told_in_their_own_unit(interval: timedelta, words: str) -> None:
    feed = replace(FEED, definition=replace(FEED.definition, interval=interval))
    assert decide.failed(feed, "fails", NOW).notices[0].message.endswith(f"asked again in {words}")
