"""Which capitals of a passage are an outlet's name."""

import pytest

from monitor.core.reading.document import make_document
from monitor.core.reading.outlet_names import OutletNames
from monitor.core.reading.people import read_people
from tests.core.reading.stories import story
from tests.support.reading import knowledge


def outlets(line: str) -> list[str]:
    document = make_document(story(line), knowledge())
    cast, english = read_people(document, knowledge()), knowledge().language("en")
    passage = document.passages[-1]
    mentions = [mention for mention in cast.mentions if mention.passage == passage.index]
    nouns = english.quotes.table.find(passage.folded).outlets
    return [name for _, _, name in OutletNames(english.quotes, english.people).of(passage, nouns, mentions)]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Roe told Reuters that it was late.", ["Reuters"]),
        ("Jane Roe told the Ohio Valley Courier that it was late.", ["Ohio Valley Courier"]),
        ("Jane Roe told Swiss Television that it was late.", ["Swiss Television"]),
        ("Jane Roe spoke on Radio Lac.", ["Radio Lac"]),
        ("Jane Roe told Vanguardia it was late.", ["Vanguardia"]),
        ("Jane Roe told Q&R Global after the talks that it was late.", ["Q&R Global"]),
        ("Jane Roe told Lumen Friday that it was late.", ["Lumen"]),
        ("In an interview with Svenska Bladet on Monday, Jane Roe was late.", ["Svenska Bladet"]),
        ("Jane Roe told the Lumen news agency that it was late.", ["Lumen"]),
        ("Jane Roe wrote an op-ed in Foreign Roads.", ["Foreign Roads"]),
    ],
)
def test_an_outlet_by_its_look_or_its_place(line: str, names: list[str]) -> None:
    assert outlets(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe told Tom Doe that it was late.",
        "Jane Roe told Shen Guolan that it was late.",
        "Jane Roe told Shen that it was late.",
        "Jane Roe told Parliament that it was late.",
        "Jane Roe told Beijing that it was late.",
        "Jane Roe told Exxon shareholders that it was late.",
        "Jane Roe told the Lumen that it was late.",
        "Jane Roe told Senator Doe that it was late.",
        "Jane Roe told Coral Watch Alliance that it was late.",
        "Jane Roe sold Lumen, told nobody, and left.",
    ],
)
def test_people_bodies_and_places_are_none(line: str) -> None:
    assert outlets(line) == []
