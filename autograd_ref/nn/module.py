"""The module: a function that holds parameters, buffers and other modules."""

from __future__ import annotations

import importlib
import types
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..api.absent import pytorchs_names, sentence
from ..api.backward import clear_grad
from ..api.creation import with_grad
from ..api.metadata import use
from ..dtypes import as_dtype, dtype, float16, float32, float64
from ..hooks import RemovableHandle
from ..refusals import check_requires_grad
from ..tensor import Tensor, new_object
from .global_hooks import (
    HOOKS,
    Call,
    hooks_of,
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
    register_module_full_backward_pre_hook,
    with_options,
)
from .state import Stateful

__all__ = ["Module", "Parameter", "register_module_forward_hook",
           "register_module_forward_pre_hook", "register_module_full_backward_hook",
           "register_module_full_backward_pre_hook"]


class Parameter(Tensor):
    """A leaf tensor that a module finds among its attributes; it requires a gradient."""

    __slots__ = ()

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Parameter:
        if data is not None and not isinstance(data, Tensor):
            data = data.detach()
        if requires_grad and data is not None and data._inference:
            check_requires_grad(data, True)
        parameter = new_object(cls)
        parameter._array = np.zeros(0, np.float32) if data is None else data._array
        parameter._requires_grad = False
        parameter._node = parameter._view = None
        parameter._counter = [0] if data is None else data._own_counter()
        with_grad(parameter, requires_grad)
        return parameter

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()


def own_init(cls: Any) -> None:
    """Give one of the classes here the `__init__` that it inherits as its own: the errors that
    Python raises for wrong arguments name it. One with another name is a base's in PyTorch too.
    """
    init = cls.__init__
    owner = next(base for base in cls.__mro__ if "__init__" in vars(base))
    if cls.__module__.startswith(__package__.partition(".")[0]) and owner is not cls \
            and init.__qualname__ == f"{owner.__name__}.__init__":
        copied = types.FunctionType(
            init.__code__, init.__globals__, init.__name__, init.__defaults__, init.__closure__)
        copied.__kwdefaults__, copied.__annotations__ = init.__kwdefaults__, init.__annotations__
        copied.__qualname__ = f"{cls.__name__}.__init__"
        cls.__init__ = copied


STORES = "_parameters", "_buffers", "_modules"
WORDS = {"_parameters": ("parameter", "torch.nn.Parameter"),
         "_buffers": ("buffer", "torch.nn.Buffer, torch.Tensor"),
         "_modules": ("child module", "torch.nn.Module")}


def file_under(files: dict[str, tuple[Any, ...]]) -> None:
    """Give modules the files of PyTorch's that `print(type(layer))` shows, and inits of their own.
    """
    for file, classes in files.items():
        for cls in classes:
            own_init(cls)
            cls.__module__ = f"torch.nn.modules.{file}"


class Module(Stateful):
    """Base of modules. A subclass sets parameters and modules as attributes, after
    `super().__init__()`, and defines `forward`; calling the module calls it.
    """

    training: bool
    _forward_hooks: Any  # functions that see the inputs and the result of `forward`
    _forward_pre_hooks: Any
    _backward_hooks: Any
    _backward_pre_hooks: Any
    _is_full_backward_hook: bool | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = f"{type(self).__name__}.__init__()"
        for word in kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{word}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        self.__dict__.update(training=True, _parameters={}, _buffers={}, _modules={},
                             _non_persistent_buffers_set=set(), _forward_hooks=OrderedDict(),
                             _forward_pre_hooks=OrderedDict(), _backward_hooks=OrderedDict(),
                             _backward_pre_hooks=OrderedDict())

    def forward(self, *inputs: Any) -> Any:
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *inputs: Any, **kwargs: Any) -> Any:
        if (HOOKS or self._backward_hooks or self._forward_hooks or self._forward_pre_hooks
                or self._backward_pre_hooks):
            return self._call_with_hooks(inputs, kwargs)
        return self.forward(*inputs, **kwargs)

    def _call_with_hooks(self, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        call = Call(self, inputs, kwargs)
        try:
            return self._hooked(call)
        except Exception:
            call.after_error()
            raise

    def _hooked(self, call: Call) -> Any:
        call.before()
        watch = None
        full = self._is_full_backward_hook is not False
        before = hooks_of(self, "_backward_pre_hooks")
        within = hooks_of(self, "_backward_hooks") if full else []
        if before or within:
            from .backward_hooks import Watch

            watch = Watch(self, within, before)
            call.inputs = watch.inputs(call.inputs)
        call.result = self.forward(*call.inputs, **call.kwargs)
        for hook in hooks_of(self, "_forward_hooks"):
            call.after(hook)
        result = call.result
        if watch is not None:
            result = watch.outputs(result)
        if self._backward_hooks and not full:
            from .backward_hooks import watch_last

            watch_last(self, list(self._backward_hooks.values()), call.inputs, result)
        return result

    def _register(self, kind: str, hook: Callable[..., Any], prepend: bool = False,
                  with_kwargs: bool = False, always_call: bool = False) -> RemovableHandle:
        handle = RemovableHandle(self.__dict__[kind], with_options(hook, with_kwargs, always_call))
        if prepend:
            self.__dict__[kind].move_to_end(handle.id, last=False)
        return handle

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call `hook(module, inputs, result)` after `forward`; what it returns is the result.

        With with_kwargs, `hook(module, inputs, kwargs, result)`; with prepend, before the others;
        with always_call, even if `forward` fails.
        """
        return self._register("_forward_hooks", hook, prepend, with_kwargs, always_call)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, inputs)` before `forward`; what it returns are the inputs.

        With with_kwargs, `hook(module, inputs, kwargs)`, which returns both.
        """
        return self._register("_forward_pre_hooks", hook, prepend, with_kwargs)

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The older `register_full_backward_hook`: the hook sees the last node of the module."""
        self._only_hooks_of_one_kind(full=False)
        return self._register("_backward_hooks", hook)

    def register_full_backward_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` in each backward pass through the module;
        what it returns replaces grad_input.
        """
        self._only_hooks_of_one_kind(full=True)
        return self._register("_backward_hooks", hook, prepend)

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, grad_output)` before each backward pass through the module; what it
        returns replaces grad_output.
        """
        return self._register("_backward_pre_hooks", hook, prepend)

    def _only_hooks_of_one_kind(self, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module."
                " Please use only one of them.")
        self._is_full_backward_hook = full

    def __setattr__(self, name: str, value: Any) -> None:
        for kind, held in ((Parameter, "_parameters"), (Module, "_modules")):
            if isinstance(value, kind):
                if held not in self.__dict__:
                    raise AttributeError(
                        f"cannot assign {'module' if kind is Module else 'parameters'} before"
                        " Module.__init__() call"
                    )
                for store in STORES:
                    self.__dict__[store].pop(name, None) if store != held else None
                self.__dict__.pop(name, None)
                self.__dict__[held][name] = value
                return
        if isinstance(value, Tensor) and getattr(value, "_is_buffer", False):
            for store in ("_parameters", "_modules", "_buffers"):
                self.__dict__[store].pop(name, None)
            self.register_buffer(name, value, value.persistent)
            return
        for held in STORES:
            store = self.__dict__.get(held, {})
            if name in store:
                if value is not None and not (held == "_buffers" and isinstance(value, Tensor)):
                    word, expected = WORDS[held]
                    got = value.type() if isinstance(value, Tensor) else type(value).__name__
                    raise TypeError(
                        f"cannot assign '{got}' as {word} '{name}' ({expected} or None expected)"
                    )
                store[name] = value
                return
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        for held in STORES:
            if name in self.__dict__.get(held, {}):
                return self.__dict__[held][name]
        if name in pytorchs_names("torch.nn.Module"):
            raise AttributeError(sentence(f"nn.Module.{name}"))
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for held in STORES:
            if name in self.__dict__[held]:
                del self.__dict__[held][name]
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(n for held in STORES for n in self.__dict__[held])})

    # What the module holds.

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Hold `param`, or nothing, under `name`.

        Raises TypeError for what is no parameter, KeyError for a name that cannot be used.
        """
        self._check_name(name, "parameter", "_parameters")
        if param is not None and not isinstance(param, Parameter):
            kind = param.type() if isinstance(param, Tensor) else type(param).__name__
            raise TypeError(
                f"cannot assign '{kind}' object to parameter '{name}'"
                " (torch.nn.Parameter or None required)"
            )
        self.__dict__["_parameters"][name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Hold a tensor that is no parameter; a persistent one is part of `state_dict`.

        Raises TypeError for what is no tensor, KeyError for a name that cannot be used.
        """
        self._check_name(name, "buffer", "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{type(tensor).__name__}' object to buffer '{name}'"
                " (torch Tensor or None required)"
            )
        self.__dict__["_buffers"][name] = tensor
        passing = self._non_persistent_buffers_set
        (passing.discard if persistent else passing.add)(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Hold `module` under `name`.

        Raises TypeError for what is no module, KeyError for a name that cannot be used.
        """
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{type_path(module)} is not a Module subclass")
        self._check_name(name, "module", "_modules")
        self.__dict__["_modules"][name] = module

    register_module = add_module

    def _check_name(self, name: Any, word: str, held: str) -> None:
        """Raise PyTorch's error if nothing can be held under `name`."""
        if held not in self.__dict__:
            raise AttributeError(f"cannot assign {word} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{word} name should be a string. Got {type(name).__name__}")
        if "." in name:
            where = f", got: {name}" if word == "module" else ""
            raise KeyError(f'{word} name can\'t contain "."{where}')
        if name == "":
            raise KeyError(f'{word} name can\'t be empty string ""')
        if hasattr(self, name) and name not in self.__dict__[held]:
            raise KeyError(f"attribute '{name}' already exists")

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules held directly, each once, with their names."""
        seen = set()
        for name, module in self.__dict__["_modules"].items():
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules held directly, each once."""
        for _, module in self.named_children():
            yield module

    def modules(self) -> Iterator[Module]:
        """The module itself, and all within, each once."""
        for _, module in self.named_modules():
            yield module

    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """The module itself, and all within, with names like "0.1"."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, child in self.__dict__["_modules"].items():
            if child is not None:
                yield from child.named_modules(
                    memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def _named(
        self, held: str, prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Any]]:
        seen = set()
        modules = self.named_modules(None, prefix, remove_duplicate) if recurse \
            else iter([(prefix, self)])
        for path, module in modules:
            for name, value in module.__dict__[held].items():
                if value is not None and id(value) not in seen:
                    if remove_duplicate:
                        seen.add(id(value))
                    yield f"{path}.{name}" if path else name, value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """All parameters, each once, with names like "0.weight"."""
        return self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """All parameters, each once."""
        for _, parameter in self.named_parameters("", recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """All buffers, each once, with their names."""
        return self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """All buffers, each once."""
        for _, buffer in self.named_buffers("", recurse):
            yield buffer

    def get_submodule(self, target: str) -> Module:
        """The module of a name like "0.1"."""
        module = self
        for name in filter(None, target.split(".")):
            if not hasattr(module, name):
                raise AttributeError(
                    f"{type(module).__name__} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put a module in the place of the one of a name like "0.1"; with strict there must be one.
        """
        path, _, name = target.rpartition(".")
        if not target:
            raise ValueError("Cannot set the submodule without a target name!")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        if not isinstance(getattr(parent, name, parent), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_buffer(self, target: str) -> Tensor:
        """The buffer of a name like "0.running_mean"."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        buffer = getattr(module, name)
        if name not in module.__dict__["_buffers"]:
            raise AttributeError(f"`{name}` is not a buffer")
        found: Tensor = buffer
        return found

    def get_parameter(self, target: str) -> Parameter:
        """The parameter of a name like "0.weight"."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        parameter = getattr(module, name)
        if not isinstance(parameter, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return parameter

    # What is done to all of it.

    def apply(self, fn: Callable[[Module], Any]) -> Module:
        """Call `fn` with every module within, and last with the module itself."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradient of every parameter: to None, or to zeros in place."""
        for parameter in self.parameters():
            clear_grad(parameter, set_to_none)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        """Freeze the parameters, or let them learn again."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def train(self, mode: bool = True) -> Module:
        """Set `training` in all modules; dropout and batch normalisation look at it.

        Raises ValueError if mode is no bool.
        """
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Set `training` to False in all modules."""
        return self.train(False)

    def to(self, *args: Any, **kwargs: Any) -> Module:
        """All parameters and buffers of floating-point numbers in another dtype.

        Raises TypeError for a dtype without fractions.
        """
        target = kwargs.get("dtype") or next(
            (a.dtype if isinstance(a, Tensor) else a for a in args
             if isinstance(a, (dtype, type, Tensor))), None)
        if target is not None and not as_dtype(target, "to").is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired"
                f" dtype={target}"
            )
        for tensor in (*self.parameters(), *self.buffers()):
            if target is None or tensor._array.dtype.kind == "f":
                tensor.data = tensor.data.to(*args, **kwargs)
                if tensor._grad is not None:
                    tensor._grad = tensor._grad.to(*args, **kwargs)
        return self

    def to_empty(self, *, device: Any, recurse: bool = True) -> Module:
        """All parameters and buffers without values that count: here they keep what they had."""
        use(device)
        return self

    def half(self) -> Module:
        """All parameters and buffers of floating-point numbers in float16."""
        return self.to(float16)

    def type(self, dst_type: Any) -> Module:
        """All parameters and buffers in a dtype, or in the type of this name."""
        for tensor in (*self.parameters(), *self.buffers()):
            tensor.data = tensor.data.type(dst_type)
        return self

    def double(self) -> Module:
        """All parameters and buffers of floating point in float64."""
        return self.to(float64)

    def float(self) -> Module:
        """All parameters and buffers of floating point in float32."""
        return self.to(float32)

    def share_memory(self) -> Module:
        """The module itself: there are no other processes."""
        return self

    def cpu(self) -> Module:
        """The module itself."""
        return self

    def cuda(self, device: Any = None) -> Module:
        """Raises AssertionError, because there is no graphics card."""
        use("cuda")
        return self

    # How it looks.

    def extra_repr(self) -> str:
        """What `repr` shows of the module itself."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __reduce_ex__(self, protocol: Any) -> Any:
        """How it is pickled: a module of this package by its name, since its class says that it
        stands in PyTorch's.
        """
        cls = type(self)
        if cls.__module__.startswith("torch.nn.modules."):
            return new_module, (cls.__module__.removeprefix("torch."), cls.__name__), self.__dict__
        return super().__reduce_ex__(protocol)

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [
            f"({name}): " + repr(child).replace("\n", "\n  ")
            for name, child in self.__dict__["_modules"].items()
        ]
        return bracketed(self._get_name(), lines, children)


def new_module(file: str, name: str) -> Module:
    """A module of this file and name in PyTorch, with nothing in it yet."""
    package = __package__.partition(".")[0]
    made: Module = object.__new__(getattr(importlib.import_module(f"{package}.{file}"), name))
    return made


def bracketed(name: str, lines: list[str], children: list[str]) -> str:
    """A module as text: on one line if it has no children and little else to say."""
    if len(lines) <= 1 and not children:
        return f"{name}({''.join(lines)})"
    return f"{name}(\n  " + "\n  ".join([*lines, *children]) + "\n)"


def type_path(value: Any) -> str:
    """How a message names a value that is no module: by the path of its type, or its own."""
    if isinstance(value, Tensor):
        return str(value.type())
    named = value if hasattr(value, "__qualname__") else type(value)
    where = f"{named.__module__}.".removeprefix("builtins.").replace("autograd_ref.", "torch.", 1)
    if where.startswith("torch.api."):  # functions of `torch` itself
        where = "torch._VariableFunctionsClass."
    return f"{where}{named.__qualname__}"
