"""What `load_state_dict` does."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NamedTuple

from ..tensor import Tensor

EXTRA_STATE = "_extra_state"  # its key in `state_dict`


class IncompatibleKeys(NamedTuple):
    """The names that `load_state_dict` missed, and those that it did not expect."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return (
            f"_IncompatibleKeys(missing_keys={self.missing_keys},"
            f" unexpected_keys={self.unexpected_keys})"
        )


IncompatibleKeys.__module__ = "torch.nn.modules.module"
IncompatibleKeys.__name__ = IncompatibleKeys.__qualname__ = "_IncompatibleKeys"


def load(module: Any, state_dict: Any, strict: bool, assign: bool) -> IncompatibleKeys:
    """Copy values into the parameters and buffers of the same names, or hold the values."""
    if not hasattr(state_dict, "items"):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    versions = getattr(state_dict, "_metadata", {})
    values = OrderedDict(state_dict)
    expected: list[str] = []
    errors: list[str] = []
    for path, part in module.named_modules(remove_duplicate=False):
        prefix = f"{path}." if path else ""
        part._before_load(prefix, values, versions.get(path, {}).get("version"))
        for name, own in part._own_state().items():
            key = prefix + name
            expected.append(key)
            if key not in values:
                continue
            error = misfit(key, values[key], own)
            if error is not None:
                errors.append(error)
            elif assign:
                part._take(name, own, values[key])
            else:
                own.detach().copy_(values[key].detach())
        if part._takes_extra_state():
            key = prefix + EXTRA_STATE
            expected.append(key)
            if key in values:
                part.set_extra_state(values[key])
    known = set(expected)
    found = IncompatibleKeys([key for key in expected if key not in values],
                             [key for key in values if key not in known])
    if strict:
        errors = [*incompatible(found), *errors]
    if errors:
        lines = "\n\t".join(errors)
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{lines}")
    return found


def misfit(key: str, value: Any, own: Tensor) -> str | None:
    """Why a value cannot be loaded into a module's own tensor."""
    if not isinstance(value, Tensor):
        return (f'While copying the parameter named "{key}", expected torch.Tensor or'
                f" Tensor-like object from checkpoint but received {type(value)}")
    if value.shape != own.shape:
        return (f"size mismatch for {key}: copying a param with shape {value.shape} from"
                f" checkpoint, the shape in current model is {own.shape}.")
    return None


def incompatible(keys: IncompatibleKeys) -> list[str]:
    """What the error says of keys that are missing, and of those that nobody expects."""
    found = []
    for word, names in (("Missing", keys.missing_keys), ("Unexpected", keys.unexpected_keys)):
        if names:
            listed = ", ".join(f'"{name}"' for name in names)
            found.append(f"{word} key(s) in state_dict: {listed}. ")
    return found
