"""Operations of several results, such as `unbind`.

The graph has one node for the operation and one `Output` node for each result. The gradients of
the results meet at the operation's node.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .node import Array, Node, count
from .tensor import Tensor
from .watchers import watchers


class Output(Node):
    """The node of result number `index`; `owner` is the node of the operation."""

    __slots__ = ("index", "owner")
    owner: Several

    def run(self, gradient: Any, create_graph: bool) -> Any:
        return Parts() if gradient is None else Parts({self.index: gradient})


class Several(Node):
    """Base of the operations of several results. Its rule takes a gradient for each of them."""

    results: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...]  # (shape, dtype) of each
    result_shape = result_dtype = None  # type: ignore[assignment]

    def output(self, index: int) -> Output:
        """The node of result `index`."""
        node = Output()
        node.owner, node.index = self, index
        node.next_nodes, node.saved, node.sequence = (self,), (), next(count)
        node.result_shape, node.result_dtype = self.results[index]
        return node

    def run(self, gradient: Any, create_graph: bool) -> Any:
        if not gradient:
            return (None,) * len(self.next_nodes)
        return self.backward(*(gradient.get(index) for index in range(len(self.results))))


def enter_graph(node: Several) -> None:
    """Number a node that has its `next_nodes`, `saved` and `results`, and show it to watchers."""
    node.sequence = next(count)
    for watch in watchers:
        watch(node)


def record_results(
    node: Several, nodes: tuple[Node | None, ...], results: Sequence[Tensor]
) -> None:
    """Make `node`, which has its saved values, the `grad_fn` of all results of its operation."""
    node.next_nodes = nodes
    node.results = tuple((result._array.shape, result._array.dtype) for result in results)
    enter_graph(node)
    for index, result in enumerate(results):
        if result._array.dtype.kind == "f":
            result._node, result._requires_grad = node.output(index), True


class Parts(dict[int, Array]):
    """The gradients of some results of one operation, by index.

    Travels through the engine as an array does. Its shape None matches the shape of the node, so
    the engine has nothing to fit. Adding two merges them, in the left one.
    """

    shape = dtype = None

    def __add__(self, others: Parts) -> Parts:
        for index, gradient in others.items():
            self[index] = self[index] + gradient if index in self else gradient
        return self
