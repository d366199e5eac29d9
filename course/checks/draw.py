"""Random inputs for probes. A `Draw` records them by name, so that a report can show them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.checks.flags import Flag

FloatArray = NDArray[np.float64]
SIGNS = np.array([-1.0, 1.0])
TINY = 1e-7  # which no answer may take for 0
Changes = Mapping[str, Callable[[Any], Any]]


class Draw:
    """The inputs of one run of a probe.

    Numbers have two decimals, so that a student can follow them by hand, and a magnitude
    between 0.3 and 2.5, so that no input is zero and hides a mistake. `sizes` replaces sizes of
    axes by others; with `zeros` an array holds zeros and more that answers pass over, see
    `_make_odd`, and its columns lie one behind the other in memory, as those of a transposed one.
    No 0 has a sign: two right formulas may treat -0.0 in two ways. `changes` holds, by name, what
    becomes of a value once it is drawn. `first` is the draw of the very same inputs before this
    one, if there is one. A call with one of `flags` comes after the same call with its other
    value.
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
        self.flags: tuple[Flag, ...] = ()

    def once_more(self) -> Draw:
        """A draw of the very same inputs."""
        draw = Draw(self._seed, self._sizes, self._zeros, self._changes)
        draw.first = self
        return draw

    @property
    def is_fixed(self) -> bool:
        """Whether nothing was drawn: then any other draw would be the same question."""
        return "_random" not in vars(self)

    @cached_property
    def _random(self) -> np.random.Generator:
        return np.random.default_rng(self._seed)

    def array(self, name: str, *shape: int) -> FloatArray:
        """A float64 array of the given shape, with random signs."""
        shape = tuple(self._sizes.get(size, size) for size in shape)
        magnitude = self._random.uniform(0.3, 2.5, shape)
        sign = SIGNS[self._random.integers(0, 2, shape)]
        if self._zeros:
            sign = np.asarray(sign * (self._random.uniform(size=shape) > (0.25 if shape else 0.5)))
        numbers = np.asarray((magnitude * sign).round(2) + 0.0)
        if self._zeros and numbers.ndim and numbers.size:
            self._make_odd(numbers)
            numbers = np.array(numbers, order="F")
        drawn: FloatArray = self._changed(name, numbers)
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

    def constant(self, impl: Any, name: str, *shape: int) -> Any:
        """A Tensor of `impl` that holds a drawn array and requires no gradient."""
        return impl.Tensor(self.array(name, *shape))

    def weight(self, impl: Any, name: str, *shape: int) -> Any:
        """A Tensor of `impl` that holds a drawn array and requires a gradient."""
        return impl.Tensor(self.array(name, *shape), requires_grad=True)

    def with_gradient(self, impl: Any, name: str, *shape: int) -> Any:
        """A weight whose `.grad` holds a drawn array too."""
        tensor = self.weight(impl, name, *shape)
        tensor.grad = impl.array(self.array(f"{name}.grad", *shape))
        return tensor

    def integer(self, name: str, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        value: int = self._changed(name, int(self._random.integers(low, high + 1)))
        self.drawn[name] = value
        return value

    def number(self, name: str, low: float, high: float) -> float:
        """A Python float with two decimals from low to high.

        It is 0 only with `zeros`, and if `low` is.
        """
        drawn = round(float(self._random.uniform(low, high)), 2) or 0.01
        value: float = self._changed(name, 0.0 if self._zeros and not low else drawn)
        self.drawn[name] = value
        return value

    def _make_odd(self, numbers: FloatArray) -> None:
        """Put in what answers pass over: 0 in front, tiny numbers, a row that occurs twice, and at
        the end a row whose sum is 0, to the last bit.

        A single row has either the tiny numbers or the sum of 0.
        """
        numbers.flat[0] = 0.0
        if numbers.size == 1:
            return
        rows = numbers.reshape(-1, numbers.shape[-1])
        tiny = len(rows) > 1 or self._random.integers(2)
        if tiny:
            numbers.flat[self._random.integers(1, numbers.size)] = TINY * TINY
            numbers.flat[self._random.integers(1, numbers.size)] = TINY
        if len(rows) > 2:
            rows[1] = rows[0]
        if len(rows) > 1 or not tiny:
            rows[-1, :-1] = (4 * rows[-1, :-1]).round() / 4 + 0.0
            rows[-1, -1] = 0.0 - rows[-1, :-1].sum()

    def _changed(self, name: str, value: Any) -> Any:
        return self._changes[name](value) if name in self._changes else value


def visible_seed(*names: str) -> int:
    """The seed of the inputs that students see: fixed by the names, the same everywhere."""
    return zlib.crc32("/".join(names).encode())
