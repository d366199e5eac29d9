"""PyTorch's package `compiler`: here nothing is compiled. A function is called as it is, and a
module stands in another that prints as PyTorch's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .api.absent import of_module, refuse
from .nn import Module
from .node import Node
from .record import unary
from .tensor import Tensor

BACKENDS = ("cudagraphs", "inductor", "openxla", "tvm")
PLAIN = ("eager", "aot_eager")  # which PyTorch does not list
MODES = ("default", "lite", "reduce-overhead", "max-autotune-no-cudagraphs", "max-autotune")


class InvalidBackend(RuntimeError):
    """There is no compiler of this name."""

    __module__ = "torch._dynamo.exc"


class CompiledFunctionBackward(Node):
    """The end of a compiled part, which PyTorch shows in place of the nodes within it."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x

    def backward(ctx, g: Any) -> Any:
        return g


CompiledFunctionBackward.__module__ = "torch.autograd.function"


def closed(found: Any, given: tuple[Any, ...]) -> Any:
    """Results of a compiled function: tensors that it computed have the node of one."""
    if isinstance(found, Tensor):
        own = found.grad_fn is not None and not any(found is one for one in given)
        return unary(CompiledFunctionBackward, found) if own else found
    if type(found) in (tuple, list):
        return type(found)(closed(one, given) for one in found)
    if type(found) is dict:
        return {name: closed(one, given) for name, one in found.items()}
    return found


def called(function: Callable[..., Any], backend: str) -> Callable[..., Any]:
    """A function whose results look like those of a compiled one."""

    @functools.wraps(function)
    def compiled(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        return found if backend == "eager" else closed(found, (*args, *kwargs.values()))

    return compiled


class OptimizedModule(Module):
    """A module that another stands for: it has its attributes, and its parameters under
    `_orig_mod`.
    """

    def __init__(self, module: Module, backend: str) -> None:
        object.__setattr__(self, "_forward", called(module, backend))
        super().__init__()
        self._modules["_orig_mod"] = module

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self._forward(*args, **kwargs)

    @property
    def training(self) -> bool:
        """Whether the module itself is in training."""
        return bool(self._orig_mod.training)

    @training.setter
    def training(self, mode: bool) -> None:
        if "_orig_mod" in self.__dict__.get("_modules", ()):
            self._orig_mod.training = mode

    def __getattr__(self, name: str) -> Any:
        held = self.__dict__["_modules"]["_orig_mod"]
        return held if name == "_orig_mod" else getattr(held, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__ or hasattr(type(self), name):
            super().__setattr__(name, value)
        else:
            setattr(self._orig_mod, name, value)

    def __len__(self) -> int:
        if not hasattr(self._orig_mod, "__len__"):
            raise TypeError(f"{type(self._orig_mod).__name__} does not support len()")
        return len(self._orig_mod)


OptimizedModule.__module__ = "torch._dynamo.eval_frame"


def compile(
    model: Any = None, *, fullgraph: bool = False, dynamic: bool | None = None,
    backend: Any = None, mode: str | None = None, options: Any = None, name: str | None = None,
    disable: bool = False, recompile_limit: int | None = None, isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> Any:
    """A function or module that computes what the given one computes, in the same way; without a
    model the decorator that makes it.

    Raises InvalidBackend or RuntimeError for a compiler or a mode that PyTorch does not know,
    AssertionError for what cannot be called, NotImplementedError for a compiler of one's own.
    """
    if model is None:
        return functools.partial(
            compile, backend=backend, mode=mode, options=options, disable=disable)
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at"
                           " the same time.")
    backend = "inductor" if backend is None else backend
    if disable:
        return model
    if not isinstance(backend, str):
        refuse("compile", backend=backend)
    if backend not in BACKENDS + PLAIN:
        raise InvalidBackend(f"Invalid backend: {backend!r}, see `torch._dynamo.list_backends()`"
                             " for available backends.")
    if mode is not None and mode not in MODES:
        raise RuntimeError(f"Unrecognized mode={mode}, should be one of: {', '.join(MODES)}")
    if isinstance(model, Module):
        return OptimizedModule(model, backend)
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")
    return called(model, backend)


def is_compiling() -> bool:
    """False."""
    return False


is_dynamo_compiling = is_compiling


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """The function itself."""
    return disable if fn is None else fn


def allow_in_graph(fn: Any) -> Any:
    """The function itself."""
    return fn


def list_backends(exclude_tags: Any = ("debug", "experimental")) -> list[str]:
    """The compilers that PyTorch has."""
    return list(BACKENDS)


def reset() -> None:
    """Nothing: no compiled code is kept."""


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.compiler", name))


__all__ = ["allow_in_graph", "compile", "disable", "is_compiling", "is_dynamo_compiling",
           "list_backends", "reset"]
