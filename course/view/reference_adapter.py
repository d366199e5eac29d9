"""How pictures read `autograd_ref`: its nodes know more than the general adapter asks for."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from autograd_ref.node import RESULT, parameters
from course.view.graph_model import Array, Saved
from course.view.phrases import number
from course.view.protocol import Adapter, NameOf

NUMBERS = ("n", "base", "number", "low", "high")  # as rules call an exponent, a limit


class ReferenceAdapter(Adapter):
    """Reads the nodes of the reference engine. Rules run on arrays, outside of its backward: no
    hook is called, no `.grad` is written, nothing saved is freed."""

    def shape(self, node: Any) -> tuple[int, ...] | None:
        shape: tuple[int, ...] | None = node.result_shape
        return shape

    def saved(self, node: Any, name_of: NameOf) -> tuple[Saved, ...]:
        """By the name that the caller gave, a number as itself, else as "input 2" or "result"."""
        op = node.__class__
        if node.saved is None:
            return tuple(Saved(name, freed=True) for name in _surely_saved(op, node)) or (
                Saved("", freed=True),)
        further = ["values"] * (len(node.saved) - len(op.saved_names))
        return tuple(Saved(number(item) if isinstance(item, int | float)
                           else name_of(item) or _spoken(op, name))
                     for name, item in zip([*op.saved_names, *further], node.saved, strict=False)
                     if item is not None and _worth_showing(op, name))

    def constants(self, node: Any) -> dict[int, object]:
        """Saved values that are inputs."""
        slots = _slots(node.__class__)
        pairs = zip(node.saved_names, node.saved or (), strict=False)
        return {slots[name]: item for name, item in pairs if name in slots and item is not None}

    def memory(self, thing: Any) -> Array | None:
        array = getattr(thing, "_array", thing)
        return array if isinstance(array, np.ndarray) else None

    def order(self, node: Any) -> int | None:
        return int(node.sequence)

    def send(self, node: Any, upstream: list[Array | None]) -> list[Array | None]:
        from autograd_ref.modes import no_grad

        gradient = upstream[0] if node.result_shape is not None else {
            index: one for index, one in enumerate(upstream) if one is not None}
        with no_grad(), np.errstate(all="ignore"):
            results = node.run(gradient, False)
        results = results if isinstance(results, tuple) else (results,)
        sent: list[Array | None] = []
        for receiver, result in zip(node.next_nodes, results, strict=False):
            if receiver is None or result is None:
                sent.append(None)
                continue
            array = np.array(getattr(result, "_array", result))
            summed = summed_to(array, receiver.result_shape)
            sent.append(summed.astype(receiver.result_dtype, copy=False))
        return sent


def summed_to(gradient: Array, shape: tuple[int, ...]) -> Array:
    """The gradient of a value that was broadcast from `shape`: summed over what was repeated."""
    extra = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(extra))) if extra > 0 else gradient
    repeated = tuple(
        axis for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis] != 1
    )
    summed = gradient.sum(axis=repeated, keepdims=True) if repeated else gradient
    return np.array(np.broadcast_to(summed, shape))


@cache
def _slots(op: Any) -> dict[str, int]:
    """The numbers of the inputs by name."""
    names = parameters(op.forward)[: op.arity] if hasattr(op, "forward") else []
    return {name: slot for slot, name in enumerate(names)}


def _surely_saved(op: Any, node: Any) -> tuple[str, ...]:
    """Of what an op saves, what it must have saved before it was freed, in words.

    A product with a constant saves the constant alone; afterwards nobody can tell which of its
    inputs was there, so neither is named.
    """
    names = [_spoken(op, name) for name in op.saved_names if _worth_showing(op, name)]
    if len(names) == 1:
        return tuple(names)
    if None in node.next_nodes:
        return ()
    return tuple(name for name in names if name == "result" or name.startswith("input "))


def _worth_showing(op: Any, name: str) -> bool:
    """Tensors, and the numbers that a rule computes with; not dimensions, shapes and the like."""
    return name in (*_slots(op), RESULT, "values", *NUMBERS)


def _spoken(op: Any, name: str) -> str:
    """A saved value in words."""
    if name == RESULT:
        return "result"
    slots = _slots(op)
    return f"input {slots[name] + 1}" if name in slots else name
