"""Functions on nested tuples, lists and dicts, as PyTorch has them for its own use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..func.trees import filled, leaves, mapped


class TreeSpec:
    """The form of a tree: the tree itself, with any leaves."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.num_leaves = len(tree_leaves(tree))


def tree_leaves(tree: Any) -> list[Any]:
    """What a tree holds."""
    return list(leaves(tree))


def tree_flatten(tree: Any) -> tuple[list[Any], TreeSpec]:
    """What a tree holds, and its form."""
    return tree_leaves(tree), TreeSpec(tree)


def tree_unflatten(values: Any, treespec: TreeSpec) -> Any:
    """A tree of this form that holds these values."""
    return filled(treespec.tree, iter(values))


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any) -> Any:
    """The same tree with `func` of what it, and others of its form, hold."""
    others = [leaves(rest) for rest in rests]
    return mapped(lambda leaf: func(leaf, *map(next, others)), tree)
