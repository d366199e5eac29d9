"""The backward pass."""

from __future__ import annotations

from heapq import heappop, heappush
from sys import getrefcount
from typing import Any

import numpy as np

from . import messages
from .anomaly import run_watched
from .dtypes import BY_NUMPY
from .gradient_names import name_gradients
from .modes import NUMPY_WARNINGS, SILENT, anomaly_mode, as_user, thread
from .node import Array, Node, count_change
from .rounding.summation import plus, total
from .tensor import Tensor, wrap
from .traversal import nodes_leading_to, turns_of_leaves


def run_backward(
    roots: list[Node], gradients: list[Array], retain_graph: bool, create_graph: bool,
    wanted: set[Node] | None, captures: bool,
) -> dict[Node, Array]:
    """Send `gradients` from `roots` back through the graph; each node runs once.

    Nodes are numbered as they are made, so the users of a result have higher numbers than the
    node that made it. Of the nodes reached so far the one with the highest number runs first: then
    all its users have run, and its gradient is complete. A leaf has nothing to run.

    retain_graph: do not free the saved values, so that the graph can be run again
    create_graph: gradients are tensors, and the operations of the rules are recorded
    wanted:       the nodes to find the gradients of; None for all leaves
    captures:     the wanted nodes need not run

    Returns the gradients that arrived at the wanted nodes; if these run, only at the leaves.
    """
    next_to_run: Any = None  # of the nodes reached, the one with the highest number
    next_gradient: Any = None  # the sum so far of what arrived there
    waiting: list[tuple[int, Node]] = []  # the other nodes, a heap with the highest on top
    arrived: dict[Node, Array] = {}  # the sums so far at these and at leaves
    if wanted is not None:
        captured: dict[Node, Array] = {}  # at the wanted nodes
        to_run, to_visit = nodes_leading_to(wanted, roots, captures)
    turns: Any = None  # of leaves with hooks
    node: Node | None = None  # the sender; None while the roots get theirs
    receivers: Any = roots
    sent: Any = gradients
    while True:
        place = -1  # counted by hand: `enumerate` and `zip` slow the pass
        for receiver in receivers:
            place += 1
            if receiver is None:
                continue
            gradient = sent[place]
            if gradient is not None and (
                gradient.shape != receiver.result_shape
                or gradient.dtype is not receiver.result_dtype
            ):
                gradient = fit(gradient, receiver, node, place)
            if receiver is next_to_run:
                next_gradient = plus(next_gradient, gradient)
                continue
            if receiver in arrived:
                arrived[receiver] = plus(arrived[receiver], gradient)
                continue
            if not receiver.next_nodes:
                if receiver.hooks is not None:
                    turns = turns or turns_of_leaves(roots)
                    receiver.sequence = turns.get(receiver, receiver.sequence)
                elif wanted is None:
                    arrived[receiver] = gradient
                    continue
            if next_to_run is None or receiver.sequence > next_to_run.sequence:
                receiver, next_to_run = next_to_run, receiver
                gradient, next_gradient = next_gradient, gradient
            if receiver is not None:
                heappush(waiting, (-receiver.sequence, receiver))
                arrived[receiver] = gradient
        if next_to_run is None:
            break
        node, gradient, next_to_run = next_to_run, next_gradient, None
        if waiting:
            next_to_run = heappop(waiting)[1]
            next_gradient = arrived.pop(next_to_run)
        receivers = node.next_nodes
        if node.hooks is not None and (wanted is None or node in to_visit):
            gradient = node.hooks.call(gradient)
        if wanted is not None:
            if node in wanted:
                captured[node] = gradient
            if node not in to_run:
                receivers = ()
                continue
        if not receivers:  # a leaf with hooks
            arrived[node] = node.run(gradient, create_graph)
            continue
        if anomaly_mode.detected:
            sent = run_watched(node, gradient, create_graph)
        else:
            sent = node.run(gradient, create_graph)
        if create_graph:
            name_gradients(node, sent, gradient)  # as PyTorch names their nodes
        if node.frees and node.saved and not retain_graph:
            node.saved = None
        if type(sent) is not tuple:
            sent = (sent,)
    return captured if captures else arrived


def fit(gradient: Array, receiver: Node, sender: Node | None, place: int) -> Array:
    """Give a gradient the shape and the dtype of the receiver's result.

    Undoes broadcasting: sums over the dimensions that broadcasting added or stretched. Raises
    RuntimeError if no broadcasting of the receiver's result gives the gradient's shape.
    """
    shape, dtype = receiver.result_shape, receiver.result_dtype
    got = gradient.shape
    if got and got[1:] == shape and type(gradient) is np.ndarray:  # the common case
        gradient = gradient[0] if got[0] == 1 else total(gradient, (0,))
        return gradient if gradient.dtype is dtype else gradient.astype(dtype)
    extra = len(got) - len(shape)
    if got != shape:
        if extra < 0 or any(
            size not in (1, large) for size, large in zip(shape, got[extra:], strict=True)
        ):
            assert sender is not None  # the gradients of the roots have their shapes
            raise RuntimeError(messages.INVALID_GRADIENT.format(
                name=sender.name(), place=place, got=list(got), expected=list(shape)))
        stretched = [
            extra + d for d, size in enumerate(shape) if size == 1 and got[extra + d] != 1
        ]
        dims = (*range(extra), *stretched)
        if isinstance(gradient, Tensor):
            gradient = gradient.sum(dims, keepdim=True) if shape else gradient.sum()
            gradient = gradient.reshape(shape) if shape and extra else gradient
        else:
            gradient = total(gradient, dims, True).reshape(shape)
    if isinstance(gradient, Tensor):
        return gradient.to(BY_NUMPY[dtype])
    return gradient.astype(dtype, copy=False)


def accumulate(arrived: dict[Any, Array], create_graph: bool) -> None:
    """Add the gradients in `arrived` to the `.grad` of their leaves, in place, so that other
    references to `.grad` see the sum. Empties `arrived`.
    """
    to_call = []  # the hooks of leaves, from the last leaf to the first
    while arrived:
        node, gradient = arrived.popitem()
        leaf = node.variable
        grad = leaf._grad
        if gradient is None or not leaf._requires_grad:
            continue
        if create_graph:
            leaf._grad = wrap(np.empty_like(leaf._array)).copy_(gradient) if grad is None \
                else grad + gradient
        elif grad is not None:
            grad._array += gradient
            count_change(grad)
        else:
            fits = may_take_over(gradient) and gradient.strides == leaf._array.strides
            leaf._grad = wrap(
                gradient if fits else np.positive(gradient, np.empty_like(leaf._array)))
        if node.hooks is not None and node.hooks.accumulated:
            sent = gradient if create_graph else wrap(np.asarray(gradient))
            to_call += [(h, leaf, sent) for h in reversed(node.hooks.accumulated.values())]
    while to_call:
        as_user(*to_call.pop())


def execute(
    roots: list[Node], gradients: list[Array], retain_graph: bool, create_graph: bool,
    wanted: set[Node] | None, captures: bool = False,
) -> dict[Node, Array]:
    """Run a backward pass. Unless it `captures`, add the gradients to the leaves at the end: a pass
    that fails changes no leaf.

    It records operations only if create_graph is True. It silences NumPy's warnings, but not those
    of hooks.
    """
    modes = thread.modes
    recording, users_warnings = modes.grad_enabled, modes.users_warnings
    modes.grad_enabled, modes.users_warnings = create_graph, NUMPY_WARNINGS.get()
    silenced = NUMPY_WARNINGS.set(SILENT)
    try:
        found = run_backward(roots, gradients, retain_graph, create_graph, wanted, captures)
        if not captures:
            accumulate(found, create_graph)
        return found
    finally:
        NUMPY_WARNINGS.reset(silenced)
        modes.grad_enabled, modes.users_warnings = recording, users_warnings


def may_take_over(gradient: Any) -> bool:
    """Whether `.grad` can use the memory of a gradient without a copy: nobody else holds it.

    PyTorch's accumulation counts references to decide this, too.
    """
    if type(gradient) is not np.ndarray or getrefcount(gradient) > NOBODY_ELSE:
        return False
    owner: Any = gradient.base  # of the memory, if the gradient is a view such as a transpose
    return owner is None or (
        type(owner) is np.ndarray
        and owner.size == gradient.size
        and gradient.flags.c_contiguous
        and getrefcount(owner) <= NOBODY_ELSE_THE_OWNER
    )


# How many references Python counts to a gradient that only `accumulate` holds, and to its owner: it
# is measured once, for Pythons differ.
def references(gradient: Array) -> tuple[int, int]:
    owner: Any = gradient.base
    return getrefcount(gradient), getrefcount(owner)


def references_of_one_holder() -> tuple[int, int]:
    arrived = {None: np.empty((1, 2)).T}
    _, gradient = arrived.popitem()
    return references(gradient)


NOBODY_ELSE, NOBODY_ELSE_THE_OWNER = references_of_one_holder()
