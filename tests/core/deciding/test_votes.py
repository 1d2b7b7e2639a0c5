from __future__ import annotations

from monitor.core.deciding.votes import Votes, most_say
from tests.support.meetings import meeting, report


def test_a_copy_has_no_vote_of_its_own_and_silence_none_at_all() -> None:
    votes = Votes[str]()
    assert votes.leading() is None
    for said, original in (("Doha", "a"), ("Doha", "a"), (None, "b"), ("Busan", "c"), ("Busan", "d")):
        votes.add(said, original)
    assert votes.leading() == "Busan"


def test_of_equals_the_preferred_leads_then_the_first_told() -> None:
    votes = Votes[str]()
    votes.add("Doha", "a")
    votes.add("Busan", "b")
    assert votes.leading() == "Doha"
    assert votes.leading(lambda city: city == "Busan") == "Busan"


def test_what_most_reports_say() -> None:
    told = [report(meeting(city=city), story=f"https://wire.example/{city}") for city in ("Doha", "Busan")]
    told.append(report(meeting(city="Busan"), story="https://wire.example/3"))
    assert most_say(told, lambda one: one.facts.city) == "Busan"
