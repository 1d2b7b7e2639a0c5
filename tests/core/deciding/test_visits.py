"""An envoy's other calls hang under the envoys' meeting of the same days."""

from typing import Any

import pytest

from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.known import Known
from monitor.core.deciding.resolve import resolve
from monitor.core.deciding.visits import visits_of
from tests.support.meetings import FAN, OKAFOR, at, day, meeting, report


def known(name: str, start: str | None = "2026-05-03", end: str | None = None, **facts: Any) -> Known:
    (group,) = resolve([report(meeting(start, end, status="held", **facts), "2026-05-09")])
    return Known(name, facts_of(group, day("2026-05-09")), at("2026-05-09"))


ENVOYS = known("envoys", end="2026-05-05")
CALL_ON_MINISTER: dict[str, Any] = {"kind": "official", "participants": (OKAFOR, FAN)}


@pytest.mark.parametrize(
    ("other", "linked"),
    [
        (known("minister", "2026-05-04", **CALL_ON_MINISTER), True),
        (known("minister", "2026-05-07", **CALL_ON_MINISTER), True),
        (known("minister", "2026-05-08", **CALL_ON_MINISTER), False),
        (known("minister", None, **CALL_ON_MINISTER), False),
        (known("minister", "2026-05-04", mode="video", **CALL_ON_MINISTER), True),  # from the same visit's hotel
        (known("minister", "2026-05-04", mode="call", **CALL_ON_MINISTER), False),
        (known("minister", "2026-05-04", **CALL_ON_MINISTER, city="Geneva", country="CH"), False),
        (known("minister", "2026-05-04", kind="official", participants=(FAN,)), False),
        (known("again", "2026-05-04"), False),
    ],
)
def test_visits(other: Known, linked: bool) -> None:
    assert visits_of([ENVOYS, other]) == ({other.id: "envoys"} if linked else {})


def test_the_nearest_visit_counts() -> None:
    later = known("later", "2026-05-08")
    minister = known("minister", "2026-05-08", **CALL_ON_MINISTER)
    assert visits_of([later, ENVOYS, minister]) == {"minister": "later"}
