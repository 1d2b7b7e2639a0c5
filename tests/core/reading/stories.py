"""Stories for tests, a line a block: `# ` a heading, `> ` a block quotation, `- ` a list item, else a paragraph."""

from __future__ import annotations

from monitor.core.records import Block, BlockKind, Text

_KINDS: dict[str, BlockKind] = {"# ": "heading", "> ": "quotation", "- ": "list_item"}


def story(lines: str, language: str = "en", outlet: str = "The Case Wire", published: str = "2026-03-03") -> Text:
    """A page's text with those blocks."""
    blocks = tuple(_block(line.strip()) for line in lines.strip().splitlines() if line.strip())
    return Text("story.html", None, outlet, language, "Talks", None, (), published, None, None, blocks)


def _block(line: str) -> Block:
    kind = _KINDS.get(line[:2])
    return Block(kind, line[2:]) if kind else Block("paragraph", line)
