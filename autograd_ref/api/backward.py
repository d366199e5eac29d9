"""`backward` and `grad`: they check their arguments and start a backward pass."""

from __future__ import annotations

import math
import warnings
from operator import index
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from .. import dtypes
from ..engine import execute
from ..hooks import Hook, RemovableHandle, register_hook, retain_grad
from ..node import Node, node_of
from ..several import Output
from ..tensor import Tensor, wrap
from .once import warn_once
from .shape import stack

CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter"
    " and its gradient which can cause a memory leak. We recommend using autograd.grad when"
    " creating the graph to avoid this. If you have to use this function, make sure to reset the"
    " .grad fields of your parameters to None after use to break the cycle and avoid the leak."
)


OF_A_BATCH = (
    "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch"
    " dimension. The sizes of the remaining dimensions are expected to match the shape of"
    " corresponding output, but a mismatch was detected: grad_output[{place}] has a shape of {got}"
    " and output[{place}] has a shape of {expected}. If you only want some tensors in `grad_output`"
    " to be considered batched, consider using vmap."
)
ONLY_SCALARS = "grad can be implicitly created only for scalar outputs"


class GradientEdge(NamedTuple):
    """Where a gradient goes: a node, and which of its results has this gradient."""

    node: Node
    output_nr: int
    ownership_token: Any = None

    @classmethod
    def of(cls, node: Node) -> GradientEdge:
        """The edge to a node, or to that of one result among several."""
        edge = cls(node.owner, node.index)
        if node.owner is not node:
            EDGES[edge] = node
        return edge

    def receiver(self) -> Node:
        """The node of the graph that gets this gradient."""
        found = EDGES.get(self)
        if found is not None:
            return found
        several: Any = self.node
        return several.output(self.output_nr) if hasattr(several, "output") else several


GradientEdge.__module__ = "torch.autograd.graph"
ONE = {each: each.type(1) for each in dtypes.BY_NUMPY}
# The nodes of single results, to which an edge, which names their owner, does not lead.
EDGES: WeakValueDictionary[GradientEdge, Node] = WeakValueDictionary()


class Passes:
    """The backward passes that run now.

    multi_hooks: how many hooks on several tensors there are, which ask for `current`
    current: the roots of the pass that runs, while there are such hooks
    selective: how many passes run that want the gradients of some tensors only
    """

    multi_hooks = 0
    current: Any = None
    selective = 0


passes = Passes()


def as_list(value: Any) -> list[Any]:
    return [value] if isinstance(value, (Tensor, GradientEdge)) else list(iter(value))


def root_of_edge(edge: GradientEdge, gradient: Any, create_graph: bool) -> tuple[Node, Any]:
    """The root of backward for an edge, and the gradient that it begins with."""
    node = edge.receiver()
    if gradient is not None:
        value = gradient._array
    elif node.result_shape and math.prod(node.result_shape) != 1:
        raise RuntimeError(ONLY_SCALARS)
    else:
        value = np.ones(node.result_shape, node.result_dtype)
    return node, wrap(value) if create_graph else value


def root_of_tensor(
    tensor: Tensor, gradient: Tensor | None, place: int, create_graph: bool
) -> tuple[Node, Any]:
    """The root of backward for a tensor, and the gradient that it begins with.

    Raises RuntimeError if the gradient does not have the tensor's shape, if it is missing, or if
    the tensor requires none.
    """
    array = tensor._array
    node = node_of(tensor)
    if gradient is None:
        if array.size != 1 and node is not None:
            raise RuntimeError(ONLY_SCALARS)
        value: Any = np.ones_like(array) if array.ndim else ONE[array.dtype]
    else:
        value = gradient._array
        if value.shape != array.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{place}] has a shape of {gradient.shape} and"
                f" output[{place}] has a shape of {tensor.shape}."
            )
    if node is None:
        raise RuntimeError(
            f"element {place} of tensors does not require grad and does not have a grad_fn"
        )
    if create_graph:
        value = wrap(np.asarray(value)) if gradient is None else gradient.to(tensor.dtype)
    return node, value


def backward(
    tensors: Any, grad_tensors: Any = None, retain_graph: bool | None = None,
    create_graph: bool = False, grad_variables: Any = None, inputs: Any = None,
) -> None:
    """Add the gradients of `tensors` to the `.grad` of the leaves they were computed from.

    tensors, grad_tensors: each tensor with an upstream gradient of its shape; None stands for 1 if
    the tensor holds one number. With `inputs`, only these tensors get a gradient.

    Raises RuntimeError if a tensor requires no gradient, or if the graph was freed. Then no `.grad`
    has changed.
    """
    if create_graph:
        warn_once(CYCLE, stacklevel=3)
    if grad_variables is not None:
        warnings.warn(
            "`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning,
            stacklevel=2,
        )
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to"
                " `backward()`. Please only use `grad_tensors`.")
        grad_tensors = grad_variables
    if isinstance(tensors, Tensor) and (grad_tensors is None or isinstance(grad_tensors, Tensor)):
        node, value = root_of_tensor(tensors, grad_tensors, 0, create_graph)
        roots, values = [node], [value]
    else:
        roots, values = roots_of(as_list(tensors), grad_tensors, create_graph)
    if inputs is None:
        run_pass(roots, values, retain_graph, create_graph)
        return
    targets = as_list(inputs)
    if not targets:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    for target in tensors_only(targets):
        if isinstance(target, Tensor):
            retain_grad(target)
    run_pass(roots, values, retain_graph, create_graph, nodes_of(targets))


def run_pass(
    roots: list[Node], values: list[Any], retain_graph: bool | None, create_graph: bool,
    nodes: list[Node] | None = None, captures: bool = False,
) -> dict[Node, Any]:
    """Run a backward pass, for `nodes` or all leaves: it adds to the leaves or `captures`."""
    keep = create_graph if retain_graph is None else bool(index(retain_graph))
    if passes.multi_hooks:
        passes.current = roots
    if nodes is None:
        return execute(roots, values, keep, create_graph, None)
    passes.selective += 1
    try:
        return execute(roots, values, keep, create_graph, set(nodes), captures)
    finally:
        passes.selective -= 1


def roots_of(
    tensors: list[Tensor], gradients: Any, create_graph: bool
) -> tuple[list[Node], list[Any]]:
    """The roots of backward for several tensors, and the gradients that they begin with."""
    if gradients is None:
        gradients = [None] * len(tensors)
    gradients = as_list(gradients)
    for tensor in tensors:
        if not isinstance(tensor, (Tensor, GradientEdge)):
            raise AssertionError("Expected output to be a torch.Tensor")
    for gradient in gradients:
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(
                f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
            )
    if len(gradients) < len(tensors):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(gradients)} gradients")
    found = [root_of_edge(tensor, gradient, create_graph) if isinstance(tensor, GradientEdge)
             else root_of_tensor(tensor, gradient, place, create_graph)
             for place, (tensor, gradient) in enumerate(zip(tensors, gradients, strict=False))]
    return [node for node, _ in found], [value for _, value in found]


def tensors_only(inputs: list[Any]) -> list[Any]:
    for value in inputs:
        if not isinstance(value, (Tensor, GradientEdge)):
            raise RuntimeError(
                f"all inputs have to be Tensors or GradientEdges, but got {type(value).__name__}"
            )
    return inputs


def nodes_of(inputs: list[Tensor]) -> list[Node]:
    nodes = []
    for tensor in tensors_only(inputs):
        node = tensor.receiver() if isinstance(tensor, GradientEdge) else node_of(tensor)
        if node is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
        nodes.append(node)
    return nodes


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool | None = None,
    create_graph: bool = False, only_inputs: bool = True, allow_unused: bool | None = None,
    is_grads_batched: bool = False, materialize_grads: bool = False,
) -> Any:
    """The gradients of the sum of `outputs` with respect to each of `inputs`: a tuple, or a dict if
    `inputs` is a dict.

    Changes no `.grad`. Raises RuntimeError for an input that the outputs do not depend on;
    with allow_unused its gradient is None, with materialize_grads it is zeros.
    """
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To"
            " accumulate gradient for other parts of the graph, please use"
            " torch.autograd.backward.",
            FutureWarning, stacklevel=2,
        )
    named = isinstance(inputs, dict)
    results, targets = as_list(outputs), as_list(inputs.values() if named else inputs)
    if allow_unused is False and materialize_grads:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got:"
            " allow_unused=False."
        )
    if not targets:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    if is_grads_batched:
        if grad_outputs is None:
            _, ones = roots_of(results, None, True)
            grad_outputs = ones
        batch = batched(results, as_list(grad_outputs), targets, create_graph, allow_unused)
        return dict(zip(inputs, batch, strict=True)) if named else batch
    roots, values = roots_of(results, grad_outputs, create_graph)
    nodes = nodes_of(targets)
    found = run_pass(roots, values, retain_graph, create_graph, nodes, captures=True)
    unused = [found.get(node) is None for node in nodes]
    if any(unused) and not allow_unused and not materialize_grads:
        raise RuntimeError(
            f"The differentiated Tensor at index {unused.index(True)} appears to not have been used"
            " in the graph. Set allow_unused=True if this is the desired behavior."
        )
    if materialize_grads and any(
        missing and isinstance(target, GradientEdge)
        for missing, target in zip(unused, targets, strict=True)
    ):
        raise RuntimeError(
            "materialize_grads cannot be used when the given input is a GradientEdge")
    gradients = [as_result(found.get(node), node, create_graph, materialize_grads)
                 for node in nodes]
    return dict(zip(inputs, gradients, strict=True)) if named else tuple(gradients)


def as_result(
    gradient: Any, node: Node, create_graph: bool, materialize_grads: bool
) -> Tensor | None:
    """The gradient that arrived at a node as a tensor; None or zeros if none did."""
    if gradient is None:
        if not materialize_grads:
            return None
        zeros = wrap(np.zeros(node.result_shape, node.result_dtype))
        zeros._requires_grad = create_graph
        return zeros
    return gradient if isinstance(gradient, Tensor) else wrap(np.asarray(gradient))


def batched(
    results: list[Tensor], upstream: list[Any], targets: list[Tensor], create_graph: bool,
    allow_unused: bool | None,
) -> tuple[Any, ...]:
    """The gradients for each of the upstream gradients along their first dimension, stacked."""
    for place, (result, gradients) in enumerate(zip(results, upstream, strict=False)):
        if gradients is not None and gradients._array.ndim == 0:
            raise ValueError(
                "vmap(vjp, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input"
                " is a Tensor of dimensionality 0 so expected in_dim to satisfy 0 <= in_dim < 0.")
        if gradients is not None and gradients._array.shape[1:] != result._array.shape:
            raise RuntimeError(OF_A_BATCH.format(
                place=place, got=gradients.shape[2:], expected=result.shape))  # cut twice there
    size = next(len(gradients._array) for gradients in upstream if gradients is not None)
    rows = [
        grad(results, targets, [g if g is None else g[row] for g in upstream], True, create_graph,
             allow_unused=allow_unused) for row in range(size)
    ]
    return tuple(None if column[0] is None else stack(column) for column in zip(*rows, strict=True))


def clear_grad(parameter: Tensor, set_to_none: bool) -> None:
    """Set the gradient of a parameter to None, or fill it with zeros."""
    if set_to_none:
        parameter._grad = None
    elif parameter._grad is not None:
        gradient = parameter._grad
        gradient._node, gradient._requires_grad = None, False
        gradient.zero_()


class Gradients:
    """The methods of a tensor that start a backward pass and watch gradients."""

    __slots__ = ()

    def backward(
        self: Any, gradient: Tensor | None = None, retain_graph: bool | None = None,
        create_graph: bool = False, inputs: Any = None,
    ) -> None:
        """Add d(self)/d(leaf) to the `.grad` of every leaf that requires it.

        gradient:     the upstream gradient, in the shape of the tensor; not needed for one number
        retain_graph: do not free the saved values, so that backward can run again
        create_graph: record the backward pass itself, for derivatives of the gradients
        inputs:       the tensors to compute gradients for, instead of all leaves
        """
        backward(self, gradient, retain_graph, create_graph, None, inputs)

    def register_hook(self: Any, hook: Hook) -> RemovableHandle:
        """Call `hook(gradient)` in every backward pass; a tensor that it returns replaces the
        gradient. Raises RuntimeError if the tensor requires no gradient.
        """
        handle = register_hook(self, hook)
        if isinstance(self._node, Output):
            from ..node_hooks import call_without_gradient  # seldom needed

            call_without_gradient(self._node)
        return handle

    def retain_grad(self: Any) -> None:
        """Let backward store the gradient of this non-leaf in its `.grad` too."""
        retain_grad(self)
