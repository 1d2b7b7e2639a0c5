"""What names in Chinese script look like where something marks them: dots, initials, a spelling in brackets."""

from __future__ import annotations

import re
from functools import lru_cache

LATIN = re.compile(r"\s*[（(]\s*([^\W\d_a-z一-龥][^（）()\d一-龥]*[^\W\d_])\s*[）)]")
# What parts two names ends either.
SPELT_OUT = re.compile(r"((?:[A-Z][·.．]\s?){0,2}(?:(?![与和同及对向、的是由])[一-龥·-]){1,14})[（(]\s*[A-ZÀ-Þ]")
# With initials before or between: J·马库斯·特雷德韦尔, 罗伯特·F·肯尼迪.
DOTTED = re.compile(
    r"(?:[A-Z][·.．]\s?)+(?:(?:(?![与和同及对向、])[一-龥]){1,7}[·.．])*|(?:(?![与和同及对向、])[一-龥]){1,7}·(?:[A-Z][·.．]\s?)*"
)
# Who answers in an interview: 尹若兰：……
LABEL = re.compile(r"([一-龥]{2,4})[：:]")
# A name's Latin spelling has two words and more; an abbreviation or a company's name seldom stands behind one.
GLOSS = re.compile(r"([一-龥]{2,7})[（(]\s*[A-ZÀ-Þ][\w'.-]*(?:[ -][A-ZÀ-Þ][\w'.-]*)+\s*[）)]")


@lru_cache(maxsize=4)
def any_dotted(sounds: str) -> re.Pattern[str]:
    """Two and more runs of characters that spell foreign sounds, with dots between."""
    return re.compile(f"[{sounds}]{{1,7}}(?:·[{sounds}]{{1,7}})+")


@lru_cache(maxsize=32)
def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for several phrases, longest first."""
    return re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) or r"(?!)")
