"""Nested tuples, lists and dicts of tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..modes import is_grad_enabled
from ..node import AccumulateGrad, Node, node_of
from ..tensor import Tensor


def leaves(tree: Any) -> Iterator[Any]:
    """What nested tuples, lists and dicts hold."""
    if isinstance(tree, (tuple, list, dict)):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(part)
    else:
        yield tree


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The same nested tuples, lists and dicts, with `function` of what they hold."""
    if isinstance(tree, dict):
        return type(tree)((key, mapped(function, part)) for key, part in tree.items())
    if isinstance(tree, (tuple, list)):
        parts = [mapped(function, part) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    return function(tree)


def filled(tree: Any, values: Iterator[Any]) -> Any:
    """The same nested tuples, lists and dicts, with these values."""
    return mapped(lambda _: next(values), tree)


class Star:
    """Stands for a leaf in a text."""

    def __repr__(self) -> str:
        return "*"


def outline(tree: Any) -> str:
    """The form of a tree, in short."""
    return repr(mapped(lambda _: Star(), tree))


def spec(tree: Any, indent: int = 0) -> str:
    """The form of a tree, as PyTorch's messages write it."""
    if not isinstance(tree, (tuple, list, dict)):
        return "*"
    kind, context = type(tree).__name__, list(tree) if isinstance(tree, dict) else None
    parts = [spec(part, indent + 2) for part in (
        tree.values() if isinstance(tree, dict) else tree)]
    return f"TreeSpec({kind}, {context}, [{(',' + chr(10) + ' ' * (indent + 2)).join(parts)}])"


def fresh(tree: Any) -> Any:
    """Tensors of the same numbers whose gradients can be taken, with the history of the given."""
    def anew(x: Any) -> Any:
        if not isinstance(x, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
        return x.view_as(x) if x._requires_grad else x.detach().requires_grad_()

    return mapped(anew, tree)


def without_own(tree: Any, inputs: Any) -> Any:
    """The tree without the history that leads only to `inputs`, the leaves of a transformation."""
    own = {id(x) for x in leaves(inputs)}
    keep, clean = is_grad_enabled(), set[Node]()

    def finished(x: Any) -> Any:
        if not isinstance(x, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(x)}")
        return x if keep and leads_elsewhere(x, own, clean) else x.detach()

    return mapped(finished, tree)


def leads_elsewhere(x: Tensor, own: set[int], clean: set[Node]) -> bool:
    """Whether the graph of x has a leaf that is not among `own`; nodes without any go to `clean`.
    """
    start = node_of(x)
    pending = [] if start is None else [start]
    while pending:
        node = pending.pop()
        if node in clean:
            continue
        clean.add(node)
        if isinstance(node, AccumulateGrad):
            if id(node.variable) not in own:
                clean.clear()
                return True
        else:
            pending += [parent for parent in node.next_nodes if parent is not None]
    return False
