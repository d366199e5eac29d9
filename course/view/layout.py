"""A layered layout of boxes and links, without any external program.

The four steps of Sugiyama, Tagawa and Toda (1981): give every box a rank, break long links into
short ones, order the ranks so that few links cross, then choose coordinates. Inputs stand at the
top, the result at the bottom. Equal input gives an equal layout, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from course.view.layout_cells import MARGIN, Cell
from course.view.layout_coordinates import place_rows, straighten
from course.view.layout_order import order_rows

GAP = 40.0
LABEL_GAP = 20.0
LANES = 4


@dataclass(frozen=True)
class Size:
    """Width and height of a box or a label."""

    width: float
    height: float


@dataclass(frozen=True)
class Link:
    """A line to draw from box `source` to box `target`, with room for a label if it has one."""

    source: int
    target: int
    label: Size | None = None


@dataclass(frozen=True)
class Rectangle:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Route:
    """A line as a chain of points, straight down inside a rank and curved between two ranks.

    `points` come in pairs: into a rank and out of it. `label` is the room for the label.
    """

    points: tuple[tuple[float, float], ...]
    label: Rectangle | None


@dataclass(frozen=True)
class Layout:
    """Places of the boxes, routes of the links (both in the order of the input), the whole size."""

    boxes: tuple[Rectangle, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def arrange(sizes: Sequence[Size], links: Sequence[Link]) -> Layout:
    """Lay out boxes of these sizes. Links must not form a cycle; of a box's inputs, the first link
    in `links` enters furthest left."""
    labelled = any(link.label for link in links)
    step = 2 if labelled else 1
    ranks = [rank * step for rank in rank_boxes(len(sizes), links)]
    inner = {link.target for link in links}
    cells = [Cell(ranks[n], size.width, size.height, box=True, light=n not in inner)
             for n, size in enumerate(sizes)]
    uses = Counter(link.source for link in links)
    trunks: dict[tuple[int, int], int] = {}
    chains = []
    for link, port in zip(links, _ports(links), strict=True):
        shared = trunks if uses[link.source] > LANES else {}
        chains.append(_chain(cells, link, port, shared))
    rows = order_rows(cells)
    place_rows(cells, rows)
    straighten(cells, rows, chains)
    tops, bottoms = _heights(cells, rows, labelled)
    places = [_placed(cell, tops, bottoms) for cell in cells]
    routes = [_route(link, chain, ports, cells, places, tops, bottoms)
              for link, chain, ports in zip(links, chains, _ports(links), strict=True)]
    width = max((place.x + place.width for place in places), default=0.0) + MARGIN
    return Layout(tuple(places[: len(sizes)]), tuple(routes), width, bottoms[-1] + MARGIN)


def rank_boxes(count: int, links: Sequence[Link]) -> list[int]:
    """Each box one rank below its lowest input; boxes without inputs just above their first use."""
    ranks = [0] * count
    waiting = [0] * count
    users: list[list[int]] = [[] for _ in range(count)]
    for link in links:
        waiting[link.target] += 1
        users[link.source].append(link.target)
    sources = [box for box in range(count) if not waiting[box]]
    ready = list(sources)
    while ready:
        box = ready.pop()
        for user in users[box]:
            ranks[user] = max(ranks[user], ranks[box] + 1)
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    for box in sources:
        if users[box]:
            ranks[box] = min(ranks[user] for user in users[box]) - 1
    return ranks


def _ports(links: Sequence[Link]) -> list[float]:
    """How far from the left each link enters its target, as a fraction of the target's width."""
    totals: dict[int, int] = {}
    seen: dict[int, int] = {}
    for link in links:
        totals[link.target] = totals.get(link.target, 0) + 1
    ports = []
    for link in links:
        seen[link.target] = seen.get(link.target, 0) + 1
        ports.append(seen[link.target] / (totals[link.target] + 1))
    return ports


def _chain(
    cells: list[Cell], link: Link, port: float, shared: dict[tuple[int, int], int]
) -> list[int]:
    """Make the cells between a link's ends, one a rank, and tie each to the next.

    Links out of a box with many share their bends: one trunk, from which each branches off.
    """
    first, last = cells[link.source].rank, cells[link.target].rank
    chain = [link.source]
    light = cells[link.source].light
    for rank in range(first + 1, last):
        if link.label and rank == last - 1:
            size = link.label
        elif (link.source, rank) in shared:
            chain.append(shared[link.source, rank])
            continue
        else:
            size = Size(0.0, 0.0)
            shared[link.source, rank] = len(cells)
        cells.append(Cell(rank, size.width, size.height, box=False, light=light))
        chain.append(len(cells) - 1)
    chain.append(link.target)
    for upper, lower in pairwise(chain):
        enters = (port - 0.5) * cells[lower].width if lower == link.target else 0.0
        if lower == link.target or (lower, enters) not in cells[upper].below:
            cells[upper].below.append((lower, enters))
            cells[lower].above.append((upper, -enters))
    return chain


def _heights(
    cells: list[Cell], rows: list[list[int]], labelled: bool
) -> tuple[list[float], list[float]]:
    """Top and bottom of every rank. Wide jumps between two ranks get a taller gap."""
    tops, bottoms = [], []
    y = MARGIN
    for rank, row in enumerate(rows):
        tops.append(y)
        y += max((cells[at].height for at in row), default=0.0)
        bottoms.append(y)
        jump = max(
            (abs(cells[b].x + off - cells[at].x) for at in row for b, off in cells[at].below),
            default=0.0,
        )
        gap = LABEL_GAP if labelled else GAP
        y += gap + min(36.0, 0.07 * jump) if rank < len(rows) - 1 else 0.0
    return tops, bottoms


def _placed(cell: Cell, tops: list[float], bottoms: list[float]) -> Rectangle:
    """Boxes and labels are vertically centred in their rank."""
    middle = (tops[cell.rank] + bottoms[cell.rank]) / 2
    return Rectangle(cell.x - cell.width / 2, middle - cell.height / 2, cell.width, cell.height)


def _route(
    link: Link,
    chain: list[int],
    port: float,
    cells: list[Cell],
    places: list[Rectangle],
    tops: list[float],
    bottoms: list[float],
) -> Route:
    """From the middle of the source's lower side to the target's port, rank by rank."""
    start, end = places[link.source], places[link.target]
    points = [(start.centre, start.bottom), (start.centre, bottoms[cells[link.source].rank])]
    for at in chain[1:-1]:
        points += [(cells[at].x, tops[cells[at].rank]), (cells[at].x, bottoms[cells[at].rank])]
    x = end.x + port * end.width
    points += [(x, tops[cells[link.target].rank]), (x, end.y)]
    label = places[chain[-2]] if link.label else None
    return Route(tuple(points), label)
