"""Read every story of a corpus with the program's own reading, and score it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.core.knowledge import Knowledge
from monitor.core.records import Page
from monitor.parsing.story import read_story
from tests.evaluation.corpus import Article, load
from tests.evaluation.pages import address, render
from tests.evaluation.report import LANGUAGES
from tests.evaluation.scoring import Score


def evaluate(articles: Sequence[Article], pages: Mapping[str, Page], knowledge: Knowledge) -> dict[str, Score]:
    """The score of each language of which there are stories."""
    scores: dict[str, Score] = {}
    for language in LANGUAGES:
        for article in (one for one in articles if one.lang == language):
            scores.setdefault(language, Score()).add(article, read_story(pages[article.id], knowledge))
    return scores


def own_pages(articles: Sequence[Article]) -> dict[str, Page]:
    """The project's stories as their outlets' sites publish them, by the story's id."""
    return {one.id: Page(source=f"{one.id}.html", body=render(one), url=address(one)) for one in articles}


def shared_evaluation() -> Path | None:
    """The folder of the second corpus and its own page builder, where it lies beside the checkout."""
    beside = Path(__file__).parents[2].parent / "shared"
    folder = Path(os.environ.get("ENVOY_SHARED", beside)) / "eval"
    return folder if (folder / "build.py").is_file() else None


def shared_corpus(folder: Path) -> tuple[list[Article], dict[str, Page]]:
    """The second corpus, rendered by the builder that comes with it."""
    articles = load(folder / "dev")
    with tempfile.TemporaryDirectory() as built:
        command = [sys.executable, "build.py", "dev", built]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        files = {path.stem: path.read_bytes() for path in Path(built).glob("*.html")}
    return articles, {name: Page(source=f"{name}.html", body=body) for name, body in files.items()}
