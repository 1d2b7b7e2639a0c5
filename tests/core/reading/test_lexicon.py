from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.folding import fold
from monitor.core.reading.lexicon import Hit, Lexicon, Term

LEXICON = Lexicon(
    [
        Term("country", "CN", "China", exact=True),
        Term("country", "CN", "中国", exact=True),
        Term("country", "US", "US", exact=True),
        Term("outlet", "China Daily", "China Daily", exact=True),
        Term("person", "cn.xi", "Xi", exact=True),
        Term("person", "cn.xie", "Xie Zhenhua", exact=True),
        Term("person", "cn.xie", "解振华", exact=True),
        Term("role", "envoy", "envoy"),
        Term("role", "envoy", "climate envoy"),
        Term("role.several", "envoy", "climate envoys"),
        Term("role", "envoy", "特使"),
        Term("role", "envoy", "副特使"),
        Term("topic", "climate", "climate"),
        Term("city", "Georgia", "Georgia", exact=True),
        Term("country", "GE", "Georgia", exact=True),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    folded = fold(text)
    return [(hit.kind, folded[hit.start : hit.end]) for hit in LEXICON.find(folded)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("China's envoy", [("country", "China"), ("role", "envoy")]),
        ("a China Daily reporter", [("outlet", "China Daily")]),
        ("Climate envoys met", [("topic", "Climate"), ("role.several", "Climate envoys")]),
        ("Xie Zhenhua and Xi", [("person", "Xie Zhenhua"), ("person", "Xi")]),
        ("SHANGHAI, CHINA", [("country", "CHINA")]),
        ("中國副特使解振華", [("country", "中国"), ("role", "副特使"), ("person", "解振华")]),
        ("Georgia", [("city", "Georgia"), ("country", "Georgia")]),
    ],
)
def test_finds(text: str, hits: list[tuple[str, str]]) -> None:
    assert found(text) == hits


@pytest.mark.parametrize("text", ["china plates", "give us time", "envoyage", "Xian", "Chinatown", "eXi", ""])
def test_does_not_find(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="China Xieenvoy特使解振华中 .'", max_size=60))
def test_hits_of_one_layer_do_not_overlap_and_stand_in_order(text: str) -> None:
    hits = LEXICON.find(fold(text))
    assert list(hits) == sorted(hits)
    names = [hit for hit in hits if hit.kind in ("country", "outlet", "person")]
    assert all(one.end <= other.start or _span(one) == _span(other) for one, other in itertools.pairwise(names))


def _span(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end
