"""General news: stories of politics, business and the climate in which no envoys of the two countries meet.

    general/*.toml (sentences with slots) ─┐
    officials of the day, listed or made up ┴─▶ stories ─▶ understand ─▶ the meetings found, which should be none

Every story is put together from a number, so that the same numbers give the same stories.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from monitor.core.knowledge import Knowledge
from monitor.core.reading.officials import Official
from monitor.core.reading.understand import understand
from monitor.core.records import Block, Meeting, Text
from tests.evaluation import outside_news
from tests.evaluation.report import LANGUAGES

FOLDER = Path(__file__).parent / "general"
ALERTING = ("envoy", "official")
_FIRST_DAY = date(2021, 3, 1)
_DAYS = 1200
_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody as a story introduces him; `last` is how it goes on to call him."""

    introduced: str
    last: str

    def __str__(self) -> str:
        return self.introduced


@dataclass(frozen=True, slots=True)
class Alarm:
    """A meeting that was found where none is told of."""

    story: str
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one collection of stories."""

    name: str
    stories: int
    alarms: tuple[Alarm, ...]


_COUNTS = {"en": 1200, "zh": 400}


def measure(knowledge: Knowledge, shared: Path | None) -> list[Result]:
    """The alarms among all generated stories and, where they lie beside the checkout, among others' pages and feeds."""
    collections = [
        (f"generated, {LANGUAGES[language]}", stories(language, count, knowledge))
        for language, count in _COUNTS.items()
    ]
    if shared:
        collections += [
            ("pages of real news sites", outside_news.pages(shared.parent, knowledge)),
            ("entries of sample feeds", outside_news.feed_entries(shared.parent)),
        ]
    return [_result(name, list(texts), knowledge) for name, texts in collections]


def _result(name: str, texts: Sequence[Text], knowledge: Knowledge) -> Result:
    return Result(name, len(texts), tuple(alarms(texts, knowledge)))


def stories(language: str, count: int, knowledge: Knowledge) -> Iterator[Text]:
    """`count` stories of a language, every topic in turn."""
    topics = _topics(language)
    for number in range(count):
        yield _story(number, topics[number % len(topics)], language, knowledge)


def alarms(texts: Iterator[Text] | Sequence[Text], knowledge: Knowledge) -> Iterator[Alarm]:
    """The meetings of kinds that alert which are found in stories that tell of none."""
    for text in texts:
        for meeting in understand(text, knowledge).meetings:
            if meeting.kind in ALERTING and not meeting.background:
                yield Alarm(text.source, meeting)


@cache
def _topics(language: str) -> Sequence[Mapping[str, Any]]:
    topics: Sequence[Mapping[str, Any]] = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))["topic"]
    return topics


def _story(number: int, topic: Mapping[str, Any], language: str, knowledge: Knowledge) -> Text:
    chance = Random(number)
    day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    slots = _slots(language, day, chance, knowledge)
    body = chance.sample(topic["body"], min(_SENTENCES, len(topic["body"])))
    paragraphs = [sentence.format_map(slots) for sentence in (chance.choice(topic["lead"]), *body)]
    return Text(
        source=f"{topic['name']} {number}",
        url=None,
        outlet=chance.choice(_WORDS[language]["paper"]),
        language=language,
        headline=chance.choice(topic["headline"]).format_map(slots),
        standfirst=None,
        authors=(),
        published=day.isoformat(),
        updated=None,
        image=None,
        blocks=tuple(Block("paragraph", paragraph) for paragraph in paragraphs),
    )


def _slots(language: str, day: date, chance: Random, knowledge: Knowledge) -> Mapping[str, Any]:
    words = {name: chance.choice(choices) for name, choices in _WORDS[language].items()}
    cast = {slot: _made_up(language, slot, chance) for slot in _OFFICES[language]}
    if language == "en" and chance.random() < 0.5:
        cast |= _listed(day, chance, knowledge)
    return {**words, **cast, "number": chance.randrange(3, 60)}


def _made_up(language: str, slot: str, chance: Random) -> Someone:
    office = chance.choice(_OFFICES[language][slot])
    side = "cn" if slot.startswith("cn") else "us" if slot.startswith("us") else "third"
    first, last = (chance.choice(part) for part in _NAMES[language][side])
    if language == "zh":
        name = f"{last}{first}" if side == "cn" else f"{first}·{last}"
        return Someone(office + name, name if side == "cn" else last)
    name = f"{last} {first}" if side == "cn" else f"{first} {last}"
    return Someone(f"{office} {name}", last)


def _listed(day: date, chance: Random, knowledge: Knowledge) -> Mapping[str, Someone]:
    """Holders of real offices of the day, for the slots for which there are some."""
    found: dict[str, Someone] = {}
    for slot, (country, tier) in _TIERS.items():
        fitting = [
            someone
            for official in knowledge.officials.by_id.values()
            if official.country == country and (someone := _as_listed(official, tier, day))
        ]
        if fitting:
            found[slot] = chance.choice(fitting)
    return found


def _as_listed(official: Official, tier: str, day: date) -> Someone | None:
    office = official.office_on(day)
    if office is None or office.tier != tier or not official.name.isascii():
        return None
    last = official.name.split()[0] if official.country == "CN" else official.name.split()[-1]
    title = (
        office.title.removeprefix("Director Office of Global Change / ")
        .partition(";")[0]
        .partition(" /")[0]
        .partition(" (")[0]
    )
    return Someone(f"{_OF[official.country]} {title} {official.name}", last)


_TIERS = {
    "us": ("US", "official"),
    "cn": ("CN", "official"),
    "us_envoy": ("US", "envoy"),
    "cn_envoy": ("CN", "envoy"),
    "us_leader": ("US", "leader"),
    "cn_leader": ("CN", "leader"),
}
_OF = {"US": "U.S.", "CN": "Chinese"}
_OFFICES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "us": ["U.S. Secretary of State", "U.S. Treasury Secretary", "U.S. Trade Representative", "Defense Secretary"],
        "cn": ["Chinese Vice Premier", "Chinese Foreign Minister", "China's commerce minister", "Premier"],
        "us_envoy": ["U.S. climate envoy", "the U.S. special presidential envoy for climate,", "US climate envoy"],
        "cn_envoy": ["China's climate envoy", "Chinese special envoy for climate change", "China's top climate envoy"],
        "us_leader": ["U.S. President", "President"],
        "cn_leader": ["Chinese President", "China's president"],
        "us_former": ["former U.S. climate envoy", "the former US climate envoy"],
        "cn_former": ["China's former climate envoy", "former Chinese climate envoy"],
        "third": ["EU climate commissioner", "India's environment minister", "German climate envoy"],
    },
    "zh": {
        "us": ["美国国务卿", "美国财政部长", "美国贸易代表"],
        "cn": ["国务院副总理", "外交部长", "商务部部长"],
        "us_envoy": ["美国总统气候问题特使", "美国气候特使"],
        "cn_envoy": ["中国气候变化事务特使", "中国气候特使"],
        "us_leader": ["美国总统"],
        "cn_leader": ["国家主席"],
        "us_former": ["美国前气候特使"],
        "cn_former": ["中国前气候变化事务特使"],
        "third": ["欧盟气候事务专员", "印度环境部长", "德国气候特使"],
    },
}
_NAMES: Mapping[str, Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    "en": {
        "us": (["Jane", "Marcus", "Dolores", "Peter"], ["Roe", "Whitlock", "Okafor", "St. Clair", "Nakamura", "Diaz"]),
        "cn": (["Guolan", "Bo", "Wenqing", "Jianping"], ["Shen", "Qin", "Tang", "Ouyang", "Gu", "Fang"]),
        "third": (["Ana", "Stefan", "Priya", "Klaus"], ["Brito", "Lindqvist", "Menon", "Weber"]),
    },
    "zh": {
        "us": (["简", "马库斯", "彼得"], ["罗伊", "惠特洛克", "奥卡福", "迪亚兹"]),
        "cn": (["国兰", "文清", "建平", "波"], ["沈", "秦", "唐", "欧阳", "顾", "方"]),
        "third": (["安娜", "斯特凡", "普里娅"], ["布里托", "林奎斯特", "梅农"]),
    },
}
_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "city": ["Geneva", "Chicago", "Shanghai", "London", "Nairobi", "Berlin", "Seattle", "Guangzhou", "Dubai"],
        "country": ["India", "Brazil", "Japan", "Kenya"],
        "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "month": ["March", "June", "September", "November"],
        "company": ["Harrow Motors", "Blueridge Solar", "Tianhe Battery", "Pacific Steel"],
        "paper": ["the Morning Ledger", "Harbor Times", "the Continental", "Wire 24"],
    },
    "zh": {
        "city": ["日内瓦", "芝加哥", "上海", "伦敦", "内罗毕", "柏林", "广州"],
        "day": ["5日", "12日", "周二", "周四", "26日"],
        "month": ["3月", "6月", "9月", "11月"],
        "company": ["天合电池", "蓝岭光伏", "太平洋钢铁"],
        "paper": ["晨报", "海港时报", "大陆报"],
    },
}
