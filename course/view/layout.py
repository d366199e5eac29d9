"""A layered layout of boxes and links, without any external program.

The four steps of Sugiyama, Tagawa and Toda (1981): give every box a rank, break long links into
short ones, order the ranks so that few links cross, then choose coordinates. Inputs stand at the
top, the result at the bottom. Equal input gives an equal layout, always.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

APART = 22.0
LANE = 14.0
GAP = 40.0
LABEL_GAP = 20.0
MARGIN = 12.0
LANES = 4
EFFORT = 80_000


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


@dataclass
class _Cell:
    """A box, a label or a bend in one rank.

    `light` ones are boxes without inputs and what leads away from them. `above` and `below` are the
    neighbours, each with how far right of its middle the link enters the lower one.
    """

    rank: int
    width: float
    height: float
    box: bool
    light: bool
    x: float = 0.0
    above: list[tuple[int, float]] = field(default_factory=list)
    below: list[tuple[int, float]] = field(default_factory=list)


def arrange(sizes: Sequence[Size], links: Sequence[Link]) -> Layout:
    """Lay out boxes of these sizes. Links must not form a cycle; of a box's inputs, the first link
    in `links` enters furthest left."""
    labelled = any(link.label for link in links)
    step = 2 if labelled else 1
    ranks = [rank * step for rank in rank_boxes(len(sizes), links)]
    inner = {link.target for link in links}
    cells = [
        _Cell(ranks[n], size.width, size.height, box=True, light=n not in inner)
        for n, size in enumerate(sizes)
    ]
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
    routes = [
        _route(link, chain, ports, cells, places, tops, bottoms)
        for link, chain, ports in zip(links, chains, _ports(links), strict=True)
    ]
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
    cells: list[_Cell], link: Link, port: float, shared: dict[tuple[int, int], int]
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
        cells.append(_Cell(rank, size.width, size.height, box=False, light=light))
        chain.append(len(cells) - 1)
    chain.append(link.target)
    for upper, lower in pairwise(chain):
        enters = (port - 0.5) * cells[lower].width if lower == link.target else 0.0
        if lower == link.target or (lower, enters) not in cells[upper].below:
            cells[upper].below.append((lower, enters))
            cells[lower].above.append((upper, -enters))
    return chain


def sweeps(cells: list[_Cell], most: int) -> int:
    """How often to go over all cells: up to `most` times, less often over many cells."""
    return max(4, min(most, EFFORT // len(cells)))


# -- order: few crossings ------------------------------------------------------------------------


def order_rows(cells: list[_Cell]) -> list[list[int]]:
    """The cells of each rank from left to right, by repeated barycentres; the best order seen."""
    rows = _first_order(cells)
    best, fewest = [list(row) for row in rows], _crossings(cells, rows)
    for sweep in range(sweeps(cells, 24)):
        down = sweep % 2 == 0
        indices = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
        for rank in indices:
            spot = _spots(rows, rank - 1 if down else rank + 1)
            _sort_row(cells, rows[rank], spot, down)
        found = _crossings(cells, rows)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _first_order(cells: list[_Cell]) -> list[list[int]]:
    """Depth first from the lowest cells upward, the first input first."""
    rows: list[list[int]] = [[] for _ in range(max((c.rank for c in cells), default=0) + 1)]
    seen: set[int] = set()
    roots = [n for n, cell in enumerate(cells) if not cell.below]
    stack = list(reversed(roots))
    while stack:
        at = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        rows[cells[at].rank].append(at)
        stack.extend(upper for upper, _ in reversed(cells[at].above))
    return rows


def _spots(rows: list[list[int]], rank: int) -> dict[int, float]:
    return {cell: float(spot) for spot, cell in enumerate(rows[rank])}


def _sort_row(cells: list[_Cell], row: list[int], spot: dict[int, float], down: bool) -> None:
    """Sort a row by the mean place of its neighbours; cells without any do not move."""

    def wish(at: int, now: int) -> float:
        ties = cells[at].above if down else cells[at].below
        if not ties:
            return now * max(len(spot) - 1, 1) / max(len(row) - 1, 1)
        return sum(spot[other] + offset / 10000 for other, offset in ties) / len(ties)

    wishes = {at: wish(at, now) for now, at in enumerate(row)}
    row.sort(key=lambda at: wishes[at])


def _crossings(cells: list[_Cell], rows: list[list[int]]) -> int:
    """How many pairs of links cross."""
    total = 0
    for rank in range(len(rows) - 1):
        spot = _spots(rows, rank + 1)
        seen: list[float] = []
        for at in rows[rank]:
            ends = [spot[lower] + enters / 10000 for lower, enters in cells[at].below]
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


# -- coordinates ---------------------------------------------------------------------------------


def place_rows(cells: list[_Cell], rows: list[list[int]]) -> None:
    """Choose the x of every cell's middle: near its neighbours, in order, without overlaps."""
    for row in rows:
        _settle(cells, row, [0.0] * len(row), [1.0] * len(row))
    for sweep in range(sweeps(cells, 400)):
        before = [cell.x for cell in cells]
        for rank in range(len(rows)) if sweep % 2 == 0 else range(len(rows) - 1, -1, -1):
            pulls = [_wish(cells, at) for at in rows[rank]]
            _settle(cells, rows[rank], [wish for wish, _ in pulls], [pull for _, pull in pulls])
        if all(abs(cell.x - x) < 0.02 for cell, x in zip(cells, before, strict=True)):
            break
    left = min((cell.x - cell.width / 2 for cell in cells), default=0.0)
    for cell in cells:
        cell.x += MARGIN - left


def straighten(cells: list[_Cell], rows: list[list[int]], chains: list[list[int]]) -> None:
    """Put the bends of a line below each other, as far as their neighbours leave room for that."""
    spot = {at: (row, n) for row in rows for n, at in enumerate(row)}
    placed: set[int] = set()
    for chain in sorted(chains, key=len, reverse=True):
        bends = [at for at in chain[1:-1] if not cells[at].width and at not in placed]
        placed.update(bends)
        run: list[int] = []
        least, most = -inf, inf
        for at in bends:
            low, high = _room(cells, *spot[at])
            if max(least, low) > min(most, high):
                _align(cells, run, least, most)
                run, least, most = [], -inf, inf
            run.append(at)
            least, most = max(least, low), min(most, high)
        _align(cells, run, least, most)


def _align(cells: list[_Cell], run: list[int], least: float, most: float) -> None:
    """Move these cells to their mean, or as near to it as the bounds allow."""
    if run:
        middle = sum(cells[at].x for at in run) / len(run)
        for at in run:
            cells[at].x = min(max(middle, least), most)


def _room(cells: list[_Cell], row: list[int], n: int) -> tuple[float, float]:
    """How far to the left and to the right a cell may move now."""
    least, most = MARGIN, inf
    if n > 0:
        least = cells[row[n - 1]].x + _distance(cells, row[n - 1], row[n])
    if n + 1 < len(row):
        most = cells[row[n + 1]].x - _distance(cells, row[n], row[n + 1])
    return min(least, cells[row[n]].x), max(most, cells[row[n]].x)


def _distance(cells: list[_Cell], left: int, right: int) -> float:
    """How far apart the middles of two neighbours have to be."""
    room = APART if cells[left].width and cells[right].width else LANE
    return (cells[left].width + cells[right].width) / 2 + room


def _wish(cells: list[_Cell], at: int) -> tuple[float, float]:
    """The best x for a cell: the weighted mean of its neighbours.

    Bends pull at each other the most, so that long lines are straight; boxes without inputs pull
    the least, so that a chain of operations runs straight down with its leaves beside it.
    """
    cell = cells[at]
    total = weight = 0.0
    for other, _ in cell.above + cell.below:
        pull = (40.0, 2.0, 1.0)[cell.box + cells[other].box]
        pull *= 0.001 if cell.light or cells[other].light else 1.0
        total += pull * cells[other].x
        weight += pull
    return (total / weight, weight) if weight else (cell.x, 0.01)


def _settle(cells: list[_Cell], row: list[int], wishes: list[float], weights: list[float]) -> None:
    """Least squares under order and distance: pool adjacent violators.

    With the distances subtracted the places only have to be non-decreasing, and the best
    non-decreasing sequence is found by merging neighbours that are out of order to their mean.
    """
    shifts = [0.0]
    for left, right in pairwise(row):
        shifts.append(shifts[-1] + _distance(cells, left, right))
    blocks: list[tuple[float, float, int]] = []
    for wish, weight, shift in zip(wishes, weights, shifts, strict=False):
        blocks.append((wish - shift, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (a, wa, na), (b, wb, nb) = blocks[-2:]
            blocks[-2:] = [((a * wa + b * wb) / (wa + wb), wa + wb, na + nb)]
    at = 0
    for place, _, count in blocks:
        for _ in range(count):
            cells[row[at]].x = place + shifts[at]
            at += 1


def _heights(
    cells: list[_Cell], rows: list[list[int]], labelled: bool
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


def _placed(cell: _Cell, tops: list[float], bottoms: list[float]) -> Rectangle:
    """Boxes and labels are vertically centred in their rank."""
    middle = (tops[cell.rank] + bottoms[cell.rank]) / 2
    return Rectangle(cell.x - cell.width / 2, middle - cell.height / 2, cell.width, cell.height)


def _route(
    link: Link,
    chain: list[int],
    port: float,
    cells: list[_Cell],
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
