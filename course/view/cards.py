"""A vertex as a card: the lines on it, its size, and its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from course.view import phrases, style
from course.view.graph_model import Graph, Vertex
from course.view.layout import Rectangle, Size
from course.view.svg import markup, rect, tag

Mark = Literal["", "title", "name", "saved", "freed", "uses", "grad", "room"]
ROOM = 30


@dataclass(frozen=True)
class Row:
    """One line of a card and what it is. "room" is an empty line as wide as its text."""

    text: str
    mark: Mark = ""
    after: str = ""

    @property
    def columns(self) -> float:
        """The width of the line, the sign before it included."""
        sign = 2.2 if self.mark in ("saved", "freed", "uses") else 0.0
        return phrases.columns(self.text) + phrases.columns(self.after) + sign


def rows(graph: Graph, key: int, uses: int) -> list[Row]:
    """The lines on the card of a vertex, top to bottom."""
    vertex = graph.vertices[key]
    if vertex.kind == "folded":
        return _folded_rows(vertex)
    found = [Row(phrases.clean(vertex.title), "title")] if vertex.kind == "op" else []
    names = list(vertex.names)
    if key == graph.root and not names:
        names = ["result"]
    if not names and vertex.kind == "constant":
        names = ["not tracked"]
    if not names and vertex.kind == "leaf":
        names = ["leaf"]
    name = phrases.clean(" = ".join(names))
    size = phrases.shape(vertex.shape)
    if name or size:
        found.append(Row(name, "name", f" {size}".rstrip()) if name else Row(size))
    value = phrases.numbers(vertex.value, ROOM)
    if value:
        found.append(Row(f"= {value}"))
    if vertex.has_grad:
        found.append(Row(f".grad = {_grad(vertex)}", "grad"))
    saved, freed = phrases.saved(vertex.saved)
    found += [Row(saved, "saved")] if saved else []
    found += [Row(freed, "freed")] if freed else []
    found += [Row(f"used {uses} times", "uses")] if uses > 1 else []
    return found


def _grad(vertex: Vertex) -> str:
    if vertex.grad is None:
        return "None"
    return phrases.numbers(vertex.grad, ROOM - 6) or phrases.shape(vertex.grad.shape)


def _folded_rows(vertex: Vertex) -> list[Row]:
    total = sum(count for _, count in vertex.folded)
    shown = vertex.folded[:5]
    found = [Row(f"{total} boxes folded", "title")]
    found += [Row(f"{count} \u00d7 {phrases.clean(title)}") for title, count in shown]
    rest = total - sum(count for _, count in shown)
    return found + ([Row(f"{rest} others")] if rest else [])


def size(lines: list[Row]) -> Size:
    """The size of a card with these lines."""
    widest = max(row.columns for row in lines)
    return Size(max(widest * style.COLUMN + 2 * style.PAD, 64.0), len(lines) * style.LINE + 14)


def baseline(vertex: Vertex, place: Rectangle, number: int) -> float:
    """The y of the baseline of a card's line with this number."""
    if vertex.kind == "op":
        return place.y + (15.5 if number == 0 else 20) + number * style.LINE
    return place.y + 18 + number * style.LINE


def draw(vertex: Vertex, lines: list[Row], place: Rectangle, root: bool) -> str:
    """The card as SVG."""
    parts = [_frame(vertex, place, root)]
    for number, row in enumerate(lines):
        x, y = place.x + style.PAD, baseline(vertex, place, number)
        if row.mark in ("saved", "freed", "uses"):
            parts.append(glyph(row.mark, x + 5, y - 4))
            x += 2.2 * style.COLUMN
        if row.mark == "room":
            continue
        bold = "bold" if row.mark in ("title", "name") else None
        after = tag("tspan", markup(row.after), font_weight="normal") if row.after else ""
        parts.append(tag("text", markup(row.text) + after, x=x, y=y, font_weight=bold))
    return tag("g", *parts, class_=f"cv-{vertex.kind}")


def _frame(vertex: Vertex, place: Rectangle, root: bool) -> str:
    """Ops are square with a headband, tensors round, constants dashed, folded boxes a pile."""
    box = (place.x, place.y, place.width, place.height)
    if vertex.kind == "leaf":
        return rect(*box, rx=13, fill=style.LEAF, fill_opacity=style.TINT, stroke=style.LEAF,
                    stroke_width=2.4)
    if vertex.kind == "constant":
        return rect(
            *box, rx=13, fill="none", stroke=style.NEUTRAL, stroke_width=1.4, stroke_dasharray="5 3"
        )
    frame = rect(*box, rx=2, fill="none", stroke=style.NEUTRAL, stroke_width=3.0 if root else 1.4)
    if vertex.kind == "folded":
        x, y, width, height = box
        behind = f"M{x + 5:.1f} {y + height:.1f}v5h{width:.1f}v-{height:.1f}h-5"
        return frame + tag("path", d=behind, fill="none", stroke=style.NEUTRAL, stroke_width=1.4)
    band = rect(place.x, place.y, place.width, style.LINE + 6, rx=2, fill=style.NEUTRAL,
                fill_opacity=style.BAND)
    return band + frame


def glyph(mark: Mark, x: float, y: float) -> str:
    """The small sign before a line: full square saved, crossed square freed, dot used again."""
    if mark == "saved":
        return rect(x - 4.5, y - 4.5, 9.0, 9.0, fill=style.SAVED)
    if mark == "freed":
        box = rect(x - 4, y - 4, 8.0, 8.0, fill="none", stroke=style.NEUTRAL, stroke_width=1.3)
        cross = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
        return box + tag("path", d=cross, stroke=style.NEUTRAL, stroke_width=1.3)
    return tag("circle", cx=x, cy=y, r=4.5, fill=style.FANOUT)
