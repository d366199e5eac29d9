"""Charts as SVG: no script, colours from the page's own styles, a text for screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT, FOOT, HEAD = 360, 150, 22, 16


def histogram(counts: Sequence[int], labels: Sequence[str], text: str) -> Markup:
    """Columns side by side, each with its count above and its label below."""
    step, highest = WIDTH / len(counts), max(*counts, 1)
    parts = []
    for number, (count, label) in enumerate(zip(counts, labels, strict=True)):
        height = round((HEIGHT - FOOT - HEAD) * count / highest, 1)
        left, top = round(number * step + 2, 1), HEIGHT - FOOT - height
        middle = round((number + 0.5) * step, 1)
        parts.append(f'<rect class="full" x="{left}" y="{top:g}" width="{step - 4:g}" '
                     f'height="{height}"/>')
        if count:
            parts.append(f'<text x="{middle}" y="{top - 4:g}">{count}</text>')
        parts.append(f'<text x="{middle}" y="{HEIGHT - 7}">{escape(label)}</text>')
    line = f'<path d="M0 {HEIGHT - FOOT + .5}H{WIDTH}"/>'
    return _svg("histogram", f"0 0 {WIDTH} {HEIGHT}", text, "".join([*parts, line]))


def shares(parts: Sequence[tuple[str, float]], text: str) -> Markup:
    """One bar, cut in proportion to the counts; each part has the CSS class of its kind."""
    total = sum(count for _, count in parts) or 1
    left, rects = 0.0, []
    for kind, count in parts:
        width = 100 * count / total
        rects.append(f'<rect class="{kind}" x="{left:.4g}" y="0" width="{width:.4g}" height="1"/>')
        left += width
    return _svg("shares", "0 0 100 1", text, "".join(rects), ' preserveAspectRatio="none"')


def _svg(kind: str, box: str, text: str, content: str, more: str = "") -> Markup:
    return Markup(f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{escape(text)}"'
                  f"{more}>{content}</svg>")
