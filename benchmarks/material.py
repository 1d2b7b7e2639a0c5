"""Pages and stories to measure with: real ones from a folder, or generated ones of the same sizes.

The generated ones carry the stories of the evaluation's own corpus (tests/evaluation), in its sites' markup, with as
much around them as real pages have: navigation, teasers, scripts, styles.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.evaluation.corpus import Article, load
from tests.evaluation.pages import SITES, render

SIZES = (50_000, 60_000, 75_000, 90_000, 115_000, 135_000, 180_000, 215_000, 300_000)
"""Bytes of real pages: the deciles of 181 that a public benchmark of extraction collected."""
WORDS = 600
_CHARACTERS_A_WORD = {"en": 6.0, "zh": 1.7}
_TEASED = (
    "city council budget school river market harvest rain team season museum concert bridge street factory union price "
    "export port ship energy water garden festival court police hospital doctor student teacher family music film"
)
_WORDS = _TEASED.split()
_SPECIAL = {"windows-1252", "gb18030", "big5hkscs"}


def pages(folder: Path | None, count: int, chance: random.Random) -> list[bytes]:
    """Up to `count` pages: those of `folder`, or generated ones."""
    if folder:
        found = sorted(path for path in folder.rglob("*.htm*") if path.is_file())[:count]
        return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found]
    return [page_of(story, SIZES[number % len(SIZES)], chance) for number, story in enumerate(stories(count, chance))]


def stories(count: int, chance: random.Random, language: str | None = None, *, reporting: bool = True) -> list[Article]:
    """Stories of about 600 words: the corpus's, each filled up from others of its language that report no meeting.

    With `reporting` every one of them reports a meeting of envoys; without it none does.
    """
    corpus = [one for one in load() if language in (None, one.lang) and SITES[one.outlet].encoding not in _SPECIAL]
    heads = [one for one in corpus if any(meeting.news for meeting in one.meetings) is reporting]
    return [
        _filled(heads[number % len(heads)], corpus, chance, f"{heads[number % len(heads)].id}-{number}")
        for number in range(count)
    ]


def _filled(head: Article, corpus: Sequence[Article], chance: random.Random, name: str) -> Article:
    others = [one for one in corpus if one.lang == head.lang and not one.meetings]
    body = list(head.body)
    wanted = WORDS * _CHARACTERS_A_WORD[head.lang]
    while sum(len(text) for block in body for text in block.values()) < wanted:
        body += chance.choice(others).body
    return replace(head, id=name, body=tuple(body))


def page_of(story: Article, size: int, chance: random.Random) -> bytes:
    """The story's page as its site has it, with what surrounds it on real ones, `size` bytes in all."""
    page = render(story).decode("utf-8")
    missing = size - len(page.encode())
    before, body, after = page.partition("<body")
    opening, closing, rest = after.partition(">")
    around = "".join(_around(missing, chance))
    script = f"<script>window.state = {{{','.join(_entries(missing // 3, chance))}}};</script>"
    return f"{before}{script}{body}{opening}{closing}{around}{rest}".encode()


def _around(missing: int, chance: random.Random) -> Iterator[str]:
    """Two thirds of what is missing: menus and teasers of other stories."""
    left = missing * 2 // 3
    while left > 0:
        links = "".join(
            f'<li class="menu-item"><a href="/{word}/">{word.title()}</a></li>' for word in _some(8, chance)
        )
        teaser = (
            f'<nav class="menu"><ul>{links}</ul></nav><div class="teaser"><a href="/{chance.random()}">'
            f'<img src="/img/{chance.random()}.jpg" alt=""><span>{" ".join(_some(9, chance))}</span></a></div>'
        )
        left -= len(teaser)
        yield teaser


def _entries(size: int, chance: random.Random) -> Iterator[str]:
    while size > 0:
        entry = f'"{chance.random()}": {{"slug": "{"-".join(_some(5, chance))}", "weight": {chance.random()}}}'
        size -= len(entry)
        yield entry


def _some(count: int, chance: random.Random) -> list[str]:
    return chance.choices(_WORDS, k=count)


def feed_of(addresses: Sequence[tuple[str, Article]], title: str = "Site") -> bytes:
    """An RSS feed of stories at their addresses."""
    items = "".join(
        f"<item><title>{_escaped(story.headline)}</title><link>{address}</link><guid>{address}</guid>"
        f"<pubDate>{story.published:%a, %d %b %Y %H:%M:%S %z}</pubDate>"
        f"<description>{_escaped(story.lead)}</description></item>"
        for address, story in addresses
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
