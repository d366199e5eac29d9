"""The methods of Tensor: one list of what becomes a method, attached to the class."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .. import dtypes
from ..node import AccumulateGrad, Node
from ..tensor import Tensor
from . import (
    arithmetic,
    elementwise,
    indexing,
    inplace,
    later,
    linalg,
    reduction,
    shape,
)
from .absent import Absent, pytorchs_names
from .arguments import with_pytorchs_errors
from .arithmetic import over, plus, times
from .backward import Gradients
from .conversion import Conversions
from .creation import from_sizes_or_data
from .later.modules import modules_of
from .metadata import Metadata
from .operators import Operators

METHODS: dict[ModuleType, str] = {
    arithmetic: "add div divide eq equal ge gt le lt mul multiply ne neg pow reciprocal sub"
                " true_divide",
    elementwise: "abs clamp cos exp isfinite isinf isnan log logical_not maximum minimum relu"
                 " sigmoid sign sin sqrt square tanh",
    reduction: "mean sum",
    shape: "clone contiguous expand expand_as flatten flip permute reshape squeeze swapaxes t"
           " transpose unsqueeze view view_as",
    indexing: "chunk gather index_select narrow select split unbind",
    linalg: "addmm bmm dot matmul mm mv outer",
    inplace: "add_ clamp_ copy_ detach_ div_ exp_ fill_ mul_ neg_ pow_ relu_ sigmoid_ sqrt_ sub_"
             " tanh_ zero_",
}
UNDER_ANOTHER_NAME: dict[str, Callable[..., Any]] = {
    "where": with_pytorchs_errors(elementwise.where_method, True, "where"),
    "__add__": plus, "__radd__": plus, "__mul__": times, "__rmul__": times, "__truediv__": over,
}
CLASSES = Metadata, Conversions, Operators, Gradients  # all their methods

def attach_methods() -> None:
    """Give Tensor its methods."""
    Tensor.__new__ = staticmethod(from_sizes_or_data)  # type: ignore[method-assign]
    for module, names in METHODS.items():
        for name in names.split():
            setattr(Tensor, name, with_pytorchs_errors(getattr(module, name), True, name))
    for name, function in UNDER_ANOTHER_NAME.items():
        setattr(Tensor, name, function)
    for group in CLASSES:
        for name, member in vars(group).items():
            if callable(member):
                member.__qualname__ = f"Tensor.{name}"  # for Python's own messages
                member = member if name[0] == "_" else with_pytorchs_errors(member, True, name)
            elif not isinstance(member, property):
                continue
            setattr(Tensor, name, member)
    for name in ("detach", "requires_grad_"):
        setattr(Tensor, name, with_pytorchs_errors(getattr(Tensor, name), True))
    later.attach()


KEPT = {
    "_grad_fn": "Deletion of _grad_fn not allowed. Detach tensor instead!",
    "_backward_hooks": "Deletion of _backwards_hooks not allowed!",
}


class ReadOnly(property):
    """A property that refuses to be set, in PyTorch's words."""

    def __set__(self, instance: Any, value: Any = None) -> None:
        name = self.fget.__name__ if self.fget else ""
        raise AttributeError(f"attribute '{name}' of 'torch._C.TensorBase' objects is not writable")

    def __delete__(self, instance: Any) -> None:
        if self.fget and self.fget.__name__ in KEPT:
            raise RuntimeError(KEPT[self.fget.__name__])
        self.__set__(instance)


def not_callable(kind: dtypes.dtype, *args: Any, **kwargs: Any) -> None:
    raise TypeError("'torch.dtype' object is not callable")


def no_data(tensor: Tensor) -> None:
    raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")


def no_bool(tensor: Tensor) -> None:
    raise RuntimeError("requires_grad must be a bool")


def guard_properties() -> None:
    """Say what PyTorch says if somebody deletes an attribute, or sets one that is read only."""
    for name, member in list(vars(Tensor).items()):
        if isinstance(member, property) and member.fset is None:
            setattr(Tensor, name, ReadOnly(member.fget, doc=member.__doc__))
    setattr(Tensor, "data", Tensor.data.deleter(no_data))  # type: ignore[attr-defined]  # noqa: B010
    setattr(Tensor, "requires_grad", Tensor.requires_grad.deleter(no_bool))  # type: ignore[attr-defined]  # noqa: B010


def attach_what_is_missing() -> None:
    """Give tensors an error in a sentence for names that only PyTorch's have."""
    for name in pytorchs_names("torch.Tensor").difference(dir(Tensor)):
        setattr(Tensor, name, Absent(f"Tensor.{name}"))


def sequence_nr(node: Node) -> float:
    """PyTorch's number of a node: leaves, which run as soon as they can, have the highest one."""
    return 2**64 - 1 if isinstance(node, AccumulateGrad) else node.sequence


def set_number(node: Node, number: int) -> None:
    node.sequence = number


def attach_to_nodes() -> None:
    """Give nodes attributes that only PyTorch's programs use."""
    setattr(Node, "requires_grad", True)  # noqa: B010
    setattr(Node, "_sequence_nr", sequence_nr)  # noqa: B010
    setattr(Node, "_set_sequence_nr", set_number)  # noqa: B010


def attach(package: Any) -> None:
    """Attach all of this; the package does so once, when it is imported."""
    setattr(dtypes.dtype, "__call__", not_callable)  # noqa: B010  # of `x.dtype()`
    attach_methods()
    guard_properties()
    attach_what_is_missing()
    attach_to_nodes()
    for name in later.CHECKED.split():
        setattr(package, name, with_pytorchs_errors(getattr(package, name), name=name))
    sys.modules.update(modules_of(package))
