"""Jacobians and Hessians of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..api.absent import refuse
from ..api.creation import zeros_like
from ..api.random import default_generator
from ..api.shape import stack
from ..modes import enable_grad
from ..tensor import Tensor
from .gradients import (
    Forward,
    Function,
    Places,
    check_places,
    check_tensors,
    parted,
    products,
    with_fresh,
)
from .mapping import check_random, check_randomness
from .trees import filled, leaves, mapped, without_own


def units(tree: Any) -> Iterator[tuple[int, Any]]:
    """For every number in a tree of tensors: which tensor has it, and the tree with one there and
    zeros elsewhere.
    """
    tensors = list(leaves(tree))
    zeros = [zeros_like(x) for x in tensors]
    for place, zero in enumerate(zeros):
        for number in range(zero.numel()):
            one = zero.clone()
            one.view(-1)[number] = 1
            yield place, filled(tree, iter([*zeros[:place], one, *zeros[place + 1 :]]))


def jacrev(func: Function, argnums: Places = 0, has_aux: bool = False, *,
           chunk_size: int | None = None, _preallocate_and_copy: bool = False) -> Function:
    """The function that returns the Jacobian of `func` for some of its arguments, row by row, as
    many at once as PyTorch may take by chunk_size.
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    def of(*args: Any, **kwargs: Any) -> Any:
        places = check_places(argnums, len(args))
        with enable_grad():
            inputs = with_fresh(args, places)
            output, aux = func(*inputs, **kwargs), ()
            if has_aux:
                output, aux = parted(output, "vjp(f, *primals)")
            check_tensors(output, "vjp(f, *primals): expected f(*primals)")
            wanted = tuple(inputs[place] for place in places)
            rows: list[list[list[Any]]] = [[] for _ in leaves(output)]
            for place, unit in units(output):
                rows[place].append(list(leaves(products(output, wanted, unit))))
            found = iter([
                filled(wanted, iter([stacked(column, y, x) for column, x in zip(
                    zip(*of_one, strict=True), leaves(wanted), strict=True)]))
                for of_one, y in zip(rows, leaves(output), strict=True)])
        result = mapped(lambda _: chosen(next(found), argnums), output)
        return finished(result, aux, wanted, has_aux)

    return of


def stacked(rows: tuple[Tensor, ...], y: Tensor, x: Tensor) -> Tensor:
    rows_of_all: Tensor = stack(rows).reshape((*y.shape, *x.shape))
    return rows_of_all


def chosen(found: Any, argnums: Places) -> Any:
    return found[0] if isinstance(argnums, int) else found


def finished(result: Any, aux: Any, inputs: Any, has_aux: bool) -> Any:
    result, aux = without_own((result, aux), inputs)
    return (result, aux) if has_aux else result


def jacfwd(func: Function, argnums: Places = 0, has_aux: bool = False, *,
           randomness: str = "error") -> Function:
    """The function that returns the Jacobian of `func` for some of its arguments, column by column.

    Random numbers raise RuntimeError, unless randomness is "same": then all columns have the same.
    """
    check_randomness(randomness)
    refuse("func.jacfwd", "same", randomness="same" if randomness == "error" else randomness)

    def of(*args: Any, **kwargs: Any) -> Any:
        places = check_places(argnums, len(args))

        def alone(*wanted: Any) -> Any:
            given = dict(zip(places, wanted, strict=True))
            return func(*[given.get(place, x) for place, x in enumerate(args)], **kwargs)

        wanted = tuple(args[place] for place in places)
        before = default_generator().get_state()
        forward = Forward(alone, wanted, has_aux, "jvp(f, primals, tangents)")
        check_random(randomness, before)
        outputs = list(leaves(forward.output))
        columns: list[list[list[Tensor]]] = [[] for _ in leaves(wanted)]
        with enable_grad():
            for place, unit in units(wanted):
                product = products(forward.back, forward.zeros, unit)
                columns[place].append(list(leaves(product)))
            blocks = [[stack(column, -1).reshape((*y.shape, *x.shape)) for column, y in zip(
                zip(*of_one, strict=True), outputs, strict=True)]
                for of_one, x in zip(columns, leaves(wanted), strict=True)]
        found = iter([filled(wanted, iter(blocks_of_one)) for blocks_of_one in
                      zip(*blocks, strict=True)])
        result = mapped(lambda _: chosen(next(found), argnums), forward.output)
        return finished(result, forward.aux, forward.own(), has_aux)

    return of


def hessian(func: Function, argnums: Places = 0) -> Function:
    """The function that returns the second derivatives of `func`."""
    return jacfwd(jacrev(func, argnums), argnums)
