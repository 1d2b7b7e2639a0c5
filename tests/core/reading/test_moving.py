"""A story that says that a meeting was moved, and one that does not."""

from __future__ import annotations

import pytest

from monitor.core.reading.understand import understand
from tests.support.reading import knowledge, make_text

PLANNED = "Marcus Hale, the U.S. climate envoy, and Lin Weiguo, China's special envoy for climate change, "


IN_CHINESE = "中国气候变化事务特使林卫国{}与美国气候特使黑尔会谈"


@pytest.mark.parametrize(
    ("language", "headline", "told", "cities"),
    [
        ("en", "", PLANNED + "will meet in Geneva on May 20. They had last met in Chengdu.", None),
        ("en", "Talks moved", PLANNED + "will meet in Geneva on May 20, not in Chengdu.", ("Chengdu", "Geneva")),
        ("en", "", PLANNED + "will meet in Geneva on May 20. The floods had removed a bridge.", None),
        ("zh", "会谈改在日内瓦举行", IN_CHINESE.format("将") + "，原定地点是成都。", ("Chengdu", "Geneva")),
        ("zh", "中美气候特使将会谈", IN_CHINESE.format("20日将在日内瓦") + "。", None),
    ],
)
def test_moved_from(language: str, headline: str, told: str, cities: tuple[str, ...] | None) -> None:
    assert understand(make_text(told, language=language, headline=headline), knowledge()).moved_from == cities


def test_a_venue_stands_for_its_city() -> None:
    text = make_text(PLANNED + "will meet in Geneva on May 20, not at Sunnylands.", headline="Talks moved")
    assert understand(text, knowledge()).moved_from == ("Geneva", "Rancho Mirage")
