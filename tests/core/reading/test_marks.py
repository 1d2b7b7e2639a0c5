"""Where quotation marks open and close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.marks import quoted_stretches

ONE_PASSAGE = [
    ("“We are here,” she said. “We stay.”", ["We are here,", "We stay."]),
    ('"We are here," she said. "We stay."', ["We are here,", "We stay."]),
    ("‘We’ve read the ministers’ plan,’ he said. ‘It’s thin.’", ["We’ve read the ministers’ plan,", "It’s thin."]),
    ("'We don't know the envoys' plan,' he said.", ["We don't know the envoys' plan,"]),
    ("The delegates' plane landed in the '90s.", []),
    ("the ‘90s and the leaders’ plane", []),
    ("他说：“我说过“慢慢来”三个字。”", ["我说过“慢慢来”三个字。"]),
    ("他說：「我們『不急』。」然後「走了」", ["我們『不急』。", "走了"]),
    ("« Pas encore », dit-elle.", [" Pas encore "]),
    ("“She told me ‘no’ twice,” he said.", ["She told me ‘no’ twice,"]),
    ("“A misprint“ he said. “Corrected.”", ["A misprint", "Corrected."]),
    ("”反了，“他说。", ["反了，"]),
    ("“Never closed. He left and “came back” later.", ["came back"]),
    ('"Never closed. He left and "came back" later.', ["came back"]),
    ('a 5" pipe', []),
    ("＂全角＂两个字", ["全角"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "quoted"), ONE_PASSAGE)
def test_outermost_stretches_of_one_passage(text: str, quoted: list[str]) -> None:
    assert [text[s.start : s.end] for s in quoted_stretches([(0, text)])] == quoted


SEVERAL_PASSAGES = [
    (["“One.", "“Two.", "“Three.” He left."], [("One.", False, False), ("Two.", True, False), ("Three.", True, True)]),
    (['"One.', '"Two," she said.'], [("One.", False, False), ("Two,", True, True)]),
    (["‘One.", "‘Two,’ she said."], [("One.", False, False), ("Two,", True, True)]),
    (["「一。", "「二。」"], [("一。", False, False), ("二。", True, True)]),
    (
        ["他说：“第一段。", "没有重开的第二段。”他还说：“好。”"],
        [("第一段。", False, False), ("没有重开的第二段。", True, True), ("好。", False, True)],
    ),
    (['"One.', 'Two," she said.'], [("One.", False, False), ("Two,", True, True)]),
    (["“Forgotten.", "Nothing quoted here."], [("Forgotten.", False, False)]),
    (["'Tis late", "and nobody minds"], []),
    (["“One.”", "“Two.”"], [("One.", False, True), ("Two.", False, True)]),
]


@pytest.mark.parametrize(("texts", "quoted"), SEVERAL_PASSAGES)
def test_quotations_over_several_passages(texts: list[str], quoted: list[tuple[str, bool, bool]]) -> None:
    stretches = quoted_stretches(list(enumerate(texts)))
    assert [(texts[s.passage][s.start : s.end], s.continues, s.closed) for s in stretches] == quoted


@given(st.lists(st.text(alphabet="“”‘’「」『』«»\"＂' aB,.。，s0", max_size=40), max_size=4))
def test_any_text_gives_ordered_stretches_within_it(texts: list[str]) -> None:
    last = (-1, 0)
    for stretch in quoted_stretches(list(enumerate(texts))):
        text = texts[stretch.passage]
        assert 0 <= stretch.outer_start <= stretch.start <= stretch.end <= stretch.outer_end <= len(text)
        assert (stretch.passage, stretch.outer_start) >= last
        last = (stretch.passage, stretch.outer_end)
