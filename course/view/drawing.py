"""A whole graph as one SVG: cards, links, a legend, and the words for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass

from course.view import cards, phrases, style
from course.view.graph_model import Edge, Graph
from course.view.layout import Layout, Link, Size, arrange
from course.view.svg import line, markup, num, rect, tag, text

Legend = list[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """A graph with its cards and their places. `edges` are in the order of `layout.routes`."""

    graph: Graph
    lines: tuple[list[cards.Row], ...]
    edges: tuple[Edge, ...]
    uses: tuple[int, ...]
    layout: Layout


def lay_out(
    graph: Graph,
    lines: list[list[cards.Row]] | None = None,
    labels: dict[Edge, str] | None = None,
) -> Sheet:
    """Give every vertex and edge its place, with room for these lines and these edge labels."""
    uses = graph.uses()
    lines = lines or [cards.rows(graph, key, uses[key]) for key in range(len(graph.vertices))]
    edges = tuple(sorted(graph.edges, key=lambda edge: (edge.target, edge.slot)))
    room = edge_labels(graph) | (labels or {})
    links = [Link(e.source, e.target, _pill(room[e]) if e in room else None) for e in edges]
    layout = arrange([cards.size(rows) for rows in lines], links)
    return Sheet(graph, tuple(lines), edges, tuple(uses), layout)


def edge_labels(graph: Graph) -> dict[Edge, str]:
    """The label of each line that needs one: which result it carries, how many lines it bundles."""
    several = {edge.source for edge in graph.edges if edge.output > 0}
    found = {}
    for edge in graph.edges:
        if edge.times > 1:
            found[edge] = f"\u00d7{edge.times}"
        elif edge.source in several and graph.vertices[edge.source].kind == "op":
            found[edge] = f"[{edge.output}]"
    return found


def _pill(label: str) -> Size:
    return Size(phrases.columns(label) * style.COLUMN + 14, 18.0)


def edge_parts(sheet: Sheet, index: int) -> tuple[str, str, str]:
    """An edge as three paths: above its label, behind it, below it.

    The last two are empty for an edge without a label.
    """
    route = sheet.layout.routes[index]
    if route.label is None:
        return line(route.points), "", ""
    points = route.points
    return line(points[:-3]), line(points[-4:-2]), line(points[-3:], curved=True)


def draw_graph(sheet: Sheet, title: str, description: str) -> str:
    """The whole picture as a complete SVG file."""
    labels = edge_labels(sheet.graph)
    parts = [draw_edge(sheet, index) for index in range(len(sheet.edges))]
    parts += [draw_vertex(sheet, key) for key in range(len(sheet.graph.vertices))]
    parts += [_label(sheet, n, labels[e]) for n, e in enumerate(sheet.edges) if e in labels]
    return canvas(sheet, title, description, parts)


def canvas(
    sheet: Sheet, title: str, description: str, parts: list[str], more: Legend | None = None
) -> str:
    """These pieces of drawing, with a legend below and with words for those who cannot see them."""
    layout = sheet.layout
    legend, width, height = _legend(sheet, max(layout.width, 360.0), more)
    height += layout.height
    return tag("svg", tag("title", markup(title)), tag("desc", markup(description)), *parts,
               tag("g", legend, transform=f"translate(0 {num(layout.height)})"),
               xmlns="http://www.w3.org/2000/svg", role="img", width=width, height=height,
               viewBox=f"0 0 {num(width)} {num(height)}", font_family=style.FONT,
               font_size=style.FONT_SIZE, fill="currentColor")


def draw_edge(sheet: Sheet, index: int, middle: str | None = None, arrow: bool = True) -> str:
    """A line with an arrowhead at its lower end; thick and coloured if its value is shared.

    The piece behind a label is left out unless `middle` gives it a class that shows it.
    """
    edge = sheet.edges[index]
    forked = sheet.uses[edge.source] > 1
    colour = style.FANOUT if forked else style.NEUTRAL
    above, under, below = edge_parts(sheet, index)
    look = {"fill": "none", "stroke": colour, "stroke_width": 2.6 if forked else 1.5}
    parts = [tag("path", d=f"{above}{below}", class_="cv-edge", **look)]
    if under and middle:
        parts.append(tag("path", d=under, class_=middle, visibility="hidden", **look))
    if arrow:
        x, y = sheet.layout.routes[index].points[-1]
        parts.append(tag("path", d=f"M{num(x)} {num(y)}l-4.5 -8h9z", fill=colour))
    return "".join(parts)


def draw_vertex(sheet: Sheet, key: int) -> str:
    """The card, with a dot below it if its value is used more than once."""
    place = sheet.layout.boxes[key]
    vertex = sheet.graph.vertices[key]
    card = cards.draw(vertex, sheet.lines[key], place, root=key == sheet.graph.root)
    if sheet.uses[key] < 2:
        return card
    return card + tag("circle", cx=place.centre, cy=place.bottom, r=5.5, fill=style.FANOUT)


def _label(sheet: Sheet, index: int, label: str) -> str:
    place = sheet.layout.routes[index].label
    if place is None:
        return ""
    return text(place.centre, place.y + 13, label, text_anchor="middle")


def _legend(sheet: Sheet, room: float, more: Legend | None) -> tuple[str, float, float]:
    """One entry for each kind of mark that occurs. Returns markup, width and height."""
    kinds = {vertex.kind for vertex in sheet.graph.vertices}
    marks = {row.mark for rows in sheet.lines for row in rows}
    entries: Legend = []
    box = {"stroke_width": 1.4, "fill": "none", "stroke": style.NEUTRAL}
    if "op" in kinds:
        entries.append((rect(0, -9, 16.0, 11.0, rx=1, **box), "operation"))
    if "leaf" in kinds:
        leaf = rect(0, -9, 16.0, 11.0, rx=5, fill=style.LEAF, fill_opacity=style.TINT,
                    stroke=style.LEAF, stroke_width=2.4)
        entries.append((leaf, "leaf"))
    if "constant" in kinds:
        dashed = rect(0, -9, 16.0, 11.0, rx=5, stroke_dasharray="4 2", **box)
        entries.append((dashed, "not tracked"))
    if "saved" in marks:
        entries.append((cards.glyph("saved", 8, -4), "saved for backward"))
    if "freed" in marks:
        entries.append((cards.glyph("freed", 8, -4), "freed"))
    if any(count > 1 for count in sheet.uses):
        entries.append((cards.glyph("uses", 8, -4), "value used again"))
    entries += more or []
    x, y, widest = 12.0, 16.0, 0.0
    parts = []
    for sign, word in entries:
        width = 22 + phrases.columns(word) * style.COLUMN
        if x > 12 and x + width > room:
            x, y = 12.0, y + style.LINE
        label = text(22.0, 0.0, word, fill_opacity=0.8)
        parts.append(tag("g", sign, label, transform=f"translate({num(x)} {num(y)})"))
        x += width + 18
        widest = max(widest, x - 6)
    return "".join(parts), max(sheet.layout.width, widest), y + 10
