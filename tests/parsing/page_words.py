"""The program's own words for pages, read once for all tests of pages."""

import tomllib
from pathlib import Path

from monitor.core.reading.outlets import Outlets
from monitor.core.reading.page_words import PageWords

_CONFIG = Path(__file__).parents[2] / "config"


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((_CONFIG / name).read_text(encoding="utf-8"))


WORDS = PageWords.from_data(_read("pages.toml"), "pages.toml").knowing(
    Outlets.from_data(_read("outlets.toml"), "outlets.toml")
)
