from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("美國總統氣候問題特使凱瑞", "美国总统气候问题特使凯瑞"),
        ("China’s", "China's"),
        ("約翰•克里 约翰・克里", "约翰·克里 约翰·克里"),
        ("ＣＯＰ２９", "COP29"),
        ("U.S.\u00a0envoy", "U.S. envoy"),
        ("İzmir", "Izmir"),
    ],
)
def test_folds(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_keeps_the_length_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    assert len(fold(text).lower()) == len(text)
