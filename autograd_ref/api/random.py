"""Random numbers: PyTorch's, drawn from the same Mersenne twister in the same way."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import dtypes
from ..tensor import Tensor, wrap
from .arguments import combination
from .creation import empty_like, get_default_dtype, on_cpu, size_of, with_grad
from .metadata import use

TWO24 = np.float32(2.0**-24)
TURN = 2 * math.pi


class Generator:
    """A stream of random numbers; the same seed gives the same stream."""

    def __init__(self, device: Any = "cpu") -> None:
        use(device)
        self._twister = np.random.RandomState(0)
        self._bits = self._twister._bit_generator
        self.manual_seed(67280421310721)

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream of `seed`. Returns the generator itself."""
        seed = int(seed)
        if not -(2**63) <= seed < 2**64:
            raise ValueError("Overflow when unpacking long long")
        self._seed = seed % 2**64
        # PyTorch seeds its twister with the low 32 bits, as NumPy's RandomState does.
        self._twister.seed(self._seed % 2**32)
        self._next_normal: float | None = None
        return self

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {id(self):#x}>"

    def seed(self) -> int:
        """Start an unpredictable stream. Returns its seed."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1, np.uint64)[0]) % 2**53)
        return self._seed

    def initial_seed(self) -> int:
        return self._seed

    def get_state(self) -> Tensor:
        """Where the stream is, as bytes in PyTorch's order."""
        held: Any = self._bits.state["state"]
        pos = int(held["pos"])
        valid = self._next_normal is not None
        state = np.zeros((), STATE)
        state["seed"], state["seeded"], state["key"] = self._seed, 1, held["key"]
        state["left"], state["next"] = 625 - (pos % 624 or 624), pos % 624
        state["full"], state["normal"], state["valid"] = pos, self._next_normal or 0.0, valid
        return wrap(np.frombuffer(state.tobytes(), np.uint8).copy())

    def set_state(self, new_state: Tensor) -> Generator:
        """Go on from where `get_state` was called. Returns the generator itself."""
        if new_state._array.size != STATE.itemsize:
            raise RuntimeError("RNG state is wrong size")
        state = np.frombuffer(new_state._array.tobytes(), STATE)[0]
        self.manual_seed(int(state["seed"]))
        self._bits.state = {"bit_generator": "MT19937", "state": {
            "key": state["key"].astype(np.uint32), "pos": int(state["full"])}}
        self._next_normal = float(state["normal"]) if state["valid"] else None
        return self

    def draw32(self, n: int) -> np.ndarray[Any, Any]:
        return self._bits.random_raw(n)

    def draw64(self, n: int) -> np.ndarray[Any, Any]:
        raw = self.draw32(2 * n).reshape(n, 2)
        high: np.ndarray[Any, Any] = raw[:, 0] << np.uint64(32)
        both: np.ndarray[Any, Any] = high | raw[:, 1]
        return both

    def uniform(self, n: int, kind: np.dtype[Any]) -> np.ndarray[Any, Any]:
        """n numbers from 0 to below 1, of 24 or of 53 random bits."""
        if kind == np.float32:
            return (self.draw32(n) & np.uint64(2**24 - 1)).astype(np.float32) * TWO24
        if kind == np.float16:
            return self.uniform(n, dtypes.NUMPY_FLOAT32).astype(kind)
        return (self.draw64(n) & np.uint64(2**53 - 1)).astype(np.float64) * 2.0**-53

    def normal(
        self, n: int, kind: np.dtype[Any], mean: float = 0, std: float = 1
    ) -> np.ndarray[Any, Any]:
        """n normal numbers by the method of Box and Muller, in one of two arrangements."""
        if n < 16:
            return (np.array([self.one_normal() for _ in range(n)]) * std + mean).astype(kind)
        numbers = self.standard_normal(n, kind)
        if mean == 0 and std == 1:
            return numbers
        wide = numbers.astype(np.longdouble if kind == np.float64 else np.float64)
        moved: np.ndarray[Any, Any] = wide * kind.type(std) + kind.type(mean)
        return moved.astype(kind)  # rounded once

    def standard_normal(self, n: int, kind: np.dtype[Any]) -> np.ndarray[Any, Any]:
        """n normal numbers of mean 0 and variance 1, in blocks of 16."""
        if kind == np.float16:
            return self.standard_normal(n, dtypes.NUMPY_FLOAT32).astype(kind)
        numbers = self.uniform(n, kind)
        whole = n - n % 16
        numbers[:whole] = box_muller(numbers[:whole].reshape(-1, 16)).reshape(-1)
        if n % 16:
            numbers[-16:] = box_muller(self.uniform(16, kind).reshape(1, 16))[0]
        return numbers

    def exponential(self, n: int) -> np.ndarray[Any, Any]:
        """n exponentially distributed numbers of mean 1, in float64."""
        numbers: np.ndarray[Any, Any] = -np.log1p(-self.uniform(n, dtypes.NUMPY_FLOAT64))
        return numbers

    def one_normal(self) -> float:
        if self._next_normal is not None:
            value, self._next_normal = self._next_normal, None
            return value
        angle, other = self.uniform(2, dtypes.NUMPY_FLOAT64)
        radius = math.sqrt(-2.0 * math.log1p(-other))
        self._next_normal = radius * math.sin(2.0 * math.pi * angle)
        return radius * math.cos(2.0 * math.pi * angle)

    def integers(self, n: int, low: int, high: int) -> np.ndarray[Any, Any]:
        """n whole numbers from low to below high."""
        span = high - low
        raw = self.draw64(n) if span >= 2**28 else self.draw32(n)
        return (raw % np.uint64(span)).astype(np.int64) + low

    def permutation(self, n: int) -> np.ndarray[Any, Any]:
        order = np.arange(n, dtype=np.int64)
        steps = self.draw32(max(n - 1, 0))
        for i, step in enumerate(steps.tolist()):
            j = i + step % (n - i)
            order[i], order[j] = order[j], order[i]
        return order


def box_muller(u: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Rows of 16 uniform numbers as normal ones: the first 8 give the radii, the others the angles.

    PyTorch computes float32 with Cephes' polynomials, so these numbers are its own to the last bit.
    """
    one, two = u[:, :8], u[:, 8:]
    if u.dtype == np.float32:
        from ..rounding import cephes  # seldom needed

        log, sin_cos = cephes.log(np.float32(1) - one), cephes.sin_cos(np.float32(TURN) * two)
        radius, (sin, cos) = np.sqrt(np.float32(-2) * log), sin_cos
    else:
        radius, angle = np.sqrt(-2 * np.log(1 - one)), TURN * two
        sin, cos = np.sin(angle), np.cos(angle)
    return np.concatenate([radius * cos, radius * sin], 1)


STATE = np.dtype([
    ("seed", "<u8"), ("left", "<i4"), ("seeded", "<i4"), ("next", "<u8"), ("key", "<u8", (624,)),
    ("full", "<u8"), ("normal", "<f8"), ("unused", "<f8"), ("valid", "<u8"), ("rest", "<u8"),
])
_default: list[Generator] = []


def default_generator() -> Generator:
    """The generator of calls that name none. The first use makes it."""
    if not _default:
        _default.append(Generator())
        _default[0].seed()
    return _default[0]


def manual_seed(seed: int) -> Generator:
    """Start the stream of `seed` in the default generator."""
    if not _default:
        _default.append(Generator())
    return _default[0].manual_seed(seed)


def get_rng_state() -> Tensor:
    """Where the stream of the default generator is."""
    return default_generator().get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Let the default generator go on from where `get_rng_state` was called."""
    default_generator().set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices: Any = None, enabled: bool = True) -> Iterator[None]:
    """Within it the default generator may be changed; afterwards it is where it was."""
    state = get_rng_state()
    try:
        yield
    finally:
        if enabled:
            set_rng_state(state)


def initial_seed() -> int:
    """The seed of the default generator."""
    return default_generator().initial_seed()


def finish(array: np.ndarray[Any, Any], size: tuple[int, ...], requires_grad: bool) -> Tensor:
    return with_grad(wrap(array.reshape(size)), requires_grad)


def check_kernel(method: str, kind: dtypes.dtype) -> None:
    """Raise NotImplementedError for random numbers that are not floating-point numbers."""
    if not kind.is_floating_point:
        kernel = "check_uniform_bounds" if method == "uniform" else "normal_kernel_cpu"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{kind.type_name}'")


def drawn(
    method: str, name: str, size: tuple[Any, ...], generator: Generator | None, dtype: Any,
    requires_grad: bool,
) -> Tensor:
    shape = size_of(size, name)
    kind = get_default_dtype() if dtype is None else dtypes.as_dtype(dtype, name)
    check_kernel(method, kind)
    source = generator or default_generator()
    return finish(getattr(source, method)(shape.numel(), kind.numpy), shape, requires_grad)


def size_of_all(sizes: tuple[Any, ...], size: Any) -> tuple[Any, ...]:
    return sizes if size is None else (size,)


@on_cpu
def rand(*sizes: Any, size: Any = None, generator: Generator | None = None, dtype: Any = None,
         requires_grad: bool = False) -> Tensor:
    """Uniform numbers from 0 to below 1, in the given size; float32 if there is no `dtype`."""
    return drawn("uniform", "rand", size_of_all(sizes, size), generator, dtype, requires_grad)


@on_cpu
def randn(*sizes: Any, size: Any = None, generator: Generator | None = None, dtype: Any = None,
          requires_grad: bool = False) -> Tensor:
    """Normal numbers of mean 0 and variance 1, in the given size."""
    return drawn("normal", "randn", size_of_all(sizes, size), generator, dtype, requires_grad)


def in_memory_order(numbers: np.ndarray[Any, Any], like: np.ndarray[Any, Any]) -> Any:
    """Numbers in the shape of an array, the first ones where its memory begins."""
    order = sorted(range(like.ndim), key=lambda dim: -like.strides[dim])
    return numbers.reshape([like.shape[dim] for dim in order]).transpose(np.argsort(order))


def normals(
    like: np.ndarray[Any, Any], source: Generator, mean: float = 0, std: float = 1
) -> np.ndarray[Any, Any]:
    """Normal numbers in the shape and the order in memory of an array; one by one, unless they lie
    row by row.
    """
    if like.flags.c_contiguous:
        return source.normal(like.size, like.dtype, mean, std).reshape(like.shape)
    numbers = np.array([source.one_normal() for _ in range(like.size)]) * std + mean
    ordered: np.ndarray[Any, Any] = in_memory_order(numbers, like).astype(like.dtype)
    return ordered


@on_cpu
def rand_like(input: Tensor, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """`rand` in the shape, dtype and order in memory of `input`."""
    new = empty_like(input, dtype=dtype)
    check_kernel("uniform", new.dtype)
    numbers = default_generator().uniform(new.numel(), new._array.dtype)
    return with_grad(wrap(in_memory_order(numbers, new._array)), requires_grad)


@on_cpu
def randn_like(input: Tensor, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """`randn` in the shape, dtype and order in memory of `input`."""
    new = empty_like(input, dtype=dtype)
    check_kernel("normal", new.dtype)
    return with_grad(wrap(normals(new._array, default_generator())), requires_grad)


@on_cpu
def randint(*args: Any, low: int | None = None, high: int | None = None, size: Any = None,
            generator: Generator | None = None, dtype: Any = None,
            requires_grad: bool = False) -> Tensor:
    """randint(high, size) or randint(low, high, size): whole numbers from low to below high.

    Raises RuntimeError if there are none.
    """
    if size is not None:
        args = (*args, size)
    if high is not None:
        args = (*args[:-1], high, args[-1])
    if low is not None:
        args = (low, *args)
    if len(args) not in (2, 3):
        raise combination("randint", *args)
    low, high, size = args if len(args) == 3 else (0, *args)
    if isinstance(low, float) or isinstance(high, float):
        raise combination("randint", *args)
    if not isinstance(size, (tuple, list)):
        raise TypeError(
            f"randint(): argument 'size' (position {len(args)}) must be tuple of ints,"
            f" not {type(size).__name__}"
        )
    if low >= high:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        )
    shape = size_of((size,), "randint")
    kind = dtypes.int64 if dtype is None else dtypes.as_dtype(dtype, "randint")
    numbers = (generator or default_generator()).integers(shape.numel(), low, high)
    return finish(numbers.astype(kind.numpy), shape, requires_grad)


@on_cpu
def randperm(n: int, *, generator: Generator | None = None, dtype: Any = None) -> Tensor:
    """The numbers from 0 to n - 1 in random order. Raises RuntimeError for a negative n."""
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    order = (generator or default_generator()).permutation(n)
    return wrap(order if dtype is None else order.astype(dtypes.as_dtype(dtype).numpy))


Generator.__module__ = "torch._C"
