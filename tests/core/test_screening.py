from __future__ import annotations

import pytest

from monitor.core.records import Entry
from monitor.core.screening import PASSED, REJECTED, screen
from tests.support.reading import knowledge


def outcome(title: str, summary: str = "") -> str:
    return screen(Entry("https://wire.example.org/1", title, summary), knowledge()).outcome


@pytest.mark.parametrize(
    "title",
    [
        "Kerry in Beijing",
        "Climate talks resume",
        "U.S. envoy heads to Rotterdam with no plans to see her Chinese counterpart",
        "China’s coal plants cast doubt on its climate promise",
        "Washington and Beijing back at the table",
        "The envoys did not meet in Vienna",
        "Newsom signs another climate pact on his way through China",
        "Emissions: what China and the United States have promised",
        "Week ahead: July 16 to 22",
        "Corrections and clarifications",
        "Letter from Kigali",
        "Foreign Ministry Spokesperson’s Regular Press Conference on May 6, 2031",
        "2031年5月6日外交部发言人主持例行记者会",
        "解振华卸任",
        "中美气候特使在上海会谈",
        "美國氣候特使凱瑞訪華",
        "中美重启对话",
        "应对气候变化，中国在行动",
        "一位特使的北京之行",
        "两国特使在维也纳见面",
        "Both countries’ envoys walk out of the hall in Vienna",
    ],
)
def test_passes_what_may_be_about_it(title: str) -> None:
    assert outcome(title) == PASSED


@pytest.mark.parametrize(
    "title",
    [
        "He Yuan reaches quarter-finals in Cincinnati",
        "Stocks rise as Fed holds rates",
        "U.S. and China agree to cut tariffs on soybeans",
        "Hong Kong shares fall on chip worries",
        "Heatwave breaks records across southern Europe",
        "Global warming threatens corals",
        "Local council approves new swimming pool",
        "Nvidia earnings beat forecasts",
        "A recipe for rhubarb cake",
        "Q&A with the coach before the match",
        "中国男篮战胜美国队",
        "美股三大指数收跌",
        "中美经贸磋商在日内瓦举行 双方同意下调关税",
        "欧洲热浪持续",
        "新款手机发布",
    ],
)
def test_rejects_other_things(title: str) -> None:
    assert outcome(title) == REJECTED


def test_the_summary_counts_too() -> None:
    assert outcome("Three screens and one table", "What the American climate envoy heard in Tianjin") == PASSED


def test_without_words_nothing_is_lost() -> None:
    assert outcome("", "") == PASSED


def test_a_feed_may_bypass_it() -> None:
    reason = screen(Entry("u", "A recipe for rhubarb cake"), knowledge(), bypass=True)
    assert (reason.step, reason.outcome) == ("screen", PASSED)


def test_the_reason_says_what_decided() -> None:
    reason = screen(Entry("u", "Kerry in Beijing"), knowledge())
    assert reason.detail == "names John Kerry"
    assert reason.score == 0.9


@pytest.mark.parametrize(
    ("title", "passes"),
    [
        ("Thistlewood skips stones at Haeundae", True),
        ("舒蘭英月底前再會", True),
        ("Stones skip at Haeundae", False),
        ("Thistlewoods of the north", False),
        ("Shu, an actor, returns", False),
    ],
)
def test_people_known_from_a_meeting_pass(title: str, passes: bool) -> None:
    met = ("Marcus Thistlewood", "Shu Lanying", "舒兰英")
    reason = screen(Entry("u", title), knowledge(), acquainted=met)
    assert (reason.outcome == "passed") is passes
