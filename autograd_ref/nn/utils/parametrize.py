"""Parameters that are computed from others whenever they are read. Loaded when first used."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

from ...modes import no_grad
from ...tensor import Tensor
from ..containers import ModuleDict, ModuleList
from ..module import Module, Parameter

cache: dict[tuple[int, str], Any] = {}
depth = 0  # of `with cached():`


@contextlib.contextmanager
def cached() -> Iterator[None]:
    """Within it each parametrized tensor is computed once."""
    global depth
    depth += 1
    try:
        yield
    finally:
        depth -= 1
        if not depth:
            cache.clear()


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, and what they compute it from: `original`, or several,
    `original0`, `original1` ..., if the last `right_inverse` gives several.
    """

    def __init__(self, modules: Any, original: Tensor, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        with no_grad():
            sources = self._inverse(original)
        self.is_tensor = isinstance(sources, Tensor)
        self.ntensors = 1 if self.is_tensor else len(sources)
        for name, value in zip(self._names(), [sources] if self.is_tensor else sources,
                               strict=True):
            if self.is_tensor and value.shape == original.shape:
                original.data = value.data
                value = original
            if isinstance(original, Parameter):
                value = value if isinstance(value, Parameter) else Parameter(
                    value, original.requires_grad)
                self.register_parameter(name, value)
            else:
                self.register_buffer(name, value)
        if not unsafe:
            check_unchanged(original, self())

    def _names(self) -> list[str]:
        return ["original"] if self.is_tensor else [f"original{i}" for i in range(self.ntensors)]

    def _inverse(self, value: Any) -> Any:
        for module in reversed(list(self)):
            if hasattr(module, "right_inverse"):
                with contextlib.suppress(NotImplementedError):
                    value = module.right_inverse(value)
        return value

    def forward(self) -> Any:
        first, *others = list(self)
        value = first(*(getattr(self, name) for name in self._names()))
        for module in others:
            value = module(value)
        return value

    def right_inverse(self, value: Any) -> None:
        """Set the originals so that the tensor becomes `value`; see each one's `right_inverse`.

        Raises RuntimeError if a parametrization has none.
        """
        with no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(
                        f"parametrization {type(module).__name__} does not implement"
                        " right_inverse.")
                value = module.right_inverse(value)
            values = [value] if self.is_tensor else list(value)
            for name, each in zip(self._names(), values, strict=True):
                getattr(self, name).data = each.detach().clone()


def check_unchanged(original: Tensor, found: Any, name: str | None = None) -> None:
    """Raise ValueError if a parametrization changes shape or dtype. `name`: of the tensor, if it
    has parametrizations already.
    """
    if not isinstance(found, Tensor):
        raise ValueError(
            f"A parametrization must return a tensor. Got {type(found).__name__}.")
    if found.dtype != original.dtype or found.shape != original.shape:
        word, before, now = ("dtype", original.dtype, found.dtype) \
            if found.dtype != original.dtype else ("shape", original.shape, found.shape)
        change = f"Registering a parametrization may not change the {word} of the tensor, unless"
        raise ValueError(
            f"{change} `unsafe` flag is enabled.\nunparametrized {word}: {before}\n"
            f"parametrized {word}: {now}" if name is None else
            f"{change} the `unsafe` flag is enabled.\nmodule.{name}.{word}: {before}\n"
            f"parametrization(module.{name}).{word}: {now}")


def attribute(name: str) -> property:
    """The computed tensor as an attribute of the class."""

    def read(module: Any) -> Any:
        if not depth:
            return module.parametrizations[name]()
        key = id(module), name
        if key not in cache:
            cache[key] = module.parametrizations[name]()
        return cache[key]

    def write(module: Any, value: Any) -> None:
        module.parametrizations[name].right_inverse(value)

    return property(read, write)


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Compute a parameter or buffer by a module from what was it so far. Returns the module.

    Raises ValueError if there is no such tensor, or if its shape or dtype would change and
    `unsafe` is not set.
    """
    if is_parametrized(module, tensor_name):
        held: Any = module.parametrizations[tensor_name]
        if not unsafe:
            with no_grad():
                before = getattr(module, tensor_name)
                check_unchanged(before, parametrization(before), tensor_name)
        parametrization.train(module.training)
        held.append(parametrization)
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with"
            f" name '{tensor_name}'")
    parametrization.train(module.training)
    made = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        kind = type(module)
        module.__class__ = type(
            f"Parametrized{kind.__name__}", (kind,), {
                "__module__": "torch.nn.utils.parametrize", "__getstate__": not_pickled,
                "__deepcopy__": copied})
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, attribute(tensor_name))
    module.parametrizations[tensor_name] = made
    return module


def copied(module: Module, memo: dict[int, Any]) -> Module:
    """A copy of a parametrized module, of the same class."""
    replica: Module = object.__new__(type(module))
    memo[id(module)] = replica
    vars(replica).update(copy.deepcopy(vars(module), memo))
    return replica


def not_pickled(module: Module) -> Any:
    """Raises RuntimeError."""
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(). See:\n"
        "https://pytorch.org/tutorials/beginner/saving_loading_models.html"
        "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training")


def type_before_parametrizations(module: Module) -> type:
    """The class of a module as it was before parametrizations."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether a module has parametrizations, or one of this name."""
    held = module.__dict__["_modules"].get("parametrizations")
    if not isinstance(held, ModuleDict):
        return False
    return len(held) > 0 if tensor_name is None else tensor_name in held


def remove_parametrizations(
    module: Module, tensor_name: str, leave_parametrized: bool = True
) -> Module:
    """Hold the tensor itself again: as computed last, or what it was computed from.

    Raises ValueError if it has no parametrization, or if several tensors would be left.
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    held: Any = module.parametrizations[tensor_name]
    if not held.is_tensor and not leave_parametrized:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is"
            " parametrized in terms of a sequence of tensors.")
    original = getattr(held, held._names()[0])
    value = getattr(module, tensor_name).detach() if leave_parametrized else original
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    if isinstance(original, Parameter):
        kept = original
        if leave_parametrized:
            if held.is_tensor:
                kept.data = value
            else:
                kept = Parameter(value, original.requires_grad)
        module.register_parameter(tensor_name, kept)
    else:
        module.register_buffer(tensor_name, value)
    if not is_parametrized(module):
        delattr(module, "parametrizations")
        module.__class__ = type(module).__bases__[0]
    return module


ParametrizationList.__module__ = "torch.nn.utils.parametrize"
