"""Operations that compute several results at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...modes import thread
from ...node import node_of
from ...several import Several, record_results
from ...tensor import Tensor, wrap


class Results(Several):
    """Base of these operations. `forward` returns a tuple; the rule gets a tuple of gradients, None
    for a result without one, and then what it names of the arguments.
    """

    def run(self, gradient: Any, create_graph: bool) -> Any:
        if not gradient:
            return (None,) * len(self.next_nodes)
        given = tuple(gradient.get(index) for index in range(len(self.results)))
        return self.backward(given, *self.unpack(create_graph))


def apply_several(op: type[Results], inputs: tuple[Any, ...], *params: Any) -> tuple[Tensor, ...]:
    """Run an operation of several results and record it: one node for all of them."""
    modes = thread.modes
    arrays = [x._array if isinstance(x, Tensor) else x for x in inputs]
    results = tuple(wrap(np.asarray(out))
                    for out in modes.without_warnings(op.forward, *arrays, *params))
    nodes = tuple(node_of(x) if isinstance(x, Tensor) else None for x in inputs)
    if modes.inference and not modes.grad_enabled:
        for result in results:
            result._inference = True
    if modes.grad_enabled and any(nodes):
        node = op()
        node.saved = () if op.pick is None else op.pick((*inputs, *params))
        record_results(node, nodes, results)
    return results


def call_several(op: type[Results], *args: Any) -> Any:
    """The results of such an operation inside a rule: arrays, or of tensors tensors."""
    if any(isinstance(value, Tensor) for value in args[: op.arity]):
        return apply_several(op, args[: op.arity], *args[op.arity :])
    return op.forward(*args)


def total(*gradients: Any) -> Any:
    """The sum of those gradients that there are."""
    found = None
    for gradient in gradients:
        if gradient is not None:
            found = gradient if found is None else found + gradient
    return found
