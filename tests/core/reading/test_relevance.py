from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.relevance import Topics, judge_relevance
from monitor.core.records import Meeting, Person, Relevance
from tests.support.reading import knowledge, make_text, read


def judge(*paragraphs: str, headline: str, language: str = "en", published: str = "2026-05-06") -> Relevance:
    document, cast = read(make_text(*paragraphs, headline=headline, language=language, published=published))
    return judge_relevance(document, cast, knowledge())


TALKS = (
    "BONN — The U.S. special envoy for climate, Jane Roe, met her Chinese counterpart, Shen Guolan, on Monday.",
    "The two talked about methane and about the climate finance that poorer countries have been promised.",
    "Neither side would say what comes next; the next round is to be at Sunnylands.",
)
RIVALS = (
    "China's emissions targets leave it far behind the promise that it gave to the United States, a report says.",
    "The climate policy of the largest emitters, the United States and China, decides the Paris Agreement.",
    "American officials say that Beijing builds too many coal plants.",
)
STATES = (
    "The governor of Oregon and the vice governor of Jiangsu province agreed on wind turbines in Portland.",
    "“The wind needs no visa,” the governor said after the Chinese delegation had left for Salem, in America.",
)
SUMMIT = (
    "President Donald Trump and President Xi Jinping of China met in Seoul on Monday and agreed on a trade truce.",
    "The United States will cut tariffs on Chinese goods; China will buy soybeans.",
    "They spoke of Taiwan, fentanyl and chips, and of rare earths, on which Beijing holds a monopoly.",
    "American farmers welcomed the trade deal. Shares rose in Shanghai and New York.",
    "Neither side mentioned climate change.",
)
EUROPE = (
    "The European Union's climate commissioner met China's special envoy for climate change in Brussels on Monday.",
    "They talked about the carbon border tax and about climate finance.",
    "China wants Europe to drop the tax. The commissioner said that Europe would not.",
    "The climate conference opens in November. Officials from Brussels and Beijing meet again in June.",
)
HOME = (
    "The Senate on Monday voted down a bill that would have taxed methane.",
    "The American climate target is out of reach, the bill's authors said in Washington.",
    "Republicans said that the tax would have cost jobs in Texas. The White House declined to comment.",
    "A senator from Ohio said that China should go first.",
    "The vote came after a week of debate on emissions from oil wells in New Mexico.",
    "The bill's authors will try again next year, after the American elections.",
    "Environmental groups in Washington called the vote a gift to the oil companies.",
    "The House has not taken up a bill of its own.",
)
FILM = (
    "The American climate envoy and the Chinese climate envoy meet in a snowed-in hotel in this film.",
    "The thriller runs two hours. Jane Roe plays the U.S. climate envoy; Shen Guolan is her Chinese counterpart.",
    "The movie, rated R, opens on Friday.",
)
ZH_TALKS = (
    "美国总统气候问题特使霍洛韦与中国气候变化事务特使沈国兰周一在波恩会谈。",
    "双方就甲烷排放和气候资金交换了意见。",
)
ZH_SUMMIT = (
    "国家主席习近平与美国总统特朗普周一在首尔会晤，双方就经贸问题达成共识。",
    "美方将下调对华关税，中方将购买大豆。",
    "两国元首还谈到台湾、芬太尼和芯片。",
    "受此影响，港股、美股双双上涨。",
)
ZH_NOVEL = (
    "小说只写一个晚上：中国气候特使沈国兰与美国气候特使霍洛韦被大雪困在车站，谈出一份协议。",
    "小说写得很慢。读者到最后也不知道协议里写了什么。",
    "作者说，沈国兰没有原型。",
)
ZH_STATES = (
    "加州代表团昨天到访江苏，与当地企业签下储能合作协议。率团的加州州长说，屋顶上的太阳不问国籍。",
    "签约前，州长与市长会谈，双方同意延续气候合作备忘录。",
)
ZH_EMIRATES = (
    "中国气候变化事务特使沈国兰周一在北京与阿联酋代表会谈，就联合国气候变化大会交换意见。",
    "双方就可再生能源合作达成共识。",
)


@pytest.mark.parametrize(
    ("headline", "paragraphs", "language"),
    [
        ("Envoys meet in Bonn", TALKS, "en"),
        ("China falls behind its climate promise to Washington", RIVALS, "en"),
        ("Oregon signs wind deal with Chinese province", STATES, "en"),
        ("中美气候特使在波恩会谈", ZH_TALKS, "zh"),
        ("加州代表团到访江苏", ZH_STATES, "zh"),
    ],
)
def test_relevant(headline: str, paragraphs: tuple[str, ...], language: str) -> None:
    relevance = judge(*paragraphs, headline=headline, language=language)
    assert relevance.relevant, relevance
    assert relevance.score >= 0.5
    assert relevance.reasons


@pytest.mark.parametrize(
    ("headline", "paragraphs", "language"),
    [
        ("Trump and Xi agree on a truce", SUMMIT, "en"),
        ("Europe and China differ on carbon tax", EUROPE, "en"),
        ("Senate votes down methane tax", HOME, "en"),
        ("Two Chairs review: talks with knives", FILM, "en"),
        ("习近平与特朗普会晤", ZH_SUMMIT, "zh"),
        ("一夜长谈：读一部新书", ZH_NOVEL, "zh"),
        ("中国气候特使会见阿联酋代表", ZH_EMIRATES, "zh"),
        ("", (), "en"),
    ],
)
def test_not_relevant(headline: str, paragraphs: tuple[str, ...], language: str) -> None:
    relevance = judge(*paragraphs, headline=headline, language=language)
    assert not relevance.relevant, relevance
    assert relevance.score < 0.5


def test_one_item_makes_a_digest_relevant() -> None:
    items = (
        "The dollar fell against the euro.",
        "The U.S. climate envoy and his Chinese counterpart are to hold climate talks in Lima on Friday.",
        "A typhoon is heading for Vietnam.",
        "Football: the cup final is on Sunday.",
        "Parliament votes on the budget in Rome.",
        "Wheat is dearer than ever.",
        "A museum opens in Cairo.",
        "The pope travels to Chad.",
    )
    assert judge(*items, headline="The week ahead: July 12 to 18").relevant
    assert not judge(items[0], *items[2:], headline="The week ahead: July 12 to 18").relevant


def test_news_of_the_envoys_meeting_is_relevant_however_the_rest_is_worded() -> None:
    paragraphs = (
        "Jane Roe and Shen Guolan shared a soup on Monday.",
        *["The soup was hot and the night was long, and the innkeeper had nobody else to cook for."] * 12,
    )
    document, cast = read(make_text(*paragraphs, headline="Soup"))
    who = (Person("Jane Roe", "US", None), Person("Shen Guolan", "CN", None))
    meeting = Meeting("envoy", "held", "in_person", False, "2026-05-04", None, "day", "Bonn", "DE", None, who, (), 0.9)
    assert not judge_relevance(document, cast, knowledge()).relevant
    assert judge_relevance(document, cast, knowledge(), [meeting]).relevant
    for other in (replace(meeting, background=True), replace(meeting, kind="other")):
        assert not judge_relevance(document, cast, knowledge(), [other]).relevant


def test_wrong_topics_are_refused() -> None:
    data = {"topic": [{"id": "a", "says": "climate", "weight": 9, "words": ["x"]}, {"id": "b", "says": "nothing"}]}
    with pytest.raises(ConfigurationError) as caught:
        Topics.from_data(data, "topics.toml")
    assert {mistake.where for mistake in caught.value.mistakes} >= {"topic[0].weight", "topic[1].says"}
