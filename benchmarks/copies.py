"""How many copies are known, by what was done to them, and how much different stories share.

    python benchmarks/copies.py [FOLDER …]        labelled stories; those of tests/evaluation/corpus by default

Each story is edited as outlets edit agencies' stories, with paragraphs and words of other stories of its language, read
again, and compared as the archive compares: by its sketch first, then by the shingles of both.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.core.deciding.copies import IN_COMMON, contained, enough, shingles, sketch
from monitor.core.reading.understand import understand
from monitor.core.records import Block, Story
from monitor.knowledge import load_knowledge
from tests.evaluation.corpus import OWN, Article, load
from tests.evaluation.labelled import story_of
from tests.support.edits import Desk

EDITIONS = 5
LONG = {"en": 200, "zh": 250}
"""Words or characters from which a story is no brief."""
KNOWLEDGE = load_knowledge()


def read(article: Article, paragraphs: Sequence[str] | None = None) -> Story:
    """The story as the program understands it, with other `paragraphs` where they are given."""
    text = story_of(article).text
    if paragraphs is not None:
        text = replace(text, blocks=tuple(Block("paragraph", paragraph) for paragraph in paragraphs))
    return understand(text, KNOWLEDGE)


def words_of(story: Story, wordings: Sequence[str]) -> frozenset[str]:
    """All shingles of `story`."""
    return shingles((block.text for block in story.text.blocks), story.text.language, wordings)


def is_copy(first: Story, later: Story) -> tuple[bool, float]:
    """Whether `later` is taken for a copy of `first`, and the share of the shorter text that they have in common."""
    share = contained(words_of(first, later.wordings), words_of(later, later.wordings))
    common = sketch(words_of(first, first.wordings)) & sketch(words_of(later, later.wordings))
    return len(common) >= IN_COMMON and enough(share, later.text.language), share


def recall(articles: Sequence[Article], language: str) -> Iterator[tuple[str, Counter[str]]]:
    """For each kind of edit: its name, copies made and known, of all stories and of those that are no briefs."""
    chance = Random(20260503)
    own = [one for one in articles if one.lang == language]
    stories = {one.id: read(one) for one in own}
    for name in Desk(language, (), chance).edits:
        counts = Counter[str]()
        for article in own:
            others = [p for other in own if not _of_one_event(other, article) for p in other.paragraphs if len(p) > 60]
            for _ in range(EDITIONS):
                edited = Desk(language, others, chance).edits[name](article.paragraphs)
                known = is_copy(stories[article.id], read(article, edited))[0]
                counts.update(made=1, known=known)
                if _length(article) >= LONG[language]:
                    counts.update(long_made=1, long_known=known)
        yield name, counts


def mistaken(articles: Sequence[Article], language: str) -> tuple[list[tuple[float, bool, bool, str]], int]:
    """Pairs of different stories: (share in common, of one event, taken for a copy, who), most alike first."""
    own = [one for one in articles if one.lang == language]
    stories = {one.id: read(one) for one in own}
    found = []
    for one, other in combinations(own, 2):
        if "copy" in other.id:
            continue
        copy, share = is_copy(stories[one.id], stories[other.id])
        found.append((share, _of_one_event(one, other), copy, f"{one.id}, {other.id}"))
    return sorted(found, reverse=True), len(found)


def _of_one_event(one: Article, other: Article) -> bool:
    return one.id == other.id or bool({m.meeting for m in one.meetings} & {m.meeting for m in other.meetings})


def _length(article: Article) -> int:
    return sum(len(text) if article.lang == "zh" else len(text.split()) for text in article.paragraphs)


def _share(counts: Counter[str], which: str = "") -> str:
    made = counts[f"{which}made"]
    return f"{counts[f'{which}known'] / made:.3f} ({made})" if made else "–"


def main(folders: Sequence[Path]) -> None:
    articles = [article for folder in folders for article in load(folder)]
    print("| edit | English | Chinese | English, briefs too | Chinese, briefs too |\n|---|---:|---:|---:|---:|")
    english, chinese = (list(recall(articles, language)) for language in ("en", "zh"))
    for (name, en), (_, zh) in zip(english, chinese, strict=True):
        print(f"| {name} | {_share(en, 'long_')} | {_share(zh, 'long_')} | {_share(en)} | {_share(zh)} |")
    for language in ("en", "zh"):
        pairs, count = mistaken(articles, language)
        same = [pair for pair in pairs if pair[1]]
        print(
            f"{language}: {count} pairs of different stories, {len(same)} of one event; taken for copies: "
            f"{sum(pair[2] for pair in pairs)}; most in common: {pairs[0][0]:.3f} ({pairs[0][3]}), "
            f"of one event: {max((pair[0] for pair in same), default=0):.3f}"
        )


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [OWN])
