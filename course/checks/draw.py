"""Random inputs for probes. A `Draw` records them by name, so that a report can show them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SIGNS = np.array([-1.0, 1.0])
Changes = Mapping[str, Callable[[Any], Any]]


class Draw:
    """The inputs of one run of a probe.

    Numbers have two decimals, so that a student can follow them by hand, and a magnitude
    between 0.3 and 2.5, so that no input is zero and hides a mistake. `sizes` replaces sizes of
    axes by others; with `zeros` the first number of an array is 0 and about every fourth other.
    `changes` holds, by name, what becomes of a value once it is drawn. `first` is the draw of the
    very same inputs before this one, if there is one.
    """

    def __init__(
        self, seed: int | Sequence[int], sizes: Mapping[int, int] | None = None,
        zeros: bool = False, changes: Changes | None = None,
    ) -> None:
        self._seed = seed
        self._sizes = sizes or {}
        self._zeros = zeros
        self._changes = changes or {}
        self.drawn: dict[str, object] = {}
        self.first: Draw | None = None

    def once_more(self) -> Draw:
        """A draw of the very same inputs."""
        draw = Draw(self._seed, self._sizes, self._zeros, self._changes)
        draw.first = self
        return draw

    @cached_property
    def _random(self) -> np.random.Generator:
        return np.random.default_rng(self._seed)

    def array(self, name: str, *shape: int) -> FloatArray:
        """A float64 array of the given shape, with random signs."""
        shape = tuple(self._sizes.get(size, size) for size in shape)
        magnitude = self._random.uniform(0.3, 2.5, shape)
        sign = SIGNS[self._random.integers(0, 2, shape)]
        if self._zeros:
            sign = np.asarray(sign * (self._random.uniform(size=shape) > 0.25))
            if sign.ndim and sign.size:
                sign.flat[0] = 0.0
        drawn: FloatArray = self._changed(name, np.asarray((magnitude * sign).round(2) + 0.0))
        self.drawn[name] = drawn.copy()
        return drawn

    def arrays(self, name: str, count: int, *shape: int) -> list[FloatArray]:
        """Several arrays of one shape, recorded as one list."""
        drawn = [self.array(f"{name}[{index}]", *shape) for index in range(count)]
        for index in range(count):
            del self.drawn[f"{name}[{index}]"]
        changed: list[FloatArray] = self._changed(name, drawn)
        self.drawn[name] = changed
        return changed

    def integer(self, name: str, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        value: int = self._changed(name, int(self._random.integers(low, high + 1)))
        self.drawn[name] = value
        return value

    def number(self, name: str, low: float, high: float) -> float:
        """A Python float with two decimals from low to high."""
        value: float = self._changed(name, round(float(self._random.uniform(low, high)), 2))
        self.drawn[name] = value
        return value

    def _changed(self, name: str, value: Any) -> Any:
        return self._changes[name](value) if name in self._changes else value


def visible_seed(*names: str) -> int:
    """The seed of the inputs that students see: fixed by the names, the same everywhere."""
    return zlib.crc32("/".join(names).encode())
