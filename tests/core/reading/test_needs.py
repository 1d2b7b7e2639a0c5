from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.frames import Alphabet
from monitor.core.reading.needs import Sieve, needs_of

US_CN, MET = frozenset({"us", "cn"}), frozenset({"met"})


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("(?P<one>{us|cn})_{0,3}{met}{by}?", (US_CN, MET)),
        ("(?:{met}|{us}{cn})", (frozenset({"met", "us"}),)),
        ("(?:{met}|_)", ()),
        ("{met}|{by}", (frozenset({"met", "by"}),)),
        ("(?:({us})|{by})?{met}+", (MET,)),
        ("{^us|cn}{met}", (MET,)),
        ("(?<!{us}){met}(?={cn})(?!{by})", (MET,)),
        ("{us|cn}{0,4}{met}{1,2}", (MET,)),
        ("(?:(?:{us|cn})(?:{by})*)+{met}?", (US_CN,)),
        ("{met}{met}", (MET,)),
        ("", ()),
    ],
)
def test_a_pattern_needs_what_it_cannot_match_without(pattern: str, needs: tuple[frozenset[str], ...]) -> None:
    assert needs_of(pattern) == needs


def test_a_sieve_keeps_the_items_whose_needs_are_met_in_their_order() -> None:
    sieve = Sieve([("meeting", (US_CN, MET)), ("anything", ()), ("visit", (frozenset({"go"}),))])
    assert sieve.fitting(["go", "us", "met", "strange"]) == ["meeting", "anything", "visit"]
    assert sieve.fitting({"us", "go"}) == ["anything", "visit"]
    assert sieve.fitting([]) == ["anything"]


_PIECES = st.sampled_from(["{us}", "{cn|met}", "{^us}", "_", "{met}", "{by}", "{us|cn|by}"])
_REPEATED = st.tuples(_PIECES, st.sampled_from(["", "?", "*", "+", "{0,2}", "{1,3}?"])).map("".join)
_OPENINGS = st.sampled_from(["(?:", "(", "(?=", "(?!"])


def _grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    alternatives = st.lists(inner, min_size=1, max_size=3).map("|".join)
    return st.builds(
        lambda opening, inside, times: f"{opening}{inside}){times}{{met}}",
        _OPENINGS,
        alternatives,
        st.sampled_from(["", "?"]),
    )


_PATTERNS = st.recursive(st.lists(_REPEATED, min_size=1, max_size=3).map("".join), _grouped, max_leaves=6)


@given(_PATTERNS, st.lists(st.sampled_from(["us", "cn", "met", "by", "_"]), max_size=5))
def test_no_sentence_that_matches_is_sifted_out(pattern: str, kinds: list[str]) -> None:
    alphabet = Alphabet({"us", "cn", "met", "by"})
    symbols = "".join(alphabet.translate("_" if kind == "_" else f"{{{kind}}}") for kind in kinds)
    if re.search(alphabet.translate(pattern), symbols):
        assert Sieve([("it", needs_of(pattern))]).fitting(kinds) == ["it"]
