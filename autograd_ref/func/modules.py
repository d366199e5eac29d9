"""Modules with other parameters than their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..api.shape import stack


def functional_call(module: Any, parameter_and_buffer_dicts: Any, args: Any = None,
                    kwargs: Any = None, *, tie_weights: bool = True, strict: bool = False) -> Any:
    """Call a module with other tensors in place of those of these names."""
    given = parameter_and_buffer_dicts
    if not hasattr(module, "named_parameters"):
        raise AttributeError(
            f"'{type(module).__name__}' object has no attribute 'named_parameters'")
    replacements = given if isinstance(given, dict) else {
        name: value for each in given for name, value in each.items()}
    if strict:
        check_names(module, replacements)
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    before = []
    try:
        for path, value in replacements.items():
            *owners, name = path.split(".")
            owner = module
            for step in owners:
                owner = getattr(owner, step)
            stores = [store for store in (owner.__dict__.get(kind, {})
                                          for kind in ("_parameters", "_buffers")) if name in store]
            for store in stores:
                before.append((store, name, store[name]))
                store[name] = value
        return module(*args, **(kwargs or {}))
    finally:
        for store, name, value in reversed(before):
            store[name] = value


def check_names(module: Any, replacements: dict[str, Any]) -> None:
    """Raise RuntimeError if names are missing or not the module's."""
    own = [name for name, _ in (*module.named_parameters(), *module.named_buffers())]
    lines = [f"{what} key(s): {', '.join(map(repr, names))}." for what, names in (
        ("Unexpected", [name for name in replacements if name not in own]),
        ("Missing", [name for name in own if name not in replacements])) if names]
    if lines:
        raise RuntimeError(
            f"Error(s) in reparametrizing for {module._get_name()}:\n\t" + "\n\t".join(lines))


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters of several modules of one kind, stacked by name, and their buffers.

    Raises RuntimeError for no modules or for modules of different kinds.
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({model.training for model in models}) > 1:
        raise RuntimeError(
            "stack_module_state: Expected all models to have the same training/eval mode.")
    if len({type(model) for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = {name: stacked([dict(model.named_parameters())[name] for model in models])
                  for name, _ in models[0].named_parameters()}
    buffers = {name: stacked([dict(model.named_buffers())[name] for model in models])
               for name, _ in models[0].named_buffers()}
    return parameters, buffers


def stacked(tensors: list[Any]) -> Any:
    result = stack(tensors).detach()
    return result.requires_grad_() if all(x.requires_grad for x in tensors) else result
