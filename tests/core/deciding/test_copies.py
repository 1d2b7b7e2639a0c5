"""Copies are known whatever was done to them; two stories of one event are not taken for one.

`benchmarks/copies.py` measures the same with more editions; its table is in docs/accuracy.md.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from random import Random

import pytest

from monitor.core.deciding.copies import IN_COMMON, contained, enough, shingles, sketch
from monitor.core.reading.understand import understand
from monitor.core.records import Block, Story
from tests.evaluation.corpus import Article, load
from tests.evaluation.labelled import story_of
from tests.support.edits import Desk
from tests.support.reading import knowledge

LONG_ENOUGH = {"en": 200, "zh": 250}
"""Words or characters of an agency's story; of less than that, a third is a headline."""
EDITIONS = 8


@cache
def stories(language: str) -> Sequence[tuple[Article, Story]]:
    """Every fourth story of the corpus as it is read, and all that are long."""
    own = [article for article in load() if article.lang == language]
    chosen = [one for number, one in enumerate(own) if number % 4 == 0 or length(one) >= LONG_ENOUGH[language]]
    return [(article, understand(story_of(article).text, knowledge())) for article in chosen]


def length(article: Article) -> int:
    return sum(len(text) if article.lang == "zh" else len(text.split()) for text in article.paragraphs)


def is_copy(first: Story, later: Story) -> bool:
    """As the archive decides."""
    texts = [[block.text for block in story.text.blocks] for story in (first, later)]
    language = later.text.language
    sketches = [sketch(shingles(text, language, s.wordings)) for text, s in zip(texts, (first, later), strict=True)]
    share = contained(*(shingles(text, language, later.wordings) for text in texts))
    return len(sketches[0] & sketches[1]) >= IN_COMMON and enough(share, language)


def edited(story: Story, paragraphs: Sequence[str]) -> Story:
    return replace(
        story, text=replace(story.text, blocks=tuple(Block("paragraph", paragraph) for paragraph in paragraphs))
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("edit", list(Desk("en", (), Random()).edits))
def test_a_copy_is_known_whatever_was_done_to_it(edit: str, language: str) -> None:
    chance = Random(20260503)
    known = made = 0
    for article, story in stories(language):
        if length(article) < LONG_ENOUGH[language]:
            continue
        others = [text for one, _ in stories(language) if one.id != article.id for text in one.paragraphs]
        for _ in range(EDITIONS):
            desk = Desk(language, others, chance)
            known += is_copy(story, edited(story, desk.edits[edit](article.paragraphs)))
            made += 1
    assert made >= 2 * EDITIONS
    assert known / made >= 0.97


@pytest.mark.parametrize("language", ["en", "zh"])
def test_different_stories_are_no_copies_of_each_other(language: str) -> None:
    pairs = [pair for pair in combinations(stories(language), 2) if "copy" not in pair[1][0].id]
    assert [f"{one.id}, {other.id}" for (one, a), (other, b) in pairs if is_copy(a, b)] == []


def test_the_corpus_has_a_copy_and_it_is_known() -> None:
    held, copy = (
        understand(story_of(one).text, knowledge())
        for one in load()
        if one.id in {"en-2025-chengdu-held", "en-2025-chengdu-copy"}
    )
    assert is_copy(held, copy)


STATEMENT = "We will not rest until the last well is sealed and the last promise is kept, by both and in full view."


def test_what_somebody_is_quoted_as_saying_makes_no_copy() -> None:
    one = [f"“{STATEMENT}” the minister told reporters who had waited in the rain since dawn."]
    other = [f"It was late. “{STATEMENT}” Nobody asked anything else, and the lights went out."]
    assert contained(shingles(one, "en"), shingles(other, "en")) == 0.0
    chinese = "“最后一口井封好之前，我们不会休息，承诺也要一条一条兑现。”"
    assert (
        contained(shingles([f"部长对记者说{chinese}随后离场"], "zh"), shingles([f"他在雨中重申{chinese}"], "zh")) == 0.0
    )


def test_spelling_marks_and_case_do_not_matter() -> None:
    assert shingles(["The envoys’ cars came, again."], "en") == shingles(["THE ENVOYS' CARS CAME AGAIN"], "en")
    assert shingles(["氣候變化特使會談。"], "zh") == shingles(["气候变化特使——会谈"], "zh")


def test_names_and_offices_say_nothing() -> None:
    wordings = ("中国气候变化事务特使", "美国总统气候问题特使", "解振华", "克里")
    one = "中国气候变化事务特使解振华与美国总统气候问题特使克里十七日上午在北京举行了首轮会谈。"
    other = "双方没有透露细节，美国总统气候问题特使克里随后离开，中国气候变化事务特使解振华到机场送行。"
    assert contained(shingles([one], "zh"), shingles([other], "zh")) > 0.3
    assert contained(shingles([one], "zh", wordings), shingles([other], "zh", wordings)) == 0.0


def test_what_stands_around_a_name_is_kept_together() -> None:
    by_name = shingles(["It rained when Dana Okafor arrived at noon."], "en", ("Dana Okafor",))
    by_office = shingles(["It rained when the envoy arrived at noon."], "en", ("the envoy",))
    assert by_name == by_office
    assert len(by_name) == 4


def test_a_foreign_name_in_chinese_counts_as_words() -> None:
    assert len(shingles(["会见Marcus Thistlewood先生"], "zh")) == 2


def test_hardly_a_text_has_no_sketch_and_shares_nothing() -> None:
    brief = shingles(["The envoys met again in Chengdu."], "en")
    assert sketch(brief) == frozenset()
    assert contained(frozenset(), brief) == 0.0


def test_a_sketch_is_small_and_fits_a_database_integer() -> None:
    words = [f"word{number}" for number in range(500)]
    long = sketch(shingles([" ".join(words)], "en"))
    assert len(long) == 64
    assert all(-(1 << 63) <= number < 1 << 63 for number in long)
    part = sketch(shingles([" ".join(words[:250])], "en"))
    assert len(part & long) > 10
    assert {number for number in part if number <= max(long)} <= long
