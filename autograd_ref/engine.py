"""The backward pass."""

from __future__ import annotations

import warnings
from heapq import heappop, heappush
from sys import getrefcount
from typing import Any

import numpy as np

from .dtypes import BY_NUMPY
from .gradient_names import name_gradients
from .modes import NUMPY_WARNINGS, SILENT, anomaly, thread
from .node import Array, Node, Output, changed
from .tensor import Tensor, wrap


def run_backward(
    roots: list[Node], gradients: Any, retain_graph: bool, create_graph: bool,
    wanted: list[Node] | None,
) -> dict[Node, Array]:
    """Send `gradients` from `roots` back through the graph; each node runs once.

    Nodes are numbered as they are made, so the users of a result have higher numbers than the
    node that made it. Of the nodes reached so far the one with the highest number runs first: then
    all its users have run, and its gradient is complete. A leaf has nothing to run.

    Returns the gradients that arrived at leaves; with `wanted`, those that arrived at these nodes.
    """
    arrived: dict[Node, Array] = {}
    first: Any = None  # the highest of the nodes reached
    ready: list[tuple[int, Node]] = []  # the others, the highest of them on top
    leading, reached = (None, None) if wanted is None else nodes_leading_to(wanted, roots)
    captured: dict[Node, Array] = {}
    node: Any = None
    receivers: Any = roots
    while True:
        place = -1
        for receiver in receivers:
            place += 1
            if receiver is None:
                continue
            gradient = gradients[place]
            if gradient is not None and (
                gradient.shape != receiver.result_shape
                or gradient.dtype is not receiver.result_dtype
            ):
                gradient = fit(gradient, receiver, node, place)
            if receiver in arrived:
                if gradient is not None:
                    before = arrived[receiver]
                    arrived[receiver] = gradient if before is None else before + gradient
                continue
            arrived[receiver] = gradient
            if not receiver.next_nodes and receiver.hooked is None and leading is None:
                continue
            if first is None:
                first = receiver
            elif receiver.sequence > first.sequence:
                heappush(ready, (-first.sequence, first))
                first = receiver
            else:
                heappush(ready, (-receiver.sequence, receiver))
        if first is None:
            break
        node, first = first, heappop(ready)[1] if ready else None
        gradient = arrived.pop(node)
        receivers = node.next_nodes
        if reached is not None and node not in reached:
            receivers = ()
            continue
        if node.hooked is not None:
            gradient = node.hooked.call(gradient)  # in hooks.py
        if leading is not None:
            captured[node] = gradient
            if node not in leading:
                receivers = ()
                continue
        if not receivers:  # a leaf with hooks
            arrived[node] = gradient
            continue
        gradients = node.run(gradient, create_graph)
        if create_graph:
            name_gradients(node, gradients, gradient)
        if node.saved and node.frees and not retain_graph:
            node.saved = None
        if type(gradients) is not tuple:
            gradients = (gradients,)
        if anomaly.detected:
            find_nan(node, gradients)
    return arrived if wanted is None else captured


def nodes_leading_to(wanted: list[Node], roots: list[Node]) -> tuple[set[Node], set[Node]]:
    """The nodes below the roots that lead to a wanted one; and the same with the wanted ones."""
    below = list(roots)
    seen = set(below)
    for node in below:  # grows while it is read
        for parent in node.next_nodes:
            if parent is not None and parent not in seen:
                seen.add(parent)
                below.append(parent)
    reached, leading = set(wanted), set()
    for node in sorted(seen, key=lambda node: node.sequence):
        if not reached.isdisjoint(node.next_nodes):
            leading.add(node)
            reached.add(node)
    if len(roots) == 1:
        reached.add(roots[0])  # PyTorch calls its hooks in any case
    return leading, reached


def fit(gradient: Array, receiver: Node, sender: Node, place: int) -> Array:
    """Undo broadcasting: sum a gradient over the dimensions that broadcasting added or stretched.

    Raises RuntimeError if no broadcasting of the receiver's result gives the gradient's shape.
    """
    shape, kind = receiver.result_shape, receiver.result_dtype
    got = gradient.shape
    extra = len(got) - len(shape)
    if extra == 1 and got[1:] == shape and type(gradient) is np.ndarray:  # the common case
        gradient = gradient.reshape(shape) if got[0] == 1 else np.add.reduce(gradient, 0)
        return gradient if gradient.dtype is kind else gradient.astype(kind)
    stretched = [d for d, size in enumerate(shape) if size == 1 and got[extra + d :][:1] != (1,)]
    if extra < 0 or any(
        size not in (1, got[extra + d]) for d, size in enumerate(shape)
    ):
        raise RuntimeError(
            f"Function {sender.name()} returned an invalid gradient at index"
            f" {place} - got {list(got)}"
            f" but expected shape compatible with {list(shape)}"
        )
    if got != shape:
        dims = (*range(extra), *(extra + d for d in stretched))
        if isinstance(gradient, Tensor):
            gradient = gradient.sum(dims, keepdim=True) if shape else gradient.sum()
            gradient = gradient.reshape(shape) if shape and extra else gradient
        else:
            gradient = np.add.reduce(gradient, axis=dims, keepdims=True).reshape(shape)
    if isinstance(gradient, Tensor):
        return gradient.to(BY_NUMPY[kind])
    return gradient.astype(kind, copy=False)


def accumulate(arrived: dict[Any, Array], create_graph: bool) -> None:
    """Add the gradients that arrived at leaves to their `.grad`: in place, so that names bound to
    it see the sum. Empties `arrived`, which maps AccumulateGrad nodes to gradients.

    Like PyTorch's accumulation, it takes over a gradient that nobody else holds, without a copy.
    """
    while arrived:
        node, gradient = arrived.popitem()
        leaf = node.variable
        held = leaf._grad
        if gradient is None:
            continue
        if create_graph:
            leaf._grad = wrap(np.empty_like(leaf._array)).copy_(gradient) if held is None \
                else held + gradient
        elif held is not None:
            np.add(held._array, gradient, held._array)
            changed(held)
        elif type(gradient) is np.ndarray and getrefcount(gradient) <= ALONE and (
            gradient.base is None or shows_all(gradient)
        ):
            leaf._grad = wrap(gradient)
        else:
            leaf._grad = wrap(np.array(gradient))


def shows_all(gradient: np.ndarray[Any, Any]) -> bool:
    """Whether a view shows all of an array that nobody else holds."""
    owner: Any = gradient.base
    return (
        type(owner) is np.ndarray
        and owner.size == gradient.size
        and gradient.flags.c_contiguous
        and getrefcount(owner) <= OWNED
    )


def references() -> tuple[int, int]:
    """The counts of `accumulate` and of `shows_all` for an array that nobody else holds."""

    def of_owner(gradient: Array) -> int:
        owner = gradient.base
        return getrefcount(owner)

    arrived = {None: np.empty((1, 2)).T}
    _, gradient = arrived.popitem()
    return getrefcount(gradient), of_owner(gradient)


ALONE, OWNED = references()


def execute(
    roots: list[Node], gradients: list[Array], retain_graph: bool, create_graph: bool,
    wanted: list[Node] | None,
) -> dict[Node, Array]:
    """`run_backward` with recording on only for create_graph, and NumPy's warnings off.

    Leaves get their gradients at the end, so a failed pass changes none.
    """
    modes = thread.modes
    recording, outer = modes.grad_enabled, modes.users_warnings
    modes.grad_enabled, modes.users_warnings = create_graph, NUMPY_WARNINGS.get()
    loud = NUMPY_WARNINGS.set(SILENT)
    try:
        found = run_backward(roots, gradients, retain_graph, create_graph, wanted)
        if wanted is None:
            accumulate(found, create_graph)
        return found
    finally:
        NUMPY_WARNINGS.reset(loud)
        modes.grad_enabled, modes.users_warnings = recording, outer


def find_nan(node: Node, results: tuple[Array, ...]) -> None:
    """Raise RuntimeError if a rule gave nan; `set_detect_anomaly` switches this on."""
    if not anomaly.check_nan or isinstance(node, Output):
        return
    for index, result in enumerate(results):
        array = result._array if isinstance(result, Tensor) else result
        if array is not None and np.isnan(array).any():
            explain(node)
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {index}th output."
            )


def explain(node: Node) -> None:
    """Warn, with the traceback of the forward operation that made the node."""
    made = node.metadata.get("traceback_")
    if made is None:
        text = (
            f"Error detected in {node.name()}. No forward pass information available. Enable"
            " detect anomaly during forward pass for more information."
        )
    else:
        text = (
            f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n"
            + "".join(made)
        )
    warnings.warn(text, UserWarning, stacklevel=2)
