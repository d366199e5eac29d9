"""What a layout moves about: cells, each in one rank."""

from __future__ import annotations

from dataclasses import dataclass, field

MARGIN = 12.0
EFFORT = 80_000


@dataclass
class Cell:
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


def sweeps(cells: list[Cell], most: int) -> int:
    """How often to go over all cells: up to `most` times, less often over many cells."""
    return max(4, min(most, EFFORT // len(cells)))
