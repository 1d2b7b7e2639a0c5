"""Copies are known whatever was done to them; two stories of one event are not taken for one."""

from collections.abc import Callable
from random import Random

import pytest

from monitor.core.deciding.copies import CONTAINED, IN_COMMON, contained, shingles, sketch

_WORDS = (
    "envoy climate talks methane coal carbon target pledge minister delegation hotel river morning agreed "
    "refused drafted statement officials worked before after during under across quietly openly again rarely "
    "power grid mines forest harbour storm winter summer paper table working group experts funding loss damage "
    "market price steel city province governor senate treaty chapter paragraph comma night train airport "
    "garden tea dinner breakfast walk speech question"
)
_ENGLISH = _WORDS.split()
_CHINESE = (
    "气候变化特使会谈甲烷煤炭减排目标承诺部长代表团酒店河流早晨同意拒绝起草声明官员工作之前之后期间公开再次电网矿山森林"
    "港口风暴冬天夏天文件桌子小组专家资金损失市场价格钢铁城市省份州长条约章节段落夜晚火车机场花园茶晚餐早餐散步演讲问题"
)

Paragraphs = list[str]


def english(random: Random, paragraphs: int = 9) -> Paragraphs:
    """A story of some 400 words, its words drawn as people's are: few often, most seldom."""
    return [_sentences(random, _ENGLISH, " ", 45) for _ in range(paragraphs)]


def chinese(random: Random, paragraphs: int = 9) -> Paragraphs:
    return [_sentences(random, _CHINESE, "", 70) for _ in range(paragraphs)]


def _sentences(random: Random, words: list[str] | str, between: str, count: int) -> str:
    return between.join(words[min(int(random.expovariate(0.04)), len(words) - 1)] for _ in range(count)) + "."


def _split(text: str, language: str) -> list[str]:
    return list(text) if language == "zh" else text.split()


def _join(parts: list[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(parts)


def shortened(text: Paragraphs, random: Random, language: str) -> Paragraphs:
    left = sum(len(_split(paragraph, language)) for paragraph in text) * 35 // 100
    kept: Paragraphs = []
    for paragraph in text:
        parts = _split(paragraph, language)[:left]
        left -= len(parts)
        if parts:
            kept.append(_join(parts, language))
    return kept


def with_new_lead(text: Paragraphs, random: Random, language: str) -> Paragraphs:
    return [*MAKERS[language](random, 1), *text[1:]]


def padded(text: Paragraphs, random: Random, language: str) -> Paragraphs:
    new = MAKERS[language](random, 2)
    return [text[0], new[0], *text[1:], new[1]]


def reworded(text: Paragraphs, random: Random, language: str) -> Paragraphs:
    """Every seventh word or pair of characters is another."""
    own: list[str] = list(_CHINESE) if language == "zh" else _ENGLISH
    width = 2 if language == "zh" else 1
    changed: Paragraphs = []
    for paragraph in text:
        parts = _split(paragraph, language)
        for place in range(0, len(parts), width):
            if random.random() < 0.15:
                parts[place : place + width] = random.choices(own, k=len(parts[place : place + width]))
        changed.append(_join(parts, language))
    return changed


def everything(text: Paragraphs, random: Random, language: str) -> Paragraphs:
    """Cut to a third below a new lead, two paragraphs put in, 15 % of the words changed."""
    kept = [text[0], *shortened(text, random, language)]
    return reworded(padded(with_new_lead(kept, random, language), random, language), random, language)


MAKERS: dict[str, Callable[[Random, int], Paragraphs]] = {"en": english, "zh": chinese}
EDITS = [shortened, with_new_lead, padded, reworded, everything]
STORIES = 70


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("edit", EDITS)
def test_recall(edit: Callable[[Paragraphs, Random, str], Paragraphs], language: str) -> None:
    random = Random(20260503)
    found = 0
    for _ in range(STORIES):
        story = MAKERS[language](random, 9)
        one, other = shingles(story, language), shingles(edit(story, random, language), language)
        candidate = len(sketch(one) & sketch(other)) >= IN_COMMON
        found += candidate and contained(one, other) >= CONTAINED
    assert found / STORIES >= 0.97


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_stories_of_one_event_share_quotations_and_are_two(language: str) -> None:
    """Both carry the same statement, a tenth of either."""
    random = Random(20260504)
    for _ in range(STORIES):
        statement = MAKERS[language](random, 1)
        one, other = ([*MAKERS[language](random, 9), *statement] for _ in range(2))
        assert contained(shingles(one, language), shingles(other, language)) < CONTAINED


def test_spelling_marks_and_case_do_not_matter() -> None:
    assert shingles(["The “envoys” met, again."], "en") == shingles(["THE ENVOYS MET AGAIN"], "en")
    assert shingles(["氣候變化特使會談。"], "zh") == shingles(["气候变化特使——会谈"], "zh")


def test_names_and_offices_are_in_no_shingle() -> None:
    wordings = ("中国气候变化事务特使", "美国总统气候问题特使", "解振华", "克里")
    one = "中国气候变化事务特使解振华与美国总统气候问题特使克里十七日上午在北京举行了首轮会谈。"
    other = "双方没有透露细节，美国总统气候问题特使克里随后离开，中国气候变化事务特使解振华到机场送行。"
    assert contained(shingles([one], "zh"), shingles([other], "zh")) > 0.3
    assert contained(shingles([one], "zh", wordings), shingles([other], "zh", wordings)) == 0.0


def test_a_foreign_name_in_chinese_counts_as_words() -> None:
    assert len(shingles(["会见Marcus Thistlewood先生"], "zh")) == 3


def test_hardly_a_text_has_no_sketch_and_shares_nothing() -> None:
    brief = shingles(["The envoys met again in Chengdu."], "en")
    assert sketch(brief) == frozenset()
    assert contained(frozenset(), brief) == 0.0


def test_a_sketch_is_small_and_fits_a_database_integer() -> None:
    long = sketch(shingles(english(Random(1), 60), "en"))
    assert len(long) == 64
    assert all(-(1 << 63) <= number < 1 << 63 for number in long)
    assert len(sketch(shingles(english(Random(1), 1), "en"))) == 24
