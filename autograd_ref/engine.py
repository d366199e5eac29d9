"""The backward pass."""

from __future__ import annotations

import math
import sys
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np

from . import hooks
from .dtypes import BY_NUMPY
from .modes import NUMPY_WARNINGS, SILENT, anomaly, modes
from .node import AccumulateGrad, Array, Edge, Node, changed
from .ops import shape as shaping
from .ops.reduction import sum as sum_
from .tensor import Tensor, wrap


def run_backward(
    roots: list[Edge], gradients: list[Array], retain_graph: bool, create_graph: bool,
    wanted: list[Edge] | None,
) -> list[Any]:
    """Send `gradients` from `roots` back through the graph; each node runs once.

    Nodes are numbered as they are made, so the users of a result have higher numbers than the
    node that made it. The highest of the nodes reached so far runs first: then all its users
    have run, and its gradient is complete. Returns the (leaf, gradient) pairs, for
    their `.grad`; with `wanted`, the gradients at those edges.
    """
    arrived: dict[Node, list[Array]] = {}
    for (node, index), gradient in zip(roots, gradients, strict=False):
        held = arrived.setdefault(node, [None] * len(node.outputs))
        held[index] = gradient if held[index] is None else held[index] + gradient
    ready = [(-node.sequence, node) for node in arrived]
    heapify(ready)
    leading, reached = (None, None) if wanted is None else nodes_leading_to(wanted, roots)
    captured: dict[Edge, Array] = {}
    leaves: list[tuple[Tensor, Array]] = []
    watched = anomaly.detected
    while ready:
        node = heappop(ready)[1]
        upstream = arrived.pop(node)
        if reached is not None and node not in reached and len(roots) > 1:
            continue  # of a single root PyTorch calls the hooks nonetheless
        hooked = node.hooked
        if hooked is not None:
            upstream = hooks.before(node, upstream)
        if leading is not None:
            captured.update(((node, index), value) for index, value in enumerate(upstream))
            if node not in leading:
                continue
        if type(node) is AccumulateGrad:
            leaves.append((node.variable, upstream[0]))
            continue
        results = node.run(upstream, create_graph)
        if not retain_graph and node.saved:
            node.saved = None
        if type(results) is not tuple:
            results = (results,)
        if watched or hooked is not None:
            results = hooks.after(node, results, upstream)
        for edge, gradient in zip(node.next_edges, results):  # noqa: B905
            if edge is None:
                continue
            parent, index = edge
            outputs = parent.outputs
            waiting = arrived.get(parent)
            if waiting is None:
                arrived[parent] = waiting = [None] * len(outputs)
                heappush(ready, (-parent.sequence, parent))
            if gradient is not None:
                shape, kind = outputs[index]
                if gradient.shape != shape or gradient.dtype is not kind:
                    gradient = fit(gradient, shape, kind, node, parent)
                before = waiting[index]
                waiting[index] = gradient if before is None else before + gradient
    if wanted is not None:
        return [captured.get(edge) for edge in wanted]
    return leaves


def nodes_leading_to(wanted: list[Edge], roots: list[Edge]) -> tuple[set[Node], set[Node]]:
    """The nodes below the roots from which a wanted edge can be reached; with those of the edges.
    """
    below = [node for node, _ in roots]
    seen = set(below)
    for node in below:  # grows while it is read
        for edge in node.next_edges:
            if edge is not None and edge[0] not in seen:
                seen.add(edge[0])
                below.append(edge[0])
    reached, leading = {node for node, _ in wanted}, set()
    for node in sorted(seen, key=lambda node: node.sequence):
        if any(edge is not None and edge[0] in reached for edge in node.next_edges):
            leading.add(node)
            reached.add(node)
    return leading, reached


def fit(
    gradient: Array, shape: tuple[int, ...], kind: np.dtype[Any], sender: Node, receiver: Node
) -> Array:
    """Undo broadcasting: sum a gradient over the dimensions that broadcasting added or stretched.

    Raises RuntimeError if no broadcasting of `shape` gives the gradient's shape.
    """
    got = tuple(gradient.shape)
    extra = len(got) - len(shape)
    if extra > 0 and got[extra:] == shape and type(gradient) is np.ndarray:  # the common case
        alone = gradient.size == math.prod(shape)
        gradient = gradient.reshape(shape) if alone else np.add.reduce(gradient, (*range(extra),))
        return gradient.astype(kind, copy=False)
    stretched = [d for d, size in enumerate(shape) if size == 1 and got[extra + d :][:1] != (1,)]
    if extra < 0 or any(
        size not in (1, got[extra + d]) for d, size in enumerate(shape)
    ):
        places = [edge is not None and edge[0] is receiver for edge in sender.next_edges]
        raise RuntimeError(
            f"Function {sender.name()} returned an invalid gradient at index"
            f" {places.index(True)} - got {list(got)}"
            f" but expected shape compatible with {list(shape)}"
        )
    if got != shape:
        dims = (*range(extra), *(extra + d for d in stretched))
        if isinstance(gradient, Tensor):
            gradient = shaping.reshape(sum_(gradient, dims, keepdim=True), shape)
        else:
            gradient = np.add.reduce(gradient, axis=dims, keepdims=True).reshape(shape)
    if isinstance(gradient, Tensor):
        return gradient.to(BY_NUMPY[kind])
    return gradient.astype(kind, copy=False)


def accumulate(leaf: Tensor, gradient: Array, create_graph: bool) -> None:
    """Add a gradient to `leaf.grad`: in place, so that names bound to `.grad` see the sum."""
    held = leaf._grad
    if gradient is None:
        return
    if create_graph:
        leaf._grad = wrap(np.empty_like(leaf._array)).copy_(gradient) if held is None \
            else held + gradient
    elif held is not None:
        np.add(held._array, gradient, held._array)
        changed(held)
    elif type(gradient) is np.ndarray and unshared(gradient, sys.getrefcount(gradient)):
        leaf._grad = wrap(gradient)
    else:
        leaf._grad = wrap(np.array(gradient))


def unshared(gradient: np.ndarray[Any, Any], references: int) -> bool:
    """Whether nobody else holds a gradient, so that it can become `.grad` without a copy.

    A view can if it shows all of an array that nobody else holds, as the transpose of one does.
    """
    if references > UNSHARED[0]:
        return False
    owner = gradient.base
    return owner is None or (
        type(owner) is np.ndarray
        and owner.size == gradient.size
        and gradient.flags.c_contiguous
        and sys.getrefcount(owner) <= UNSHARED[1]
    )


def references_to_unshared() -> tuple[int, int]:
    """How many references `accumulate` counts to an array that nobody else holds, and how many
    `unshared` counts to the owner of a view.
    """
    counted: list[int] = []

    def look(_: Any, gradient: Array, __: bool) -> None:
        look_behind(gradient, sys.getrefcount(gradient))

    def look_behind(gradient: Array, references: int) -> None:
        owner = gradient.base
        counted.extend((references, sys.getrefcount(owner)))

    waiting = [(None, np.empty((1, 2)).T)]
    while waiting:
        look(*waiting.pop(), False)
    return counted[0], counted[1]


UNSHARED = references_to_unshared()


def execute(
    roots: list[Edge], gradients: list[Array], retain_graph: bool, create_graph: bool,
    wanted: list[Edge] | None,
) -> list[Array]:
    """`run_backward` with recording on only for create_graph, and NumPy's warnings off.

    The leaves get their gradients when everything has gone well.
    """
    recording, outer = modes.grad_enabled, modes.users_warnings
    modes.grad_enabled, modes.users_warnings = create_graph, NUMPY_WARNINGS.get()
    loud = NUMPY_WARNINGS.set(SILENT)
    try:
        found = run_backward(roots, gradients, retain_graph, create_graph, wanted)
        while found and wanted is None:
            accumulate(*found.pop(), create_graph)  # type: ignore[call-arg]
        return found
    finally:
        NUMPY_WARNINGS.reset(loud)
        modes.grad_enabled, modes.users_warnings = recording, outer
