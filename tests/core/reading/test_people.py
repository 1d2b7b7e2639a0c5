"""Who is who: invented people in every way a story may introduce them, and those who must not be taken for envoys."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.people import Cast, Character
from tests.support.reading import make_text, read, standing

CLIMATE = {"en": "The climate talks are part of climate diplomacy.", "zh": "气候谈判是气候外交的一部分。"}


def cast_of(*paragraphs: str, language: str = "en", headline: str = "", published: str = "2026-05-06") -> Cast:
    return read(make_text(*paragraphs, language=language, headline=headline, published=published))[1]


def person(cast: Cast, name: str) -> Character:
    found = [character for character in cast.characters if character.name == name]
    assert found, f"{name} is not among {[character.name for character in cast.characters]}"
    return found[0]


@dataclass(frozen=True)
class Case:
    """A text and what it makes of whom."""

    text: str
    name: str
    tier: str
    country: str | None = None
    published: str = "2026-05-06"


ENGLISH = [
    # Titles and appositions, future officials
    Case("US climate envoy Jane Roe met China's Shen Guolan.", "Jane Roe", "envoy", "US"),
    Case(
        "Shen Guolan, special envoy for the People's Republic of China, spoke of the climate.",
        "Shen Guolan",
        "envoy",
        "CN",
    ),
    Case("The new U.S. climate envoy, Jane Roe, left on Monday.", "Jane Roe", "envoy", "US"),
    Case(
        "Special Envoy for Climate Daniel K. Holloway-Reyes of the United States left.",
        "Daniel K. Holloway-Reyes",
        "envoy",
        "US",
    ),
    Case("Washington's top climate diplomat, Julia Chen, left.", "Julia Chen", "envoy", "US"),
    Case("The White House's senior adviser for international climate policy, Tom Ng, left.", "Tom Ng", "envoy", "US"),
    Case("President Biden's climate czar, Al Dorn, left.", "Al Dorn", "envoy", "US"),
    Case("Ouyang Mei, Beijing's chief negotiator at the U.N. climate talks, left.", "Ouyang Mei", "envoy", "CN"),
    Case("Sima Yuan, the head of China's delegation to the U.N. climate talks, left.", "Sima Yuan", "envoy", "CN"),
    Case("China's deputy special envoy for climate change, Shangguan Wei, left.", "Shangguan Wei", "envoy", "CN"),
    Case("Long Ming, who is China's special envoy for climate change affairs, left.", "Long Ming", "envoy", "CN"),
    Case("Mr. He, who has been China’s climate envoy since May, left. He Ming is 60.", "He Ming", "envoy", "CN"),
    Case("U.S. climate envoy Song Park met his Chinese counterpart Song Yuan.", "Song Yuan", "envoy", "CN"),
    Case("Young Han, the American climate envoy, left.", "Young Han", "envoy", "US"),
    Case("Maria van der Berg, the U.S. special envoy for climate, left.", "Maria van der Berg", "envoy", "US"),
    Case("Lucille St. Clair, the U.S. special envoy for climate, left.", "Lucille St. Clair", "envoy", "US"),
    Case(
        "Nurlan Tursun, China's climate envoy, met Jane Roe, who holds the same post for the United States.",
        "Jane Roe",
        "envoy",
        "US",
    ),
    Case(
        "Tom Doe, the U.S. climate envoy, retires in June. His successor, Jane Roe, is a lawyer.",
        "Jane Roe",
        "envoy",
        "US",
    ),
    Case("German climate envoy Anna Weiss met Shen Guolan.", "Anna Weiss", "envoy", "DE"),
    Case("SHEN Guolan, China's climate envoy, left.", "Shen Guolan", "envoy", "CN"),
    Case("Biden climate envoy Jane Roe left.", "Jane Roe", "envoy", "US"),
    Case("Special envoy Roe left on Monday.", "Roe", "envoy"),
    Case("Xie Zhenhua, the former envoy, left. His successor, Shen Guolan, is a lawyer.", "Shen Guolan", "envoy", "CN"),
    Case("Tom Doe was succeeded by Jane Roe as U.S. climate envoy.", "Jane Roe", "envoy", "US"),
    Case(
        "The envoy China sent, Shen Guolan of China, left. U.S. climate envoy Jane Roe stayed.",
        "Jane Roe",
        "envoy",
        "US",
    ),
    Case("Jane Roe of the Energy Department left.", "Jane Roe", "official", "US"),
    Case("Climate envoys Jane Roe and Shen Guolan left.", "Jane Roe", "envoy", "US"),
    # A clause says what no noun does; an office named only without its holder
    Case("The U.S. envoy was late. Jane Roe, the president's climate adviser, broke a hip.", "Jane Roe", "envoy", "US"),
    Case("China's envoy was late. The Chinese climate official Bo Lanyi broke a hip.", "Bo Lanyi", "envoy", "CN"),
    Case("Jane Roe, the White House's point man on climate, was late.", "Jane Roe", "envoy", "US"),
    Case("Jane Roe, special adviser to the president on climate, was late.", "Jane Roe", "envoy", "US"),
    Case("Bo Lanyi, the head of China's delegation, was late.", "Bo Lanyi", "envoy", "CN"),
    Case("Jane Roe, the head of the rescue team, was late.", "Jane Roe", "none"),
    Case("Jane Roe, special adviser to the president on steel, was late.", "Jane Roe", "official"),
    Case("Jane Roe, who is 61, and who leads the U.S. delegation, was late.", "Jane Roe", "none"),
    Case("Spokespersons for Washington's climate czar, Jane Roe, were silent.", "Jane Roe", "envoy", "US"),
    Case("The climate czar, Jane Roe, was silent. So was Beijing's climate czar.", "Jane Roe", "envoy", "CN"),
    Case("Ana Rosario, the U.S. climate envoy, was late.", "Ana Rosario", "envoy", "US"),
    # Other offices
    Case("Jane Roe, the president's climate adviser, broke a hip.", "Jane Roe", "official", "US"),
    Case("The envoy of a Pacific island was late. Jane Roe, the U.S. climate adviser, slept.", "Jane Roe", "official"),
    Case("Chinese Vice Premier Fang Shuhua met the U.S. climate envoy.", "Fang Shuhua", "official", "CN"),
    Case("Energy Secretary Dolores Finch of the United States left.", "Dolores Finch", "official", "US"),
    Case("The Chinese ecology minister, Qin Yiming, left.", "Qin Yiming", "official", "CN"),
    Case("Wei Donglai, who heads China's National Energy Administration, left.", "Wei Donglai", "official", "CN"),
    Case("U.S. Foreign Minister Jane Roe met her Chinese counterpart, Ouyang Mei.", "Ouyang Mei", "official", "CN"),
    Case("U.S. President Ana Ruiz spoke.", "Ana Ruiz", "leader", "US"),
    # Former ones
    Case("Former U.S. climate envoy Jane Roe spoke.", "Jane Roe", "former", "US"),
    Case("Jane Roe, the ex-U.S. climate envoy, spoke.", "Jane Roe", "former"),
    Case(
        "Shen Guolan, who retired last month as China's special envoy for climate change, spoke.",
        "Shen Guolan",
        "former",
        "CN",
    ),
    Case("Jane Roe, then the U.S. climate envoy, spoke.", "Jane Roe", "former", "US"),
    # None of it
    Case("U.S. trade envoy Jane Roe spoke.", "Jane Roe", "official", "US"),
    Case("China's sports envoy, Shen Guolan, spoke.", "Shen Guolan", "official", "CN"),
    Case("The U.S. special envoy for Ukraine, Jane Roe, spoke.", "Jane Roe", "official", "US"),
    Case("Gov. Jane Roe of Oregon spoke on the climate.", "Jane Roe", "none"),
    Case("Gong Yifan, the mayor of Shanghai, spoke on the climate.", "Gong Yifan", "none"),
    Case("Jane Roe, a climate scientist at a university in Boston, spoke.", "Jane Roe", "none"),
    Case("Jane Roe, chief executive of a solar company, spoke.", "Jane Roe", "none"),
    Case("A spokeswoman for the U.S. climate envoy, Jane Roe, spoke. Jane Roe is a lawyer.", "Jane Roe", "envoy", "US"),
    Case("Ms. Holloway's spokeswoman, Renee Tilly, spoke.", "Renee Tilly", "none"),
    Case("U.N. climate envoy Jane Roe spoke.", "Jane Roe", "none"),
    Case("The United Nations' special envoy for climate, Jane Roe, spoke.", "Jane Roe", "none"),
    Case("China's U.N. climate negotiator, Shen Guolan, spoke.", "Shen Guolan", "envoy", "CN"),
    Case("“Sullivan envoy Jane Roe” was a slip. Jane Roe is the U.S. climate envoy.", "Jane Roe", "envoy", "US"),
    # The list decides by the day, and the story's words before it
    Case("John Kerry spoke.", "John Kerry", "envoy", "US", "2023-07-17"),
    Case("John Kerry spoke.", "John Kerry", "former", "US", "2025-07-17"),
    Case("John Kerry spoke.", "John Kerry", "official", "US", "2015-07-17"),
    Case("Donald J. Trump spoke.", "Donald Trump", "leader", "US", "2026-05-06"),
    Case("Liu Zhenmin spoke.", "Liu Zhenmin", "envoy", "CN", "2025-05-06"),
    Case("Liu Zhenmin, the former special envoy, spoke.", "Liu Zhenmin", "former", "CN", "2027-05-06"),
    Case("China's new climate envoy, Shen Guolan, praised Liu Zhenmin.", "Liu Zhenmin", "former", "CN", "2027-05-06"),
    Case("China's special envoy Liu left. Liu had no comment.", "Liu Zhenmin", "envoy", "CN", "2025-05-06"),
    Case("Xi Jinping met Xie Zhenhua.", "Xi Jinping", "leader", "CN", "2022-05-06"),
]

CHINESE = [
    Case("美国总统气候问题特使霍洛韦周一抵达北京。", "霍洛韦", "envoy", "US"),
    Case("中国气候变化事务特使沈国兰在会上说。", "沈国兰", "envoy", "CN"),
    Case("美国气候特使丹尼尔·霍洛韦（Daniel Holloway）与沈国兰会谈。", "Daniel Holloway", "envoy", "US"),
    Case("美國總統氣候問題特使卡特·布朗抵達上海。", "卡特·布朗", "envoy", "US"),
    Case("中国首席气候谈判代表欧阳静怡与他会谈。", "欧阳静怡", "envoy", "CN"),
    Case("中国气候变化事务特使司马远同美方会谈。", "司马远", "envoy", "CN"),
    Case("中国气候变化事务副特使上官敏出席。", "上官敏", "envoy", "CN"),
    Case("美国气候特使陈-贝克尔（Louise Tran-Becker）出席。", "Louise Tran-Becker", "envoy", "US"),
    Case("中国气候变化事务特使努尔兰·吐尔逊表示欢迎。", "努尔兰·吐尔逊", "envoy", "CN"),
    Case("外交部宣布，由沈国兰接替刘一民出任中国气候变化事务特使。", "沈国兰", "envoy", "CN"),
    Case("国务院任命沈国兰为中国气候变化事务特使。", "沈国兰", "envoy", "CN"),
    Case("美国总统国际气候政策高级顾问芬奇表示欢迎。", "芬奇", "envoy", "US"),
    Case("特朗普的气候特使霍洛韦说。", "霍洛韦", "envoy", "US"),
    Case("拜登政府气候特使霍洛韦说。", "霍洛韦", "envoy", "US"),
    Case("国务委员、外交部长秦一鸣会见了他。", "秦一鸣", "official", "CN"),
    Case("国务院副总理方淑华会见了美国气候特使。", "方淑华", "official", "CN"),
    Case("生态环境部部长秦一鸣会见了他。", "秦一鸣", "official", "CN"),
    Case("美国能源部长多洛雷丝·芬奇出席。", "多洛雷丝·芬奇", "official", "US"),
    Case("前美国气候特使霍洛韦表示欢迎。", "霍洛韦", "former", "US"),
    Case("中国前气候变化事务特使沈国兰说。", "沈国兰", "former", "CN"),
    Case("陸方氣候特使龍靜怡抵達上海。", "龍靜怡", "envoy", "CN"),
    Case("美国气候特使玛雅·陈抵达上海。", "玛雅·陈", "envoy", "US"),
    Case("前氣候特使柯瑞文（John Kerry）談到排放。", "John Kerry", "former", "US", "2025-05-06"),
    Case("时任美国气候特使斯特恩到过天津。", "Todd Stern", "former", "US", "2024-05-06"),
    Case("时任日本气候特使斯特恩到过天津。", "斯特恩", "former", "JP", "2024-05-06"),
    Case("美国气候特使J·马库斯·特里戈抵达上海。", "J·马库斯·特里戈", "envoy", "US"),
    Case("美国气候特使罗伯特·F·霍洛韦抵达上海。", "罗伯特·F·霍洛韦", "envoy", "US"),
    Case("马来西亚天然资源部长阿都拉曼会见了他，阿都拉曼很高兴。", "阿都拉曼", "official"),
    Case("能源研究所研究员傅海燕谈到气候。", "傅海燕", "none"),
    Case("新加坡永续发展与环境部长傅海燕谈到气候。", "Grace Fu", "official", "SG", "2023-05-06"),
    Case("美国中东问题特使霍洛韦谈到气候。", "霍洛韦", "official", "US"),
    Case("上海市市长龚一凡谈到气候。", "龚一凡", "none"),
    Case("能源学者何明远则认为，没有必要。", "何明远", "none"),
    Case("克里表示欢迎。", "John Kerry", "envoy", "US", "2022-05-06"),
    Case("美国气候特使斯特恩抵达北京。", "Todd Stern", "envoy", "US", "2010-05-06"),
    Case("美国气候特使斯特恩抵达北京。", "斯特恩", "envoy", "US", "2030-05-06"),
    Case("凱瑞與解振華會談。", "Xie Zhenhua", "envoy", "CN", "2022-05-06"),
    Case("克里已卸任。解振华则说，老朋友要常来往。", "John Kerry", "former", "US", "2025-05-06"),
]


def _check(case: Case, language: str) -> None:
    found = person(cast_of(case.text, CLIMATE[language], language=language, published=case.published), case.name)
    assert standing(found) == case.tier
    if case.country:
        assert found.country == case.country


@pytest.mark.parametrize("case", ENGLISH, ids=lambda case: f"{case.text[:60]} {case.name}")
def test_people_in_english(case: Case) -> None:
    _check(case, "en")


@pytest.mark.parametrize("case", CHINESE, ids=lambda case: f"{case.text[:30]} {case.name}")
def test_people_in_chinese(case: Case) -> None:
    _check(case, "zh")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The Clean Air Forum met in Bonn. The Paris Agreement holds.", "en", "Clean Air Forum"),
        ("He Said It. But Nobody Heard.", "en", "Nobody Heard"),
        ("中方表示欢迎。各国认为，会议有成果。", "zh", "各国"),
        ("方面表示，安排不变。", "zh", "方面"),
        ("克里姆林宫表示欢迎。", "zh", "John Kerry"),
    ],
)
def test_what_is_nobody(text: str, language: str, name: str) -> None:
    assert name not in [character.name for character in cast_of(text, language=language).characters]


@dataclass(frozen=True)
class Later:
    """A text, a word in it (its last place), and whom it means."""

    text: str
    word: str
    who: tuple[str, ...]
    language: str = "en"


BOTH = "U.S. climate envoy Jane Roe met Shen Guolan, China's special envoy for climate change, in Bonn. "
BEIDE = "美国总统气候问题特使霍洛韦与中国气候变化事务特使沈国兰会谈。"

LATER = [
    Later(BOTH + "Roe was pleased.", "Roe", ("Jane Roe",)),
    Later(BOTH + "“Good,” Ms. Shen said.", "Shen", ("Shen Guolan",)),
    Later(BOTH + "The American envoy left.", "American envoy", ("Jane Roe",)),
    Later(BOTH + "The American was pleased.", "American", ("Jane Roe",)),
    Later(BOTH + "Shen spoke. She left.", "She", ("Shen Guolan",)),
    Later(BOTH + "Roe said that she was pleased.", "she", ("Jane Roe",)),
    Later(BOTH + "The two envoys left.", "The two envoys", ("Jane Roe", "Shen Guolan")),
    Later(BOTH + "Both women left.", "Both women", ("Jane Roe", "Shen Guolan")),
    Later(BOTH + "The pair left.", "The pair", ("Jane Roe", "Shen Guolan")),
    Later(
        BOTH + "The climate envoys of the United States and China left.",
        "The climate envoys",
        ("Jane Roe", "Shen Guolan"),
    ),
    Later(BOTH + "Mr. Tom Roe is no relation. Tom Roe left. Roe waved.", "Roe", ("Tom Roe",)),
    Later(
        BOTH + "Chinese Vice Premier Fang Shuhua called. The vice premier was brief.", "vice premier", ("Fang Shuhua",)
    ),
    Later("Tom Roe, the U.S. climate envoy, met Shen Guolan of China. Shen thanked him.", "him", ("Tom Roe",)),
    Later("Former U.S. climate envoy Jane Roe left. The former envoy waved.", "former envoy", ("Jane Roe",)),
    Later("He Ming, China's climate envoy, met Jane Roe. Roe told He that it was late.", "He", ("He Ming",)),
    Later(
        "Anna Weiss, the German climate envoy, met Piet Graaf, the Dutch climate envoy. Both men left.",
        "Both men",
        ("Anna Weiss", "Piet Graaf"),
    ),
    Later("Sultan Al Jaber met Fatih Birol. The Emirati was pleased.", "Emirati", ("Sultan Al Jaber",)),
    Later(BOTH + "China's foreign ministry was silent.", "foreign ministry", ("Ministry of Foreign Affairs",)),
    Later("Ms. Yoon Ji-hye met Jane Roe, the U.S. climate envoy. Ms. Yoon left.", "Yoon", ("Yoon Ji-hye",)),
    Later("Lü Chunyan, China's climate envoy, met Jane Roe. Lü left.", "Lü", ("Lü Chunyan",)),
    Later(BOTH + "The latter was pleased.", "The latter", ("Shen Guolan",)),
    Later(BOTH + "“He is fine.” Roe laughed.", "Roe", ("Jane Roe",)),
    Later(BEIDE + "后者感冒了。", "后者", ("沈国兰",), "zh"),
    Later(
        "Special Envoy Joaquin Reyes Hart of the U.S. met Jane Roe. Reyes Hart laughed.",
        "Reyes Hart",
        ("Joaquin Reyes Hart",),
    ),
    Later("美国气候特使哈维·斯萤和沈国兰会谈。记者看见斯萤低头走过。", "斯萤", ("哈维·斯萤",), "zh"),
    Later(BOTH + "Roe talked to herself.", "herself", ("Jane Roe",)),
    Later("美国气候特使汉娜·韦克斯勒到了。记者看见韦克斯勒低头走过。", "韦克斯勒", ("汉娜·韦克斯勒",), "zh"),
    Later(BEIDE + "两人没有发表声明。", "两人", ("霍洛韦", "沈国兰"), "zh"),
    Later(BEIDE + "双方特使没有发表声明。", "双方特使", ("霍洛韦", "沈国兰"), "zh"),
    Later(BEIDE + "沈特使没有发表声明。", "沈特使", ("沈国兰",), "zh"),
    Later(BEIDE + "沈国兰感冒了。她没有发表声明。", "她", ("沈国兰",), "zh"),
    Later(BEIDE + "外交部没有发表声明。", "外交部", ("Ministry of Foreign Affairs",), "zh"),
]


@pytest.mark.parametrize("later", LATER, ids=lambda later: f"{later.text[-40:]} {later.word}")
def test_later_mentions(later: Later) -> None:
    cast = cast_of(later.text, CLIMATE[later.language], language=later.language)
    start = later.text.rindex(later.word)
    at = [mention for mention in cast.mentions if mention.passage == 1 and mention.start == start]
    assert [tuple(cast.characters[who].name for who in mention.who) for mention in at] == [later.who]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (BOTH + "A Dutch envoy left.", "Dutch envoy"),
        (BOTH + "Germany's foreign ministry was silent.", "foreign ministry"),
        (BOTH + "American officials left.", "American"),
        (BOTH + "The Chinese were pleased.", "Chinese"),
        ("He left. " + BOTH, "He"),
        (BOTH + "“I like him,” Roe said.", "him"),
        ("The latter left before anybody came.", "The latter"),
        ("She left before anybody came.", "She"),
        ("The two left before anybody came.", "The two"),
        (BOTH + "The American embassy was closed.", "American"),
        (BOTH + "The former ambassador left.", "former ambassador"),
    ],
)
def test_what_means_none_of_them(text: str, word: str) -> None:
    cast = cast_of(text, CLIMATE["en"])
    start = text.rindex(word)
    named = {who for mention in cast.mentions if mention.passage == 1 and mention.start == start for who in mention.who}
    assert not [cast.characters[who].name for who in named if cast.characters[who].kind != "unnamed"]


def test_a_headline_in_title_case_means_those_of_the_text() -> None:
    cast = cast_of(BOTH, headline="Roe Meets Shen in Bonn for Climate Talks")
    heads = [cast.characters[m.who[0]].name for m in cast.mentions if m.passage == 0 and m.form == "surname"]
    assert heads == ["Jane Roe", "Shen Guolan"]
    cast = cast_of(BOTH, headline="Jane Roe, U.S. Envoy, Leaves Bonn for Talks")
    assert [cast.characters[m.who[0]].name for m in cast.mentions if m.passage == 0] == ["Jane Roe"]


def test_an_envoy_whom_the_story_never_names_has_words_for_a_name() -> None:
    cast = cast_of("The U.S. climate envoy arrived on Monday.", CLIMATE["en"])
    assert [(c.name, c.kind, c.country) for c in cast.characters] == [("U.S. climate envoy", "unnamed", "US")]


def test_two_names_that_a_story_on_the_envoys_joins_are_they() -> None:
    cast = cast_of("The two climate envoys met in Lima.", "Pieter Dorn and An Kaiwen came out at noon.", CLIMATE["en"])
    assert [(c.name, c.country, standing(c)) for c in cast.characters if c.kind == "person"] == [
        ("Pieter Dorn", "US", "envoy"),
        ("An Kaiwen", "CN", "envoy"),
    ]


def test_a_description_without_holder_is_the_one_person_before() -> None:
    cast = cast_of("Tomas Roe was late. The U.S. climate envoy had missed his train. Roe laughed.", CLIMATE["en"])
    assert standing(person(cast, "Tomas Roe")) == "envoy"


def test_roles_are_worded_as_in_the_story() -> None:
    cast = cast_of(
        "Jane Roe, the U.S. special envoy for climate, met Shen Guolan, China’s special envoy.", CLIMATE["en"]
    )
    assert person(cast, "Jane Roe").role == "U.S. special envoy for climate"
    assert person(cast, "Shen Guolan").role == "China’s special envoy"


def test_mentions_inside_a_stretch() -> None:
    cast = cast_of(BOTH)
    [mention] = cast.inside(1, 0, len("U.S. climate envoy Jane Roe"))
    assert cast.characters[mention.who[0]].name == "Jane Roe"


@given(
    st.lists(st.sampled_from([*(case.text for case in ENGLISH[:20]), BOTH, "He left. ", "Roe and Shen, "]), max_size=6)
)
def test_mentions_stand_in_order_and_mean_somebody(parts: list[str]) -> None:
    cast = cast_of(" ".join(parts))
    places = [(mention.passage, mention.start, mention.end) for mention in cast.mentions]
    assert places == sorted(places)
    assert all(0 <= who < len(cast.characters) for mention in cast.mentions for who in mention.who)
    assert len({(character.name, character.kind) for character in cast.characters}) == len(cast.characters)


def test_a_feature_s_first_person_is_the_envoy_of_a_later_sentence() -> None:
    cast = cast_of(
        "On the last evening Dana Whitlock walked down to the harbour alone.",
        "In two days of talks the American climate envoy and Qiu Wenbo, her Chinese counterpart, had agreed on little.",
        "“I came to listen,” Ms. Whitlock said.",
    )
    assert (person(cast, "Dana Whitlock").envoy, person(cast, "Dana Whitlock").country) == (True, "US")
    assert person(cast, "Qiu Wenbo").envoy


def test_a_bystander_with_whom_a_feature_begins_is_none() -> None:
    cast = cast_of(
        "On the last evening Dana Whitlock walked down to the harbour alone. Ms. Whitlock sells fish there.",
        "The American climate envoy, Paul Arden, met Qiu Wenbo, his Chinese counterpart, in the town hall.",
    )
    assert not person(cast, "Dana Whitlock").envoy
    assert person(cast, "Paul Arden").envoy


@pytest.mark.parametrize(
    ("paragraphs", "envoy"),
    [
        # Named together, and apart from their office
        (
            (
                "The ministry put off this week's session of the U.S. and Chinese climate envoys.",
                "Dana Whitlock was to have received China's Qiu Wenbo in Tacoma. Whitlock stayed at home.",
            ),
            True,
        ),
        # The vice premier met before the counterpart is told of is not whose counterpart he is
        (
            (
                "Chinese Vice Premier Fan Ruojin told the U.S. climate envoy to be patient.",
                "Fan met Dana Whitlock in the old library. Whitlock had spent a day with her counterpart, Qiu Wenbo.",
            ),
            True,
        ),
        # Two of whom it may be as well
        (
            (
                "The ministry put off this week's session of the U.S. and Chinese climate envoys.",
                "Dana Whitlock and Paul Arden wait for China's Qiu Wenbo. Whitlock reads, Arden sleeps.",
            ),
            False,
        ),
        # Somebody who is called something else
        (
            (
                "The ministry put off this week's session of the U.S. and Chinese climate envoys.",
                "Dana Whitlock, a fishmonger, waited for China's Qiu Wenbo. Whitlock stayed at home.",
            ),
            False,
        ),
    ],
)
def test_an_envoy_named_apart_from_the_office(paragraphs: tuple[str, ...], envoy: bool) -> None:
    cast = cast_of(*paragraphs)
    assert person(cast, "Dana Whitlock").envoy == envoy
    assert not envoy or person(cast, "Qiu Wenbo").country == "CN"


def test_a_climate_commissioner_is_an_official_of_no_side() -> None:
    aldana = person(
        cast_of("A deal was struck by climate commissioner Ines Aldana and Shen Guolan, China's climate envoy."),
        "Ines Aldana",
    )
    assert (aldana.envoy, aldana.country) == (False, None)


def test_a_name_torn_off_at_its_dot_breaks_nothing() -> None:
    for told in ("美国气候特使露西尔·（Lucille）与解振华会谈。", "美国气候特使托德·特使10日在北京与解振华会谈。"):
        names = [character.name for character in cast_of(told, language="zh").characters]
        assert not [name for name in names if name.endswith("·")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # A word that any table knows ends a name, be it named but once.
        ("今天起与中国气候变化事务特使闻一舟展开会谈。", {"闻一舟"}),
        ("中国气候变化事务特使闻一舟请美国气候特使哈特维尔吃面。", {"闻一舟", "哈特维尔"}),
        ("中国气候变化事务特使闻一舟缓步走来。", {"闻一舟"}),
        ("欧阳琳接任中国气候变化事务特使，欧阳琳今年五十岁。", {"欧阳琳"}),
        ("上海市副市长何晓峰会见了他。", {"何晓峰"}),
        ("上海市副市长李明会见了他。", {"李明"}),
        # What is a family name may begin a foreign one; a word inside breaks it off.
        ("美国气候特使哈特维尔周二和周三访问曼谷，哈特维尔将于周五返回。哈特维尔将于近日再来。", {"哈特维尔"}),
        # A title without a name names nobody.
        ("中国气候变化事务特使访华团成员、中国气候变化事务特使方面没有说话。", set()),
    ],
)
def test_where_a_chinese_name_ends(text: str, names: set[str]) -> None:
    cast = cast_of(text, CLIMATE["zh"], language="zh")
    assert {character.name for character in cast.characters if character.kind == "person"} == names
