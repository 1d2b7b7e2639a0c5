from __future__ import annotations

import pytest

from monitor.core.reading.people import Cast, Character
from monitor.core.reading.principals import can_meet

ROE = Character("Jane Roe", "US", "envoy", "person", envoy=True)
SHEN = Character("Shen Yiping", "CN", "vice minister", "person", official=True)
CITIZEN = Character("Wu Min", "CN", None, "person")
MINISTRY = Character("ministry", "CN", None, "organisation", official=True)
OF_NO_COUNTRY = Character("Li Hua", None, "special envoy", "person", envoy=True)
DANE = Character("Ib Krog", "DK", "minister", "person", official=True)


@pytest.mark.parametrize(
    ("characters", "can"),
    [
        ((ROE, SHEN), True),
        ((ROE, OF_NO_COUNTRY), True),
        ((ROE, CITIZEN), False),
        ((ROE, MINISTRY), False),
        ((ROE, DANE), False),
        ((SHEN,), False),
        ((), False),
    ],
)
def test_a_story_tells_of_meetings_only_with_somebody_to_lead_either_side(
    characters: tuple[Character, ...], can: bool
) -> None:
    assert can_meet(Cast(characters, ())) is can
