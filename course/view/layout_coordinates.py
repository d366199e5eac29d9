"""Where the cells of each rank stand: near their neighbours, in order, without overlaps."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from course.view.layout_cells import MARGIN, Cell, sweeps

APART = 22.0
LANE = 14.0


def place_rows(cells: list[Cell], rows: list[list[int]]) -> None:
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


def straighten(cells: list[Cell], rows: list[list[int]], chains: list[list[int]]) -> None:
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


def _align(cells: list[Cell], run: list[int], least: float, most: float) -> None:
    """Move these cells to their mean, or as near to it as the bounds allow."""
    if run:
        middle = sum(cells[at].x for at in run) / len(run)
        for at in run:
            cells[at].x = min(max(middle, least), most)


def _room(cells: list[Cell], row: list[int], n: int) -> tuple[float, float]:
    """How far to the left and to the right a cell may move now."""
    least, most = MARGIN, inf
    if n > 0:
        least = cells[row[n - 1]].x + _distance(cells, row[n - 1], row[n])
    if n + 1 < len(row):
        most = cells[row[n + 1]].x - _distance(cells, row[n], row[n + 1])
    return min(least, cells[row[n]].x), max(most, cells[row[n]].x)


def _distance(cells: list[Cell], left: int, right: int) -> float:
    """How far apart the middles of two neighbours have to be."""
    room = APART if cells[left].width and cells[right].width else LANE
    return (cells[left].width + cells[right].width) / 2 + room


def _wish(cells: list[Cell], at: int) -> tuple[float, float]:
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


def _settle(cells: list[Cell], row: list[int], wishes: list[float], weights: list[float]) -> None:
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
