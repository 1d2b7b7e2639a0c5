"""Documents for tests, made of plain sentences."""

from __future__ import annotations

import re
from datetime import date

from monitor.core.reading.document import Document, Passage, PassageKind, Sentence
from monitor.core.reading.folding import fold
from monitor.core.records import Text

_SENTENCE = re.compile(r".+?(?:(?<![A-Z][a-z][a-z])(?<!Sept)\.(?= )|。|$)", re.DOTALL)


def document(
    text: str,
    on: str = "2023-07-18",
    language: str = "en",
    kind: PassageKind = "paragraph",
    dateline: str | None = None,
) -> Document:
    """One passage spoken on a day (`on`: ISO 8601, with a time and zone where that matters)."""
    page = Text("story.html", None, None, language, "", None, (), on, None, None, ())
    sentences = tuple(Sentence(match.start(), match.end()) for match in _SENTENCE.finditer(text))
    passage = Passage(0, kind, text, fold(text), sentences, None)
    return Document(page, language, (passage,), date.fromisoformat(on[:10]), None)
