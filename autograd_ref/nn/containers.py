"""Modules that hold modules or parameters."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain
from typing import Any

from ..tensor import Tensor
from .module import Module, Parameter, bracketed, type_path


def place(index: Any, length: int) -> int:
    """An index counted from the front. Raises IndexError if it is out of range."""
    index = operator.index(index)
    if not -length <= index < length:
        raise IndexError(f"index {index} is out of range")
    return int(index % length)


def as_module(module: Any) -> Module:
    if not isinstance(module, Module):
        raise TypeError(f"{type_path(module)} is not a Module subclass")
    return module


class Several(Module):
    """Base of the modules that hold others in an order."""

    def _held(self) -> dict[str, Module]:
        held: dict[str, Module] = self.__dict__["_modules"]
        return held

    def _renew(self, modules: list[Module]) -> None:
        self.__dict__["_modules"] = {str(i): module for i, module in enumerate(modules)}

    def __len__(self) -> int:
        return len(self._held())

    def __iter__(self) -> Iterator[Module]:
        return iter(self._held().values())

    def __getitem__(self, index: Any) -> Any:
        modules = list(self._held().items())
        if isinstance(index, slice):
            return self._part(dict(modules[index]))
        return modules[place(index, len(modules))][1]

    def _part(self, modules: dict[str, Module]) -> Any:
        return Sequential(modules)

    def __setitem__(self, index: Any, module: Module) -> None:
        setattr(self, list(self._held())[place(index, len(self))], module)

    def __delitem__(self, index: Any) -> None:
        modules = list(self)
        if isinstance(index, slice):
            del modules[index]
        else:
            del modules[place(index, len(modules))]
        self._renew(modules)

    def append(self, module: Module) -> Any:
        """Add a module at the end. Returns the container itself."""
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index: int, module: Module) -> Any:
        """Add a module before the one at `index`."""
        modules = list(self)
        modules.insert(index, as_module(module))
        self._renew(modules)
        return self

    def extend(self, modules: Any) -> Any:
        """Add modules at the end. Returns the container itself."""
        for module in modules:
            self.append(module)
        return self

    def pop(self, index: Any = -1) -> Module:
        """Take out the module at `index` and return it."""
        module: Module = self[index]
        del self[index]
        return module


class Sequential(Several):
    """Modules one after the other."""

    def __init__(self, *modules: Any) -> None:
        super().__init__()
        named = modules[0].items() if len(modules) == 1 and isinstance(modules[0], OrderedDict) \
            else enumerate(modules)
        for name, module in named:
            self.add_module(str(name), as_module(module))

    def _part(self, modules: dict[str, Module]) -> Any:
        return type(self)(OrderedDict(modules))

    def insert(self, index: int, module: Module) -> Any:
        """Add a module before the one at `index`. The modules after it must be numbered."""
        if not isinstance(module, Module):
            raise AssertionError(
                "module should be of type: <class 'torch.nn.modules.module.Module'>")
        held, length = self._held(), len(self)
        if not -length <= index <= length:
            raise IndexError(f"Index out of range: {index}")
        index += length if index < 0 else 0
        for place in range(length, index, -1):
            held[str(place)] = held[str(place - 1)]
        held[str(index)] = module
        return self

    def __add__(self, other: Any) -> Sequential:
        return Sequential(*self, *sequential(other))

    def __iadd__(self, other: Any) -> Any:
        return self.extend(sequential(other))

    def __mul__(self, times: int) -> Sequential:
        return Sequential(*list(self) * factor(self, times))

    __rmul__ = __mul__

    def __imul__(self, times: int) -> Any:
        return self.extend(list(self) * (factor(self, times) - 1))

    def forward(self, input: Any) -> Any:
        for module in self:
            input = module(input)
        return input


def sequential(other: Any) -> Sequential:
    """What is added to a `Sequential`. Raises ValueError unless it is one."""
    if not isinstance(other, Sequential):
        raise ValueError("add operator supports only objects of Sequential class, but"
                         f" {type(other)} is given.")
    return other


def factor(modules: Sequential, times: Any) -> int:
    """How many times a `Sequential` is taken. Raises TypeError or ValueError unless above 0."""
    kind = f"<class '{type_path(type(modules))}'>"
    if not isinstance(times, int):
        raise TypeError(f"unsupported operand type(s) for *: {kind} and {type(times)}")
    if times <= 0:
        raise ValueError(f"Non-positive multiplication factor {times} for {kind}")
    return times


class ModuleList(Several):
    """A list of modules whose parameters a module finds."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        self.extend([] if modules is None else modules)

    def extend(self, modules: Any) -> Any:
        """Add modules at the end. Raises TypeError if they are no list or other iterable."""
        if not hasattr(modules, "__iter__"):
            raise TypeError(
                "ModuleList.extend should be called with an iterable, but got"
                f" {type(modules).__name__}"
            )
        return super().extend(modules)

    def _part(self, modules: dict[str, Module]) -> Any:
        return ModuleList(modules.values())

    def insert(self, index: int, module: Module) -> None:
        """Add a module before the one at `index`."""
        super().insert(index, module)

    def __add__(self, other: Any) -> ModuleList:
        return ModuleList(chain(self, other))

    def __iadd__(self, modules: Any) -> Any:
        return self.extend(modules)

    def __repr__(self) -> str:
        runs: list[list[Any]] = []  # [text, first, last] of equal modules that follow each other
        for i, module in enumerate(self):
            text = repr(module)
            if runs and runs[-1][0] == text:
                runs[-1][2] = i
            else:
                runs.append([text, i, i])
        children = [
            (f"({first}): {text}" if first == last
             else f"({first}-{last}): {last - first + 1} x {text}").replace("\n", "\n  ")
            for text, first, last in runs
        ]
        return bracketed(self._get_name(), [], children)


class ModuleDict(Module):
    """A dictionary of modules whose parameters a module finds."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        self.update({} if modules is None else modules)

    def update(self, modules: Any) -> None:
        """Add modules under their names."""
        for name, module in modules.items() if hasattr(modules, "items") else modules:
            self[name] = module

    def __getitem__(self, name: str) -> Any:
        return self.__dict__["_modules"][name]

    def __setitem__(self, name: str, module: Module) -> None:
        self.add_module(name, module)

    def __delitem__(self, name: str) -> None:
        del self.__dict__["_modules"][name]

    def __len__(self) -> int:
        return len(self.__dict__["_modules"])

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__["_modules"])

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__["_modules"]

    def keys(self) -> Any:
        """The names."""
        return self.__dict__["_modules"].keys()

    def items(self) -> Any:
        """The names and modules."""
        return self.__dict__["_modules"].items()

    def values(self) -> Any:
        """The modules."""
        return self.__dict__["_modules"].values()

    def pop(self, name: str) -> Any:
        """Take out the module of this name and return it."""
        return self.__dict__["_modules"].pop(name)


class ParameterList(Module):
    """A list of parameters that a module finds; tensors become parameters."""

    def __init__(self, values: Any = None) -> None:
        super().__init__()
        self._size = 0
        self.extend([] if values is None else values)

    def extend(self, values: Any) -> ParameterList:
        """Add parameters at the end."""
        for value in values:
            self.append(value)
        return self

    def append(self, value: Any) -> ParameterList:
        """Add a parameter at the end."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return ParameterList([self[i] for i in range(*index.indices(len(self)))])
        return getattr(self, str(place(index, len(self))))

    def __setitem__(self, index: int, value: Any) -> None:
        if isinstance(value, Tensor) and not isinstance(value, Parameter):
            value = Parameter(value)
        setattr(self, str(place(index, len(self))), value)

    def extra_repr(self) -> str:
        """A line for each parameter: its dtype and size."""
        lines = []
        for i, value in enumerate(self):
            kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
            size = "x".join(map(str, value.shape))
            lines.append(f"  ({i}): {kind} containing: [{value.dtype} of size {size}]")
        return "\n".join(lines)


class ParameterDict(Module):
    """A dictionary of parameters that a module finds; tensors become parameters."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        self.update({} if parameters is None else parameters)

    def update(self, parameters: Any) -> None:
        """Add parameters under their names."""
        pairs = parameters.items() if hasattr(parameters, "items") else parameters
        for name, value in pairs:
            self[name] = value

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        self._keys[name] = None
        if isinstance(value, Tensor) and not isinstance(value, Parameter):
            value = Parameter(value)
        setattr(self, name, value)

    def __delitem__(self, name: str) -> None:
        del self._keys[name]
        delattr(self, name)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __contains__(self, name: object) -> bool:
        return name in self._keys

    def keys(self) -> Any:
        """The names."""
        return self._keys.keys()

    def values(self) -> Any:
        """The parameters."""
        return (self[name] for name in self._keys)

    def items(self) -> Any:
        """The names and parameters."""
        return ((name, self[name]) for name in self._keys)

    def get(self, name: str, default: Any = None) -> Any:
        """The parameter of this name, or the default."""
        return getattr(self, name) if name in self._keys else default

    def pop(self, name: str) -> Any:
        """Take out the parameter of this name and return it."""
        value = self[name]
        del self[name]
        return value

    def forward(self, *inputs: Any) -> Any:
        raise RuntimeError("ParameterDict should not be called.")

    def extra_repr(self) -> str:
        """A line for each parameter: its type and size."""
        lines = []
        for name, value in self.items():
            kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
            size = "x".join(map(str, value.shape))
            lines.append(f"  ({name}): {kind} containing: [{value.type()} of size {size}]")
        return "\n".join(lines)
