"""Names of the list inside longer foreign names in Chinese script."""

from __future__ import annotations

import pytest

from monitor.core.reading.whole_names import whole_names
from tests.support.reading import knowledge


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("戈尔巴乔夫在楼前留影", []),
        ("戈尔在楼前留影", ["戈尔"]),
        ("克里达成协议", ["克里"]),
        ("克里通过视频讲话", ["克里"]),
        ("克里提出三点", ["克里"]),
        ("解振华达沃斯之行", ["解振华"]),
        ("克里", ["克里"]),
        ("维克多·谢尔曼在座", []),
        ("J·克里在座", ["克里"]),
    ],
)
def test_a_foreign_name_that_goes_on_is_nobody_of_the_list(text: str, names: list[str]) -> None:
    hits = whole_names(text, knowledge().lexicon.find(text), knowledge().language("zh").people)
    assert [text[hit.start : hit.end] for hit in hits if hit.kind == "person"] == names
