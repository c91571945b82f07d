"""Chart of the limits as SVG: each figure beside the bound that it must keep to.

A bar ends where the figure is, the upright line is the bound. What is missed says so in words, and
the picture brings its own ground, so it is read on a light page and on a dark one.
"""

import math
from collections.abc import Sequence
from html import escape

from bin.measure.limits import Limit, Part

WIDTH, EDGE, ROW, TITLE = 860, 24, 40, 44
LEFT, RIGHT = EDGE, WIDTH - EDGE
BAR, BOUND_AT = 190, 0.6  # of the track's length
TRACK = WIDTH - 2 * EDGE - BAR
STYLE = """
  .ground { fill: #fbfaf7; stroke: #d9d5cb }
  text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #23211d }
  .title { font-weight: 650; font-size: 16px }
  .quiet { fill: #5d584e; font-size: 13px }
  .track { fill: #e9e5da }
  .held { fill: #1f7a5c }
  .missed { fill: #b3361e }
  text.missed { font-weight: 650 }
  .bound { stroke: #23211d; stroke-width: 2 }
  .cut { stroke: #fbfaf7; stroke-width: 3; fill: none }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #1c1b19; stroke: #3d3a34 }
    text { fill: #f1ede3 }
    .quiet { fill: #b8b1a2 }
    .track { fill: #34312c }
    .held { fill: #58c29b }
    .missed { fill: #ff8f78 }
    .bound { stroke: #f1ede3 }
    .cut { stroke: #1c1b19 }
  }
"""


def drawn(parts: Sequence[Part]) -> str:
    """All limits of these parts, one below the other."""
    body: list[str] = []
    y = EDGE
    for part in parts:
        limits = [limit for limit in part.limits if limit.bound]
        if limits:
            body.append(_text(LEFT, y + 20, part.title, "title"))
            y += TITLE
        for limit in limits:
            body += _row(limit, y)
            y += ROW
    height = y + EDGE // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="what">\n'
        f'<title id="what">{escape(_summary(parts))}</title>\n<style>{STYLE}</style>\n'
        f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" '
        'rx="12"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _row(limit: Limit, y: int) -> list[str]:
    kind = "held" if limit.is_met else "missed"
    share = 0 if math.isnan(limit.value) else limit.value / limit.bound
    length = min(TRACK, TRACK * BOUND_AT * share)
    bound = LEFT + TRACK * BOUND_AT
    figure = f"{limit.format_value(limit.value)}: {limit.verdict}"
    return [
        _text(LEFT, y, limit.name, "quiet"),
        f'<rect class="track" x="{LEFT}" y="{y + 7}" width="{TRACK}" height="12" rx="3"/>',
        f'<rect class="{kind}" x="{LEFT}" y="{y + 7}" width="{length:.1f}" height="12" rx="3"/>',
        f'<line class="bound" x1="{bound:.1f}" x2="{bound:.1f}" y1="{y + 3}" y2="{y + 23}"/>',
        _text(RIGHT, y, f"{limit.sense} {limit.format_value(limit.bound)}", "quiet", end=True),
        _text(RIGHT, y + 19, figure, kind if kind == "missed" else "", end=True),
        *_cut(LEFT + length - 16, y, share > 1 / BOUND_AT),
    ]


def _cut(x: float, y: int, beyond: bool) -> list[str]:
    """Two strokes through a bar that is longer than there is room for."""
    strokes = f"M{x:.1f} {y + 21}l6 -16m5 0l-6 16"
    return [f'<path class="cut" d="{strokes}"/>'] if beyond else []


def _text(x: int, y: int, text: str, kind: str, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{x}" y="{y}" class="{kind}"{anchor}>{escape(text)}</text>'


def _summary(parts: Sequence[Part]) -> str:
    limits = [limit for part in parts for limit in part.limits if limit.bound]
    met = sum(limit.is_met for limit in limits)
    return f"{met} of {len(limits)} limits held: each figure as a bar, its bound as a line"
