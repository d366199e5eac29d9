"""What modules save and load: `state_dict`, `load_state_dict`, and hooks before and after them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from ..api.creation import empty
from ..hooks import RemovableHandle
from ..tensor import Tensor


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
EXTRA_STATE = "_extra_state"  # its key in `state_dict`
NO_EXTRA_STATE = (
    "Reached a code path in Module.{}_extra_state() that should never be called. Please file an"
    " issue at https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this"
    " bug."
)


class BufferType(type):
    """The type of `Buffer`: the tensors that it made are its instances."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Tensor) and getattr(value, "_is_buffer", False)


class Buffer(metaclass=BufferType):
    """A tensor that becomes a buffer of the module that gets it as an attribute; a persistent one
    is part of `state_dict`.
    """

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Any:
        held: Any = empty(0) if data is None else data.detach().requires_grad_(data.requires_grad)
        held.persistent, held._is_buffer = persistent, True
        return held


Buffer.__module__ = "torch.nn.parameter"


def load_into(
    module: Any, state: Any, prefix: str, given: dict[str, Any], versions: dict[str, Any],
    keys: IncompatibleKeys, errors: list[str],
) -> None:
    """Copy values into a module and those within, and call their hooks."""
    metadata = versions.get(prefix[:-1], {}) | given
    module._load_from_state_dict(state, prefix, metadata, True, *keys, errors)
    for name, child in module.__dict__["_modules"].items():
        if child is not None:
            path = f"{prefix}{name}."
            own = {k: v for k, v in state.items() if k.startswith(path)}
            load_into(child, own, path, given, versions, keys, errors)
    for hook in module._state_hooks("_load_state_dict_post_hooks"):
        if hook(module, keys) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to"
                " return new values, if incompatible_keys need to be modified, it should be done"
                " inplace.")


class Stateful:
    """Base of `Module`: its tensors by name, to be saved, and loaded again."""

    _version = 1  # of what `state_dict` holds

    def state_dict(
        self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> OrderedDict[str, Tensor]:
        """The names and values of parameters and persistent buffers; memory is shared."""
        state: Any = destination
        if state is None:
            state = OrderedDict()
            state._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(state, "_metadata"):
            state._metadata[prefix[:-1]] = metadata
        for hook in self._state_hooks("_state_dict_pre_hooks"):
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(state, prefix, keep_vars)
        for name, child in self.__dict__["_modules"].items():
            if child is not None:
                child.state_dict(destination=state, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_hooks("_state_dict_hooks"):
            changed = hook(self, state, prefix, metadata)
            if changed is not None and getattr(hook, "_from_public_api", False):
                raise RuntimeError("state_dict post-hook must return None")
            state = state if changed is None else changed
        found: OrderedDict[str, Tensor] = state
        return found

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Add the module's own tensors; a subclass may add others."""
        for name, value in self._own_state().items():
            destination[prefix + name] = value if keep_vars else value.detach()
        if type(self).get_extra_state is not Stateful.get_extra_state:
            destination[prefix + EXTRA_STATE] = self.get_extra_state()

    def _own_state(self) -> dict[str, Tensor]:
        held = {**self.__dict__["_parameters"], **{
            name: value for name, value in self.__dict__["_buffers"].items()
            if name not in self.__dict__["_non_persistent_buffers_set"]}}
        return {name: value for name, value in held.items() if value is not None}

    def load_state_dict(
        self, state_dict: Any, strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Copy values into the parameters and buffers of the same names.

        Raises RuntimeError if sizes differ, and with `strict` if names do. With `assign`, the
        tensors of `state_dict` become the parameters.
        """
        if not hasattr(state_dict, "items"):
            raise TypeError(
                f"Expected state_dict to be dict-like, got {type(state_dict)}."
            )
        keys = IncompatibleKeys([], [])
        errors: list[str] = []
        copied: Any = OrderedDict(state_dict)
        if hasattr(state_dict, "_metadata"):
            copied._metadata = state_dict._metadata
        load_into(self, copied, "", {"assign_to_params_buffers": assign} if assign else {},
                  getattr(state_dict, "_metadata", None) or {}, keys, errors)
        if strict:
            for word, names in (("Unexpected", keys.unexpected_keys),
                                ("Missing", keys.missing_keys)):
                if names:
                    listed = ", ".join(f'"{name}"' for name in names)
                    errors.insert(0, f"{word} key(s) in state_dict: {listed}. ")
        if errors:
            lines = "\n\t".join(errors)
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{lines}"
            )
        return keys

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: dict[str, Any], strict: bool,
        missing_keys: list[str], unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:
        """Load the module's own tensors, whose keys begin with `prefix`; a subclass may first
        rename keys. What is missing, unexpected or wrong goes into the three lists.
        """
        for hook in self._state_hooks("_load_state_dict_pre_hooks"):
            hook(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys,
                 error_msgs)
        own_state = self._own_state()
        for name, own in own_state.items():
            key = prefix + name
            if key in state_dict:
                problem = self._take(name, own, state_dict[key], key,
                                     local_metadata.get("assign_to_params_buffers", False))
                error_msgs += [problem] if problem else []
            elif strict:
                missing_keys.append(key)
        extra = prefix + EXTRA_STATE
        takes_extra = type(self).set_extra_state is not Stateful.set_extra_state
        if takes_extra and extra in state_dict:
            self.set_extra_state(state_dict[extra])
        elif takes_extra and strict:
            missing_keys.append(extra)
        if strict:
            children = self.__dict__["_modules"]
            for key in state_dict:
                name, _, rest = key.removeprefix(prefix).partition(".")
                known = name in children if rest else name in own_state
                if key.startswith(prefix) and not known and not (takes_extra and key == extra):
                    unexpected_keys.append(key)

    def _take(self, name: str, own: Tensor, value: Any, key: str, assign: bool) -> str:
        """Give one of its own tensors a loaded value; what is wrong with that, if anything."""
        if not isinstance(value, Tensor):
            return (f'While copying the parameter named "{key}", expected torch.Tensor or'
                    f" Tensor-like object from checkpoint but received {type(value)}")
        if value.shape != own.shape:
            return (f"size mismatch for {key}: copying a param with shape {value.shape} from"
                    f" checkpoint, the shape in current model is {own.shape}.")
        if not assign:
            own.detach().copy_(value.detach())
            return ""
        kind: Any = type(own)
        if name in self.__dict__["_parameters"] and not isinstance(value, kind):
            value = kind(value, own._requires_grad)
        setattr(self, name, value)
        return ""

    def get_extra_state(self) -> Any:
        """What a subclass adds to `state_dict` besides tensors."""
        raise RuntimeError(NO_EXTRA_STATE.format("get"))

    def set_extra_state(self, state: Any) -> None:
        """Take back what `get_extra_state` added."""
        raise RuntimeError(NO_EXTRA_STATE.format("set"))

    # Hooks. A module gets a place for them with its first one.

    def _state_hooks(self, kind: str) -> list[Callable[..., Any]]:
        return list(self.__dict__[kind].values()) if kind in self.__dict__ else []

    def _hook_state(self, kind: str, hook: Callable[..., Any]) -> RemovableHandle:
        return RemovableHandle(self.__dict__.setdefault(kind, OrderedDict()), hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, prefix, keep_vars)` before `state_dict` looks at the module."""
        return self._hook_state("_state_dict_pre_hooks", hook)

    def register_state_dict_post_hook(self, hook: Any) -> RemovableHandle:
        """Call `hook(module, state_dict, prefix, local_metadata)` after `state_dict`; it changes
        the dictionary in place, and returns nothing.
        """
        hook._from_public_api = True
        return self._hook_state("_state_dict_hooks", hook)

    def _register_state_dict_hook(self, hook: Any) -> RemovableHandle:
        if getattr(hook, "_from_public_api", False):
            raise RuntimeError(
                "Cannot register the same function as the state dict post hook that was previously"
                " registered via register_state_dict_post_hook")
        return self._hook_state("_state_dict_hooks", hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, state_dict, prefix, local_metadata, strict, missing_keys,
        unexpected_keys, error_msgs)` before the module's own tensors are loaded.
        """
        return self._hook_state("_load_state_dict_pre_hooks", hook)

    def _register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], with_module: bool = False
    ) -> RemovableHandle:
        """The older form, whose hook does not see the module."""
        return self._hook_state("_load_state_dict_pre_hooks", hook if with_module else (
            lambda module, *given: hook(*given)))

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, incompatible_keys)` after the module, with all within it, is loaded.
        """
        return self._hook_state("_load_state_dict_post_hooks", hook)
