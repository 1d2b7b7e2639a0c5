"""The figures as the tables of docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.evaluation.corpus import Article
from tests.evaluation.pages import SITES
from tests.evaluation.scoring import Figures

if TYPE_CHECKING:
    from tests.evaluation.general_news import Result

DOCUMENT = Path(__file__).parents[2] / "docs" / "accuracy.md"

# What to reach, by language; for the false alarms, what not to exceed.
AIMS: Mapping[str, Mapping[str, float]] = {
    "meeting_precision": {"en": 0.97, "zh": 0.97},
    "meeting_recall": {"en": 0.92, "zh": 0.90},
    "false_alarm_rate": {"en": 0.02, "zh": 0.02},
    **{
        name: {"en": 0.95, "zh": 0.95}
        for name in ("start", "status", "city", "mode", "kind", "participants", "quote_via")
    },
    "quote_f1": {"en": 0.97, "zh": 0.97},
    "quote_attributed_f1": {"en": 0.90, "zh": 0.90},
    **{name: {"en": 0.99, "zh": 0.99} for name in ("headline", "published")},
    **{name: {"en": 0.95, "zh": 0.95} for name in ("standfirst", "image_credit", "image_caption", "heading_f1")},
    "paragraph_f1": {"en": 0.98, "zh": 0.98},
    "relevance_f1": {"en": 0.97, "zh": 0.97},
}

LANGUAGES = {"en": "English", "zh": "Chinese"}

_GENERAL = (
    "Stories in which no envoys of the two countries meet: trade, armed forces, leaders, conferences, envoys who give\n"
    "speeches, are wished to meet, share a stage or see others. None may be found to tell of such a meeting."
)

_MARK = "<!-- figures: written by `make eval`, do not edit below -->"


def reached(name: str, language: str, value: float | None) -> bool | None:
    """Whether a figure is where it ought to be; None where there is no aim or nothing to count."""
    aim = AIMS.get(name, {}).get(language)
    if aim is None or value is None:
        return None
    return value <= aim if name == "false_alarm_rate" else value >= aim


def table(figures: Mapping[str, Figures]) -> str:
    """A Markdown table, a figure a row, each language's value beside its aim."""
    head = " | ".join(f"{LANGUAGES[language]} | aim" for language in figures)
    lines = [f"| | {head} |", "|---" + "|---:|---:" * len(figures) + "|"]
    for name in next(iter(figures.values())):
        cells = [cell for language in figures for cell in _cells(name, language, figures[language][name])]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(name: str, language: str, value: float | None) -> tuple[str, str]:
    aim = AIMS.get(name, {}).get(language)
    shown = "–" if value is None else f"{value:.3f}"
    if reached(name, language, value) is False:
        shown = f"**{shown}**"
    sign = "≤" if name == "false_alarm_rate" else "≥"
    return shown, "" if aim is None else f"{sign} {aim:.2f}"


def section(title: str, articles: Sequence[Article], figures: Mapping[str, Figures]) -> str:
    """A titled table, with the size of its corpus."""
    sizes = [
        f"{sum(article.lang == language for article in articles)} {name} stories"
        for language, name in LANGUAGES.items()
        if language in figures
    ]
    silent = sum(not any(meeting.news for meeting in article.meetings) for article in articles)
    size = f"{' and '.join(sizes)}; {silent} of them report no meeting of envoys."
    return f"## {title}\n\n{size} A figure short of its aim is bold.\n\n{table(figures)}\n"


def general_section(results: Sequence[Result]) -> str:
    """What general news came to: for each collection its size and the meetings wrongly found in it."""
    rows = [f"| {one.name} | {one.stories} | {len(one.alarms)} |" for one in results]
    head = [
        "## General news",
        "",
        _GENERAL,
        "",
        "| | stories | meetings of kind envoy or official found |",
        "|---|---:|---:|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def own_title() -> str:
    """The heading of the project's own corpus."""
    return f"Our own stories, on {len(set(SITES.values()))} sites"


def write(sections: Sequence[str], document: Path = DOCUMENT) -> None:
    """Replace the figures of the document; what stands above their mark is kept."""
    kept = document.read_text(encoding="utf-8").partition(_MARK)[0].rstrip()
    document.write_text(f"{kept}\n\n{_MARK}\n\n" + "\n".join(sections), encoding="utf-8")
