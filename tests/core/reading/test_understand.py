from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.understand import understand
from tests.support.reading import knowledge, make_text

STORY = (
    "OSLO, May 6 (Wire) - U.S. climate envoy Jane Roe met her Chinese counterpart Shen Guolan in Oslo on Tuesday.",
    "“We have a list and a deadline,” Roe told reporters.",
)


def test_a_story_has_its_parts() -> None:
    text = make_text(*STORY)
    story = understand(text, knowledge())
    assert story.text is text
    assert [(person.name, person.country) for person in story.people] == [("Jane Roe", "US"), ("Shen Guolan", "CN")]
    assert [(quote.text, quote.speaker) for quote in story.quotes] == [("We have a list and a deadline,", "Jane Roe")]
    [meeting] = story.meetings
    assert meeting.evidence == (STORY[0],)
    assert 0.5 < meeting.confidence < 1
    assert story.relevance.relevant


def test_the_same_text_gives_the_same_story() -> None:
    assert understand(make_text(*STORY), knowledge()) == understand(make_text(*STORY), knowledge())


def test_a_story_without_a_day_still_has_its_meeting() -> None:
    [meeting] = understand(make_text(*STORY, published=None), knowledge()).meetings
    assert (meeting.start, meeting.precision, meeting.status) == (None, "unknown", "held")


def test_a_sentence_without_end_is_read() -> None:
    story = understand(make_text(" and ".join([STORY[0].rstrip(".")] * 60)), knowledge())
    assert story.meetings


PIECES = [
    *STORY, "Roe", "Shen", "the two", "met", "on Monday", "will meet", "in Geneva", "talks with", "no plans to",
    ",", ".", "“",    "他与沈国澜会谈", "将于16日", "，", "。", "President Xi", "postponed until June 3", "by phone",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["en", "zh", "fr"]))
def test_any_text_gives_meetings_that_are_well_formed(parts: list[str], language: str) -> None:
    for meeting in understand(make_text(" ".join(parts), language=language), knowledge()).meetings:
        assert {"US", "CN"} <= {person.country for person in meeting.participants}
        assert (meeting.start is None) == (meeting.precision == "unknown")
        assert meeting.end is None or (meeting.precision == "day" and meeting.start and meeting.start <= meeting.end)
        assert meeting.mode == "in_person" or not (meeting.city or meeting.country or meeting.venue)
        assert meeting.evidence
