"""What it costs to understand a story, in words of news: people, days, meetings, quotes, relevance.

    python benchmarks/understanding.py [--pages FOLDER] [--quick]

Stories that report a meeting are dense, every sentence says who, when or where; general news is what is mostly read.
A page of 200,000 words shows that the cost grows with the length and no faster.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import Aim, Options, Result, Row, chance, run, take_turns
from benchmarks.material import WORDS, pages, stories
from monitor.core.errors import UnreadablePage
from monitor.core.knowledge import Knowledge
from monitor.core.reading.understand import understand
from monitor.core.records import Page, Text
from monitor.knowledge import load_knowledge
from monitor.parsing.page import read_page
from tests.evaluation.labelled import text_of

LONG = 200_000
_CHARACTERS_A_WORD = 1.7
"""Of Chinese; an English word is one."""


def words(text: Text) -> float:
    """How long a text is."""
    if text.language == "zh":
        return sum(len(block.text) for block in text.blocks) / _CHARACTERS_A_WORD
    return sum(len(block.text.split()) for block in text.blocks)


def read(bodies: Sequence[bytes], knowledge: Knowledge) -> Iterator[Text]:
    """The texts of pages."""
    for number, body in enumerate(bodies):
        try:
            yield read_page(Page(source=str(number), body=body), knowledge.pages)
        except UnreadablePage:
            continue


def long_text(texts: Sequence[Text], length: int) -> Text:
    """A text of `length` words out of all `texts`."""
    blocks = [block for text in texts for block in text.blocks]
    once = sum(map(words, texts))
    return replace(texts[0], blocks=tuple(blocks * (int(length / once) + 1)))


def milliseconds(texts: Sequence[Text], knowledge: Knowledge, rounds: int) -> float:
    """Of processor time for 600 words."""
    spent = take_turns({"understand": lambda text: understand(text, knowledge)}, texts, rounds)["understand"]
    return spent * 1000 * len(texts) / sum(map(words, texts)) * WORDS


def measure(options: Options) -> Iterator[Result]:
    """By kind of story, and by length."""
    knowledge = load_knowledge()
    gc.freeze()
    luck, count = chance(), 20 if options.quick else 100
    kinds = {
        "stories on a meeting, English": [text_of(one) for one in stories(count, luck, "en")],
        "stories on a meeting, Chinese": [text_of(one) for one in stories(count, luck, "zh")],
        "other stories of the field, English": [text_of(one) for one in stories(count, luck, "en", reporting=False)],
        "other stories of the field, Chinese": [text_of(one) for one in stories(count, luck, "zh", reporting=False)],
    }
    general = "general news"
    if options.pages:
        kinds[general] = list(read(pages(options.pages, count, luck), knowledge))
    spent = {name: milliseconds(texts, knowledge, options.rounds(3)) for name, texts in kinds.items()}
    dense = max(spent["stories on a meeting, English"], spent["stories on a meeting, Chinese"])
    yield Result(
        title="Understanding a story",
        unit="ms of one core, 600 words",
        rows=tuple(Row(name, value) for name, value in spent.items()),
        base="stories on a meeting, English",
        aims=(
            Aim("600 words of stories on a meeting", dense, 3.0, unit="ms"),
            *([Aim("600 words of general news", spent[general], 3.0, unit="ms")] if options.pages else []),
        ),
        text="Reading the page is not in it. `general news` is there where a folder of real pages was given.",
    )
    yield _growth(options, list(kinds.values())[-1], knowledge)


def _growth(options: Options, texts: Sequence[Text], knowledge: Knowledge) -> Result:
    length = LONG // 10 if options.quick else LONG
    rows = []
    for size in (length // 10, length):
        text = long_text(texts, size)
        began = time.process_time()
        understand(text, knowledge)
        spent = time.process_time() - began
        rows.append(Row(f"{size:,} words", spent / words(text) * WORDS * 1000, f"{spent:.2f} s in all"))
    return Result(
        title="Understanding long pages",
        unit="ms of one core, 600 words",
        rows=tuple(rows),
        base=rows[0].name,
        aims=(Aim("600 words of a long page against a short one's", rows[1].value / rows[0].value, 1.5),),
        text="The same paragraphs over and over.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
