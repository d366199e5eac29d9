"""`vmap`: a function of one example, for many."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from ..api import random
from ..api.arithmetic import equal
from ..api.shape import stack
from ..tensor import Tensor
from .gradients import Function
from .trees import filled, leaves, spec


def vmap(func: Function, in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error",
         *, chunk_size: int | None = None) -> Function:
    """The function that calls `func` for every part of its arguments along `in_dims`, None for the
    arguments that stay whole, and stacks the results.

    Raises ValueError for dimensions that do not fit the arguments, RuntimeError for random numbers.
    """
    check_randomness(randomness)
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")
    name = func.__name__ if hasattr(func, "__name__") else repr(func)

    @functools.wraps(func)
    def each(*args: Any, **kwargs: Any) -> Any:
        values = list(leaves(args))
        dims = dims_of(args, in_dims, name)
        size = size_of(values, dims)
        results, before = [], random.default_generator().get_state()
        for place in range(size):
            if randomness == "same":
                random.default_generator().set_state(before)
            parts = iter([x if dim is None else x.select(dim, place)
                          for x, dim in zip(values, dims, strict=True)])
            results.append(func(*filled(args, parts), **kwargs))
        check_random(randomness, before)
        return joined(results, out_dims, name)

    return each


def check_randomness(randomness: str) -> None:
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            "Only allowed values for randomness are 'error', 'different', or 'same'. Got"
            f" {randomness}")


def check_random(randomness: str, before: Tensor) -> None:
    generator = random.default_generator()
    if randomness == "error" and not equal(before, generator.get_state()):
        generator.set_state(before)
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the"
            " 'same' or 'different' randomness flags on vmap or perform the randomness operation"
            " out of vmap")


def dims_of(args: Any, in_dims: Any, name: str) -> list[int | None]:
    """The dimension to take apart for every tensor in the arguments."""
    where = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, (int, tuple, list)):
        raise ValueError(
            f"{where}expected `in_dims` to be int or a (potentially nested) tuple matching the"
            f" structure of inputs, got: {type(in_dims)}.")
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are"
            " trying to vmap over a function with no inputs. The latter is unsupported.")
    try:
        dims = list(spread(args, tuple(in_dims) if isinstance(in_dims, list) else in_dims))
    except LookupError:
        raise ValueError(
            f"{where}in_dims is not compatible with the structure of `inputs`. in_dims has"
            f" structure {spec(in_dims)} but inputs has structure {spec(args)}.") from None
    return [dim_of(x, dim, where) for x, dim in zip(leaves(args), dims, strict=True)]


def spread(tree: Any, dims: Any) -> Iterator[Any]:
    """A dimension for every leaf of the tree, of a tree of dimensions that may end earlier.

    Raises LookupError if the two do not match.
    """
    if dims is None or isinstance(dims, int) or not isinstance(dims, (tuple, list, dict)):
        yield from (dims for _ in leaves(tree))
        return
    if type(tree) is not type(dims) or len(tree) != len(dims):
        raise LookupError
    for key in tree if isinstance(tree, dict) else range(len(tree)):
        yield from spread(tree[key], dims[key])


def dim_of(x: Any, dim: Any, where: str) -> int | None:
    """The dimension of an argument; ValueError if it has none of this number."""
    if dim is None:
        return None
    if not isinstance(dim, int):
        raise ValueError(
            f"{where}Got in_dim={dim} for an input but in_dim must be either an integer dimension"
            " or None.")
    if not isinstance(x, Tensor):
        raise ValueError(
            f"{where}Got in_dim={dim} for an input but the input is of type {type(x)}. We cannot"
            " vmap over non-Tensor arguments, please use None as the respective in_dim")
    count = x.dim()
    if not -count <= dim < count:
        raise ValueError(
            f"{where}Got in_dim={dim} for some input, but that input is a Tensor of dimensionality"
            f" {count} so expected in_dim to satisfy -{count} <= in_dim < {count}.")
    return int(dim % count)


def size_of(values: list[Any], dims: list[int | None]) -> int:
    """How many parts there are."""
    sizes = [x.shape[dim] for x, dim in zip(values, dims, strict=True) if dim is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if len(set(sizes)) > 1:
        raise ValueError("vmap: Expected all tensors to have the same size in the mapped dimension,"
                         f" got sizes {sizes} for the mapped dimension")
    return int(sizes[0])


def joined(results: list[Any], out_dims: Any, name: str) -> Any:
    """One result of many, which go along `out_dims`."""
    first = results[0]
    for one in leaves(first):
        if not isinstance(one, Tensor):
            raise ValueError(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(one)}. Did"
                " you mean to set out_dims= to None for output?")
    try:
        alone = isinstance(out_dims, tuple) and len(out_dims) == 1 and isinstance(first, Tensor)
        dims = list(spread(first, out_dims[0] if alone else out_dims))
    except LookupError:
        raise ValueError(
            f"vmap({name}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with"
            f" the structure of `outputs`. out_dims has structure {spec(out_dims)} but outputs"
            f" has structure {spec(first)}.") from None
    columns = zip(*map(leaves, results), strict=True)
    return filled(first, iter([column[0] if dim is None else stack(column, dim)
                               for column, dim in zip(columns, dims, strict=True)]))
