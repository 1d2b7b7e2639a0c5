"""The days of a soak as small charts one below the other, in SVG that follows the reader's light or dark."""

from __future__ import annotations

from collections.abc import Sequence

from tests.soak.run import Day

WIDTH, HEIGHT, LEFT, GAP = 720, 90, 150, 26
_ROWS = (
    ("entries", "stories announced"),
    ("daemon_mb", "daemon, MB"),
    ("workers_mb", "workers, MB"),
    ("handles", "file handles"),
    ("processor_s", "processor, s a day"),
    ("lag_ms", "longest lag of the loop, ms"),
    ("write_ms", "longest wait to write, ms"),
)
_STYLE = (
    "text{font:12px sans-serif;fill:#333}polyline{fill:none;stroke:#1b6ca8;stroke-width:1.6}line{stroke:#bbb}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}polyline{stroke:#6db7ee}line{stroke:#555}}"
)


def draw(days: Sequence[Day]) -> str:
    """One row a figure, from nought; the days go from left to right."""
    height = len(_ROWS) * (HEIGHT + GAP) + 30
    rows = "".join(_row(days, name, label, 10 + n * (HEIGHT + GAP)) for n, (name, label) in enumerate(_ROWS))
    end = f'<text x="{LEFT}" y="{height - 8}">day 1</text>'
    end += f'<text x="{LEFT + WIDTH}" y="{height - 8}" text-anchor="end">day {len(days)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {height}" role="img">'
        f"<title>The daemon over {len(days)} simulated days</title><style>{_STYLE}</style>{rows}{end}</svg>\n"
    )


def _row(days: Sequence[Day], name: str, label: str, top: int) -> str:
    values = [float(getattr(day, name)) for day in days]
    most = max(*values, 1.0)
    step = WIDTH / max(1, len(values) - 1)
    points = " ".join(
        f"{LEFT + n * step:.1f},{top + HEIGHT * (1 - value / most):.1f}" for n, value in enumerate(values)
    )
    base = top + HEIGHT
    return (
        f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{label}</text>'
        f'<text x="{LEFT - 8}" y="{top + 30}" text-anchor="end">{most:,.0f}</text>'
        f'<text x="{LEFT - 8}" y="{base}" text-anchor="end">0</text>'
        f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{base}" y2="{base}"/><polyline points="{points}"/>'
    )
