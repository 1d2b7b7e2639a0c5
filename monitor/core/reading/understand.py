"""A text understood: document → cast → dates → meetings, quotes, people, relevance.

Pure and deterministic: the same text and the same knowledge give the same story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.core.reading.dates import read_dates
from monitor.core.reading.document import Document, make_document
from monitor.core.reading.meetings import read_meetings
from monitor.core.reading.moving import moved_from
from monitor.core.reading.people import Cast, read_people
from monitor.core.reading.principals import can_meet
from monitor.core.reading.quotes import read_quotes
from monitor.core.reading.relevance import judge_relevance
from monitor.core.records import Meeting, Person, Story, Text

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge


def understand(text: Text, knowledge: Knowledge) -> Story:
    """Everything that `text` says, as one story."""
    document = make_document(text, knowledge)
    cast = read_people(document, knowledge)
    meetings: tuple[Meeting, ...] = ()
    if can_meet(cast):  # most stories name nobody who could: their days need no reading
        dates = read_dates(document, knowledge.language(document.language).dates)
        meetings = read_meetings(document, cast, dates, knowledge)
    return Story(
        text=text,
        quotes=read_quotes(document, cast, knowledge),
        people=_people(cast),
        meetings=meetings,
        relevance=judge_relevance(document, cast, knowledge, meetings),
        wordings=_wordings(document, cast),
        moved_from=moved_from(document, meetings, knowledge),
    )


def _wordings(document: Document, cast: Cast) -> tuple[str, ...]:
    """Names and offices as written: what every story of one event shares, whoever wrote it."""
    found = {character.role for character in cast.characters if character.role}
    found |= {
        document.passages[mention.passage].text[mention.start : mention.end]
        for mention in cast.mentions
        if mention.form != "pronoun"
    }
    return tuple(sorted((wording for wording in found if len(wording) > 1), key=lambda one: (-len(one), one)))


def _people(cast: Cast) -> tuple[Person, ...]:
    return tuple(
        Person(character.name, character.country, character.role)
        for character in cast.characters
        if character.kind == "person"
    )
