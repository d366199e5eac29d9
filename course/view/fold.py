"""Large graphs made small: one box takes the middle and shows how much it holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from course.view.graph_model import Edge, Graph, Vertex

LIMIT = 60
FIRST = 14
LAST = 22


@dataclass(frozen=True)
class Folded:
    """A folded graph, and where each vertex and edge of the whole graph went.

    `box` is the vertex that holds the rest, None if nothing had to be folded. Edges inside the
    box are None.
    """

    graph: Graph
    vertex: tuple[int, ...]
    edge: dict[Edge, Edge | None]
    box: int | None


def fold(graph: Graph, limit: int = LIMIT) -> Folded:
    """The graph itself up to `limit` vertices; beyond, its two ends and one box for the rest.

    Vertices stand in forward order, so the middle of the list can become one vertex without
    making a cycle: everything before it flows in, it flows into everything after it.
    """
    count = len(graph.vertices)
    if count <= limit:
        return Folded(graph, tuple(range(count)), {edge: edge for edge in graph.edges}, None)
    first = min(FIRST, max(limit - 2, 0) * FIRST // (FIRST + LAST))
    last = max(min(LAST, limit - 1 - first), 1)
    box, end = first, count - last
    vertex = tuple(n if n < box else box if n < end else n - end + box + 1 for n in range(count))
    titles = Counter(_sort_of(item) for item in graph.vertices[box:end])
    inside = tuple(sorted(titles.items(), key=lambda item: (-item[1], item[0])))
    vertices = (*graph.vertices[:box], Vertex(kind="folded", folded=inside), *graph.vertices[end:])
    edge = _moved_edges(graph, vertex, box)
    edges = tuple(dict.fromkeys(item for item in edge.values() if item is not None))
    return Folded(Graph(vertices, edges, vertex[graph.root]), vertex, edge, box)


def _moved_edges(graph: Graph, vertex: tuple[int, ...], box: int) -> dict[Edge, Edge | None]:
    """Each edge between the new vertices; all that join the same one to the box become one."""
    times = Counter((vertex[edge.source], vertex[edge.target]) for edge in graph.edges)
    slots: dict[tuple[int, int], int] = {}
    moved: dict[Edge, Edge | None] = {}
    for edge in graph.edges:
        source, target = vertex[edge.source], vertex[edge.target]
        if source == target:
            moved[edge] = None
        elif box in (source, target):
            bundle = (source, target)
            slot = slots.setdefault(bundle, edge.slot)
            moved[edge] = Edge(source, target, slot, 0, times[bundle])
        else:
            moved[edge] = Edge(source, target, edge.slot, edge.output)
    return moved


def _sort_of(vertex: Vertex) -> str:
    return {"leaf": "leaf", "constant": "not tracked"}.get(vertex.kind, vertex.title)
