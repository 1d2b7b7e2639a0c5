"""Pages in the markup of many sites, each beside what must be read from it: tests/cases/pages.

A case is `name.html` (or `.txt`), in whatever encoding the site would send, and `name.json` with the
expected parts. A new case needs no code.
"""

import json
from pathlib import Path

import pytest

from monitor.core.records import Page, Text
from monitor.parsing.page import read_page
from tests.parsing.page_words import WORDS

CASES = Path(__file__).parents[1] / "cases" / "pages"


def parts(text: Text) -> dict[str, object]:
    """What the cases compare."""
    image = text.image
    return {
        "headline": text.headline,
        "standfirst": text.standfirst,
        "published": text.published,
        "image": {"credit": image.credit, "caption": image.caption}
        if image and (image.credit or image.caption)
        else None,
        "blocks": [[block.kind, block.text] for block in text.blocks],
    }


@pytest.mark.parametrize("expected", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_page_is_read_whole(expected: Path) -> None:
    page = next(path for path in CASES.glob(f"{expected.stem}.*") if path != expected)
    text = read_page(Page(source=page.name, body=page.read_bytes()), WORDS)
    assert parts(text) == json.loads(expected.read_text(encoding="utf-8"))
    assert text.notes == ()


def test_every_page_has_its_record() -> None:
    names = {path.stem for path in CASES.iterdir()}
    assert names == {path.stem for path in CASES.glob("*.json")}
    assert len(names) >= 20
