"""Modules with other parameters than their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..api.shape import stack


def functional_call(module: Any, parameter_and_buffer_dicts: Any, args: Any = None,
                    kwargs: Any = None, *, tie_weights: bool = True, strict: bool = False) -> Any:
    """Call a module with other tensors in place of those of these names; with tie_weights, also of
    the other names that one of its tensors has.
    """
    given = parameter_and_buffer_dicts
    if not hasattr(module, "named_parameters"):
        raise AttributeError(
            f"'{type(module).__name__}' object has no attribute 'named_parameters'")
    replacements = given if isinstance(given, dict) else {
        name: value for each in given for name, value in each.items()}
    if tie_weights:
        replacements = with_tied(module, replacements)
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


def all_tensors(module: Any) -> dict[str, Any]:
    """The parameters and buffers of a module under all of their names."""
    return dict((*module.named_parameters(remove_duplicate=False),
                 *module.named_buffers(remove_duplicate=False)))


def with_tied(module: Any, given: dict[str, Any]) -> dict[str, Any]:
    """The replacements under all names of the tensors that they replace.

    Raises ValueError for two replacements of one tensor.
    """
    names: dict[int, list[str]] = {}
    for name, value in all_tensors(module).items():
        names.setdefault(id(value), []).append(name)
    result = dict(given)
    for tied in names.values():
        values = [given[name] for name in tied if name in given]
        if len({id(value) for value in values}) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(tied)}, which are tied."
                " Consider using tie_weights=False")
        result.update(dict.fromkeys(tied, values[0]) if values else {})
    return result


def check_names(module: Any, replacements: dict[str, Any]) -> None:
    """Raise RuntimeError if names are missing or not the module's."""
    own = list(all_tensors(module))
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
