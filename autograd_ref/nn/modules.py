"""Modules: functions with parameters, made of other modules."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ..api.absent import NAMES, sentence
from ..api.backward import clear_grad
from ..api.creation import size_of, with_grad
from ..api.metadata import Device
from ..api.random import default_generator
from ..dtypes import float32, float64
from ..tensor import Tensor, new_object, wrap
from . import functional


class Parameter(Tensor):
    """A leaf tensor that a module finds among its attributes; it requires a gradient."""

    __slots__ = ()

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Parameter:
        parameter = new_object(cls)
        parameter._array = np.zeros(0, np.float32) if data is None else data._array
        parameter._requires_grad = False
        parameter._node = parameter._view = None
        parameter._counter = [0] if data is None else data._counter
        with_grad(parameter, requires_grad)
        return parameter

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()


class IncompatibleKeys(NamedTuple):
    """What `load_state_dict` returns; here the names always match."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        return "<All keys matched successfully>"


class Module:
    """Base of modules. A subclass sets parameters and modules as attributes, after
    `super().__init__()`, and defines `forward`; calling the module calls it.
    """

    training: bool

    def __init__(self) -> None:
        self.__dict__.update(_parameters={}, _modules={}, training=True)

    def forward(self, *inputs: Any) -> Any:
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.forward(*inputs, **kwargs)

    def __setattr__(self, name: str, value: Any) -> None:
        for kind, held in ((Parameter, "_parameters"), (Module, "_modules")):
            if isinstance(value, kind):
                if held not in self.__dict__:
                    raise AttributeError(
                        f"cannot assign {'module' if kind is Module else 'parameters'} before"
                        " Module.__init__() call"
                    )
                for store in ("_parameters", "_modules"):
                    self.__dict__[store].pop(name, None) if store != held else None
                self.__dict__.pop(name, None)
                self.__dict__[held][name] = value
                return
        parameters = self.__dict__.get("_parameters", {})
        if name in parameters and value is not None:
            kind_name = value.type() if isinstance(value, Tensor) else type(value).__name__
            raise TypeError(
                f"cannot assign '{kind_name}' as parameter '{name}' (torch.nn.Parameter or None"
                " expected)"
            )
        if name in self.__dict__.get("_modules", {}) and value is not None:
            raise TypeError(
                f"cannot assign '{type(value).__name__}' as child module '{name}' (torch.nn.Module"
                " or None expected)"
            )
        if name in parameters:
            parameters[name] = None
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        for held in ("_parameters", "_modules"):
            if name in self.__dict__.get(held, {}):
                return self.__dict__[held][name]
        if name in NAMES:
            raise AttributeError(sentence(f"nn.Module.{name}"))
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for held in ("_parameters", "_modules"):
            if name in self.__dict__[held]:
                del self.__dict__[held][name]
                return
        object.__delattr__(self, name)

    def register_parameter(self, name: str, parameter: Parameter | None) -> None:
        """Hold `parameter`, or nothing, under `name`."""
        self.__dict__["_parameters"][name] = parameter

    def add_module(self, name: str, module: Module) -> None:
        """Hold `module` under `name`."""
        self.__dict__["_modules"][name] = module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        yield from self.__dict__["_modules"].items()

    def children(self) -> Iterator[Module]:
        yield from self.__dict__["_modules"].values()

    def modules(self) -> Iterator[Module]:
        """The module itself, and all within."""
        yield self
        for child in self.children():
            yield from child.modules()

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """The module itself, and all within, with names like "0.1"."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
        """All parameters, each once, with names like "0.weight"."""
        seen = set()
        for name, parameter in self._named(prefix + "." if prefix else ""):
            if id(parameter) not in seen:
                seen.add(id(parameter))
                yield name, parameter

    def _named(self, prefix: str) -> Iterator[tuple[str, Parameter]]:
        for name, parameter in self.__dict__["_parameters"].items():
            if parameter is not None:
                yield prefix + name, parameter
        for name, child in self.named_children():
            yield from child._named(f"{prefix}{name}.")

    def parameters(self) -> Iterator[Parameter]:
        """All parameters, each once."""
        for _, parameter in self.named_parameters():
            yield parameter

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
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        return self.train(False)

    def to(self, *args: Any, **kwargs: Any) -> Module:
        """All parameters in another dtype."""
        for parameter in self.parameters():
            parameter.data = parameter.data.to(*args, **kwargs)
        return self

    def double(self) -> Module:
        """All parameters in float64."""
        return self.to(float64)

    def float(self) -> Module:
        """All parameters in float32."""
        return self.to(float32)

    def state_dict(self) -> OrderedDict[str, Tensor]:
        """The parameters' names and values; memory is shared."""
        return OrderedDict((name, parameter.detach()) for name, parameter in self._named(""))

    def load_state_dict(self, state: dict[str, Tensor]) -> IncompatibleKeys:
        """Copy values into the parameters of the same names."""
        own = dict(self._named(""))
        if set(own) != set(state):
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}: the names differ,"
                f" {sorted(set(own) ^ set(state))}"
            )
        for name, value in state.items():
            own[name].detach().copy_(value)
        return IncompatibleKeys([], [])

    def extra_repr(self) -> str:
        return ""

    def __repr__(self) -> str:
        children = "".join(
            f"\n  ({name}): " + repr(child).replace("\n", "\n  ")
            for name, child in self.named_children()
        )
        return f"{type(self).__name__}({self.extra_repr()}{children}" + (
            "\n)" if children else ")"
        )


def uniform(shape: tuple[int, ...], bound: float) -> Tensor:
    """Uniform numbers from -bound to bound."""
    size = int(np.prod(shape))
    numbers = default_generator().uniform(size, np.dtype(np.float32))
    low, span = np.float32(-bound), np.float32(bound - -bound)
    return wrap((numbers * span + low).reshape(shape))


class Linear(Module):
    """x @ weight.T + bias, with weight (out_features, in_features) and bias (out_features,).

    Both start uniform within 1 / sqrt(in_features).
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        Device("cpu" if device is None else device)
        self.in_features, self.out_features = in_features, out_features
        size_of((out_features, in_features), "empty")
        bound = 1 / math.sqrt(in_features) if in_features else 0.0
        self.weight = Parameter(uniform((out_features, in_features), bound))
        if bias:
            self.bias = Parameter(uniform((out_features,), bound))
        else:
            self.register_parameter("bias", None)
        for parameter in self.parameters():
            parameter._counter[0] = 1  # PyTorch fills them in place
            if dtype is not None:
                parameter.data = parameter.data.to(dtype)

    def forward(self, input: Tensor) -> Tensor:
        return functional.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features},"
            f" bias={self.bias is not None}"
        )


class ReLU(Module):
    """`relu` as a module."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return functional.relu(input, self.inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class Sigmoid(Module):
    """`sigmoid` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return functional.sigmoid(input)


class Tanh(Module):
    """`tanh` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return functional.tanh(input)


class Sequential(Module):
    """Modules one after the other."""

    def __init__(self, *modules: Any) -> None:
        super().__init__()
        named = modules[0].items() if len(modules) == 1 and isinstance(modules[0], dict) \
            else enumerate(modules)
        for place, module in named:
            if not isinstance(module, Module):
                named_thing = module if hasattr(module, "__qualname__") else type(module)
                where = f"{named_thing.__module__}.".removeprefix("builtins.")
                raise TypeError(f"{where}{named_thing.__qualname__} is not a Module subclass")
            self.add_module(str(place), module)

    def forward(self, input: Any) -> Any:
        for module in self.children():
            input = module(input)
        return input

    def __len__(self) -> int:
        return len(self.__dict__["_modules"])

    def __iter__(self) -> Iterator[Module]:
        return self.children()

    def __getitem__(self, index: Any) -> Module:
        modules = list(self.children())
        if isinstance(index, slice):
            return Sequential(*modules[index])
        if not -len(modules) <= index < len(modules):
            raise IndexError(f"index {index} is out of range")
        chosen: Module = modules[index]
        return chosen
