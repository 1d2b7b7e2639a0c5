"""The chart of docs/performance.md: what each thing costs beside what one would take instead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.common import OURS, Result, figure, optional

_INK = "#24292f"
_OURS, _OTHERS, _BASE = "#1f77b4", "#9aa4ad", "#c9b458"
_STYLE = (
    "<style>:root{--ink:#24292f}@media (prefers-color-scheme: dark){:root{--ink:#d0d7de}}"
    "text{font-family:system-ui,sans-serif}</style>"
)


def draw(results: Sequence[Result], path: Path) -> None:
    """Write an SVG that is readable on light and on dark ground; nothing without matplotlib."""
    pyplot = optional("matplotlib.pyplot")
    shown = [result for result in results if len(result.rows) > 1 and any(OURS in row.name for row in result.rows)]
    if pyplot is None or not shown:
        return
    pyplot.rcParams["svg.fonttype"] = "none"
    pyplot.rcParams["svg.hashsalt"] = "envoy-monitor"  # the same figures give the same file
    heights = [len(result.rows) + 1.6 for result in shown]
    figure_, axes = pyplot.subplots(
        len(shown), 1, figsize=(9, 0.3 * sum(heights)), gridspec_kw={"height_ratios": heights}, layout="constrained"
    )
    for result, axis in zip(shown, [axes] if len(shown) == 1 else axes, strict=True):
        _bars(result, axis)
    figure_.savefig(path, format="svg", transparent=True, metadata={"Date": None})
    pyplot.close(figure_)
    drawn = path.read_text(encoding="utf-8").replace(_INK, "var(--ink)")
    head, tag, rest = drawn.partition("<metadata>")
    path.write_text(head + _STYLE + tag + rest, encoding="utf-8")


def _bars(result: Result, axis: object) -> None:
    names = [row.name for row in result.rows]
    values = [row.value for row in result.rows]
    colours = [_OURS if OURS in name else _BASE if name == result.base else _OTHERS for name in names]
    bars = axis.barh(names, values, color=colours)  # type: ignore[attr-defined]
    axis.bar_label(bars, [f" {figure(value)}" for value in values], color=_INK, fontsize=8)  # type: ignore[attr-defined]
    axis.invert_yaxis()  # type: ignore[attr-defined]
    axis.set_title(f"{result.title} ({result.unit})", loc="left", color=_INK, fontsize=10)  # type: ignore[attr-defined]
    axis.margins(x=0.12)  # type: ignore[attr-defined]
    axis.set_xticks([])  # type: ignore[attr-defined]
    axis.tick_params(axis="y", colors=_INK, labelsize=8, length=0)  # type: ignore[attr-defined]
    for side in ("top", "right", "bottom", "left"):
        axis.spines[side].set_visible(False)  # type: ignore[attr-defined]
