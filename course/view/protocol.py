"""How pictures read any engine.

A picture asks an `Adapter` a handful of questions. The adapter below answers them for any engine
whose objects carry one of the usual names, tried from left to right:

A tensor
    value           .data  .value           a NumPy array or a number
    tracked?        .requires_grad          taken as True where it is missing
    gradient        .grad                   None until it is written
    maker           .grad_fn  .node  .creator  ._node
                                            the node that made it; None for a leaf. A tensor that
                                            has inputs itself (see below) is its own node
    result number   .output_nr              which of its maker's results it is; 0 where missing
    name            .name  .label           if it is a string

A node
    title           .name()  .name  .op  ._op, else where its rule was written (a rule inside of
                    Tensor.__add__ gives add), else the name of its class
    inputs          .next_functions  .parents  .inputs  ._parents  ._prev
                                            in order, each one a tensor, a node, None for an input
                                            that is not tracked, or a pair (node, output number)
    leaf            .variable               a node with this name only hands gradients to a leaf
    result          .output  .out           the tensor it made, if the node holds it
    shape           .shape  .out_shape      the shape of its result, if it has one
    saved           .saved  .saved_tensors  a dict, a list or a tuple; None once it was freed
    rule            .vjp  .rule  .local_backward  .backward
                                            rule(upstream) -> the gradients for the inputs, in
                                            their order, None where an input needs none. A node
                                            that is its own tensor is never asked for .backward
    rules           .vjps  .rules           or: one function per input, upstream -> gradient

For an engine that uses other names, write a subclass with the methods that differ and pass it as
`graph(loss, adapter=MyAdapter())`. No method may change the tensor or the graph it is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from course.view.graph_model import Array, Saved

MISSING = object()
RULES = ("vjp", "rule", "local_backward", "backward")
NameOf = Callable[[object], str | None]


class NotReadable(TypeError):
    """An object does not look like a tensor or a node. The message lists the names it lacks."""


def first_of(thing: object, *names: str) -> Any:
    """The first of these attributes that `thing` has, or MISSING."""
    for name in names:
        found = getattr(thing, name, MISSING)
        if found is not MISSING:
            return found
    return MISSING


def as_numbers(value: object) -> Array | None:
    """Like `as_array`, for what a rule returned: raises TypeError for what holds no numbers."""
    found = as_array(value)
    if value is not None and (found is None or found.dtype.kind not in "biufc"):
        raise TypeError(f"the rule returned {type(value).__name__} where a gradient was expected")
    return found


def as_array(value: object) -> Array | None:
    """A copy of a number, an array or a tensor as a NumPy array; None for None."""
    if value is None or value is MISSING:
        return None
    if not isinstance(value, np.ndarray | np.generic | int | float | complex | list | tuple):
        inner = first_of(value, "data", "value")
        detach = getattr(value, "detach", None)
        if callable(detach):
            value = detach().numpy()
        elif inner is not MISSING:
            return as_array(inner)
        else:
            return None
    return np.array(value)


class Adapter:
    """Answers the questions of this module's docstring by looking for the usual names."""

    # -- questions about a tensor ----------------------------------------------------------------

    def is_tensor(self, thing: object) -> bool:
        """Whether `thing` is a tensor (and not a node that is no tensor itself)."""
        if thing is None or isinstance(thing, np.ndarray | np.generic | int | float | str):
            return False
        return first_of(thing, "data", "value") is not MISSING and (
            first_of(thing, "requires_grad", "grad") is not MISSING
        )

    def value(self, tensor: object) -> Array | None:
        """A copy of the tensor's numbers."""
        return as_array(tensor)

    def tracked(self, tensor: object) -> bool:
        """Whether the engine follows this tensor: its requires_grad."""
        found = first_of(tensor, "requires_grad")
        return True if found is MISSING else bool(found)

    def grad(self, tensor: object) -> Array | None:
        """A copy of the tensor's `.grad`. Reads it only if reading raises no warning."""
        if not self.writes_grad(tensor):
            return None
        return as_array(first_of(tensor, "grad"))

    def writes_grad(self, tensor: object) -> bool:
        """Whether a backward writes this tensor's `.grad`: a tracked leaf, or one that asked."""
        if not self.tracked(tensor):
            return False
        retains = first_of(tensor, "retains_grad")
        if self.maker(tensor) is not None:
            return retains is True
        return True

    def maker(self, tensor: object) -> object | None:
        """The node that made the tensor, None for a leaf or a tensor that is not tracked."""
        if not self.tracked(tensor):
            return None
        found: object = first_of(tensor, "grad_fn", "node", "creator", "_node")
        if found is not MISSING:
            return found
        return tensor if self.raw_inputs(tensor) else None

    def output(self, tensor: object) -> int:
        """Which of its maker's results the tensor is."""
        found = first_of(tensor, "output_nr")
        return found if isinstance(found, int) else 0

    def memory(self, thing: object) -> Array | None:
        """The very array that holds the numbers of a tensor or of a saved value, not a copy."""
        found = thing if isinstance(thing, np.ndarray) else first_of(thing, "data", "value")
        return found if isinstance(found, np.ndarray) else None

    def name(self, tensor: object) -> str | None:
        """The name that a tensor carries itself, if any."""
        found = first_of(tensor, "name", "label")
        return found if isinstance(found, str) and found else None

    # -- questions about a node ------------------------------------------------------------------

    def title(self, node: object) -> str:
        """The name of the node: MulBackward0, or what the engine calls it."""
        for attribute in ("name", "op", "_op"):
            found = getattr(node, attribute, None)
            if callable(found):
                found = found()
            if isinstance(found, str) and found:
                return found
        rule = first_of(node, *RULES)
        *outer, last = getattr(rule, "__qualname__", "").split(".<locals>.")
        written_in = outer[-1].rpartition(".")[2].strip("_") if outer and "." not in last else ""
        return written_in or type(node).__name__

    def raw_inputs(self, node: object) -> list[Any]:
        """The node's inputs just as the engine lists them."""
        found = first_of(node, "next_functions", "parents", "inputs", "_parents", "_prev")
        if found is MISSING or found is None or isinstance(found, str) or callable(found):
            return []
        return list(found)

    def inputs(self, node: object) -> list[tuple[object | None, int]]:
        """The node's inputs in order: (a tensor, a node or None; which of its results)."""
        pairs: list[tuple[object | None, int]] = []
        for entry in self.raw_inputs(node):
            if isinstance(entry, tuple) and len(entry) == 2 and isinstance(entry[1], int):
                pairs.append(entry)
            else:
                pairs.append((entry, self.output(entry)))
        return pairs

    def leaf(self, node: object) -> object | None:
        """The leaf that this node hands its gradient to, None for an ordinary op."""
        found: object = first_of(node, "variable")
        return None if found is MISSING else found

    def result(self, node: object) -> object | None:
        """The tensor that the node made, if the node holds it."""
        if self.is_tensor(node):
            return node
        found = first_of(node, "output", "out")
        return found if self.is_tensor(found) else None

    def shape(self, node: object) -> tuple[int, ...] | None:
        """The shape of the node's first result, None if the node does not know it."""
        found = first_of(node, "shape", "out_shape")
        if isinstance(found, Sequence) and all(isinstance(n, int | np.integer) for n in found):
            return tuple(int(n) for n in found)
        return None

    def saved(self, node: object, name_of: NameOf) -> tuple[Saved, ...]:
        """What the node saved for its backward, freed values included.

        `name_of(value)` is the name that the caller gave to the tensor of this memory, or None; an
        engine that names what it saves itself, as in a dict, does not need it.
        """
        found = first_of(node, "saved", "saved_tensors")
        if found is MISSING or callable(found):
            return ()
        if found is None:
            return (Saved("", freed=True),)
        if isinstance(found, Mapping):
            return tuple(Saved(str(name), freed=item is None) for name, item in found.items())
        if isinstance(found, list | tuple):
            return tuple(Saved(str(n), freed=item is None) for n, item in enumerate(found))
        return (Saved(""),)

    def constants(self, node: object) -> dict[int, object]:
        """Untracked inputs whose value the node still holds: {number of the input: value}."""
        return {}

    def order(self, node: object) -> int | None:
        """When the node was recorded, if the engine numbers its nodes; None if it does not."""
        return None

    # -- running one rule ------------------------------------------------------------------------

    def send(self, node: object, upstream: list[Array | None]) -> list[Array | None]:
        """The gradients that the node sends to its inputs, from those of its results.

        Raises NotReadable if the node has no rule under any of the usual names, and whatever the
        rule raises.
        """
        rules = first_of(node, "vjps", "rules")
        arrived = upstream[0] if len(upstream) == 1 else upstream
        if isinstance(rules, list | tuple):
            return [None if rule is None else as_numbers(rule(arrived)) for rule in rules]
        names = RULES[:-1] if self.is_tensor(node) else RULES
        rule = first_of(node, *names)
        if not callable(rule):
            raise NotReadable(
                f"{self.title(node)} has no rule to run: looked for {', '.join(names)} and vjps."
            )
        sent = rule(arrived)
        if not isinstance(sent, list | tuple):
            sent = [sent]
        return [as_numbers(item) for item in sent]
