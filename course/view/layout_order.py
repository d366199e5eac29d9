"""The order of the cells of each rank, so that few links cross."""

from __future__ import annotations

from bisect import bisect_right, insort

from course.view.layout_cells import Cell, sweeps


def order_rows(cells: list[Cell]) -> list[list[int]]:
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


def _first_order(cells: list[Cell]) -> list[list[int]]:
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


def _sort_row(cells: list[Cell], row: list[int], spot: dict[int, float], down: bool) -> None:
    """Sort a row by the mean place of its neighbours; cells without any do not move."""

    def wish(at: int, now: int) -> float:
        ties = cells[at].above if down else cells[at].below
        if not ties:
            return now * max(len(spot) - 1, 1) / max(len(row) - 1, 1)
        return sum(spot[other] + offset / 10000 for other, offset in ties) / len(ties)

    wishes = {at: wish(at, now) for now, at in enumerate(row)}
    row.sort(key=lambda at: wishes[at])


def _crossings(cells: list[Cell], rows: list[list[int]]) -> int:
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
