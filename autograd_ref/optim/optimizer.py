"""The base of the optimizers."""

from __future__ import annotations

import warnings
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np

from ..api.absent import refuse
from ..api.backward import clear_grad
from ..hooks import RemovableHandle
from ..modes import thread
from ..node import count_change
from ..tensor import Tensor, wrap


class _RequiredParameter:
    """Stands in an optimizer's defaults for an option that every group must give."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _RequiredParameter()
_RequiredParameter.__module__ = "torch.optim.optimizer"


def params_and_names(held: Any) -> tuple[list[Tensor], list[str]]:
    """The parameters of a group, one or several, and their names if they are pairs."""
    if isinstance(held, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering"
            " of tensors in sets will change between runs. Please use a list instead.")
    params: list[Any] = [held] if isinstance(held, Tensor) else list(held)
    names = [pair[0] for pair in params if isinstance(pair, tuple)]
    if names and len(names) != len(params):
        raise ValueError("all optimizer params should be with/without names. Some param names"
                         " are missing")
    if names:
        params = [param for _, param in params]
    for param in params:
        if not isinstance(param, Tensor):
            from ..api.later.legacy import typename

            raise TypeError(
                f"optimizer can only optimize Tensors, but one of the params is {typename(param)}")
        if not param.is_leaf:
            raise ValueError("can't optimize a non-leaf Tensor")
    return params, names


class Optimizer:
    """Base of the optimizers. It holds the parameters, in groups with options of their own.

    Raises TypeError if a parameter is no tensor, ValueError if there is none or one is no leaf.
    """

    _captured = "params and state_steps"  # what graphics cards could capture

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts,"
                f" but got {params.type()}"
            )
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.defaults = defaults
        self.param_groups: list[dict[str, Any]] = []
        self._state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Add parameters, with options of their own; a pair is a parameter with its name.

        Raises TypeError for what is no tensor, ValueError for one that is no leaf or in a group
        already, or lacks a required option.
        """
        if not isinstance(group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(group)}")
        params, names = params_and_names(group["params"])
        if names:
            group = {**group, "param_names": names}
        for name, value in self.defaults.items():
            if value is required and name not in group:
                raise ValueError(
                    "parameter group didn't specify a value of required optimization parameter"
                    f" {name}"
                )
        held_already = {id(param) for other in self.param_groups for param in other["params"]}
        if not held_already.isdisjoint(map(id, params)):
            raise ValueError("some parameters appear in more than one parameter group")
        if len({id(param) for param in params}) != len(params):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this"
                " will cause an error; see github.com/pytorch/pytorch/issues/40967 for more"
                " information", UserWarning, stacklevel=4,
            )
        self.param_groups.append({**group, "params": params, **{
            name: value for name, value in self.defaults.items() if name not in group
        }})

    def state_dict(self) -> dict[str, Any]:
        """What the optimizer remembers and its options, with numbers in place of parameters."""
        for hook in self._hooks("before state_dict"):
            hook(self)
        numbers: dict[int, int] = {}
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(id(param), len(numbers))
        found: dict[str, Any] = {
            "state": {numbers[id(param)]: {name: self._shown(value) for name, value in held.items()}
                      for param, held in self._state.items()},
            "param_groups": [
                {**{name: value for name, value in group.items() if name != "params"},
                 "params": [numbers[id(param)] for param in group["params"]]}
                for group in self.param_groups
            ],
        }
        for hook in self._hooks("after state_dict"):
            changed = hook(self, found)
            found = found if changed is None else changed
        return found

    @property
    def state(self) -> defaultdict[Tensor, dict[str, Any]]:
        """What the optimizer remembers, by parameter; of those here a copy of its dictionaries."""
        if type(self).update is Optimizer.update:
            return self._state
        return defaultdict(dict, {
            param: {name: shown(value) for name, value in held.items()}
            for param, held in self._state.items()
        })

    @state.setter
    def state(self, state: defaultdict[Tensor, dict[str, Any]]) -> None:
        self._state = state
        if type(self).update is not Optimizer.update:
            self._state = defaultdict(dict, {
                param: {name: hidden(value) for name, value in held.items()}
                for param, held in state.items()
            })

    def _shown(self, value: Any) -> Any:
        """A value of the state: of the optimizers here arrays and counts, as PyTorch's tensors."""
        own = type(self).update is not Optimizer.update
        return shown(value) if own else value

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` returned; its tensors are shared from then on.

        Raises ValueError if the groups do not have the sizes of the optimizer's own.
        """
        for hook in self._hooks("before load_state_dict"):
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(one["params"]) != len(two["params"])
               for one, two in zip(groups, self.param_groups, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of"
                " optimizer's group"
            )
        params: dict[int, Tensor] = {}
        for one, two in zip(groups, self.param_groups, strict=True):
            params.update(zip(one["params"], two["params"], strict=True))
        state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        for number, held in state_dict["state"].items():
            state[params[number]] = dict(held)
        self.__setstate__({"state": state, "param_groups": [
            {**{n: v for n, v in group.items() if n != "params"}, "params": own["params"]}
            for group, own in zip(groups, self.param_groups, strict=True)
        ]})
        for hook in self._hooks("after load_state_dict"):
            hook(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over a state; a subclass may fill in options that older ones lack."""
        for name, value in state.items():
            setattr(self, name, value)

    def _hooks(self, when: str) -> list[Any]:
        return list(vars(self).get("_hooks_of_state", {}).get(when, {}).values())

    def _register(self, when: str, hook: Any, prepend: bool) -> RemovableHandle:
        hooks = vars(self).setdefault("_hooks_of_state", {}).setdefault(when, OrderedDict())
        handle = RemovableHandle(hooks, hook)
        if prepend:
            hooks.move_to_end(handle.id, last=False)
        return handle

    def register_state_dict_pre_hook(self, hook: Any, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` before `state_dict`."""
        return self._register("before state_dict", hook, prepend)

    def register_state_dict_post_hook(self, hook: Any, prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` after `state_dict`; it may return another one."""
        return self._register("after state_dict", hook, prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Any, prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` before loading; it may return another one."""
        return self._register("before load_state_dict", hook, prepend)

    def register_load_state_dict_post_hook(
        self, hook: Any, prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(optimizer)` after loading."""
        return self._register("after load_state_dict", hook, prepend)

    def register_step_pre_hook(self, hook: Any) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step; it may return other arguments."""
        return RemovableHandle(hooks_of_steps(self)[0], hook)

    def register_step_post_hook(self, hook: Any) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return RemovableHandle(hooks_of_steps(self)[1], hook)

    def __repr__(self) -> str:
        groups = [
            f"\nParameter Group {place}\n" + "".join(
                f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
            for place, group in enumerate(self.param_groups)
        ]
        return f"{type(self).__name__} ({''.join(groups)})"

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients: to None, or to zeros in place."""
        for group in self.param_groups:
            for param in group["params"]:
                clear_grad(param, set_to_none)

    def step(self, closure: Any = None) -> Any:
        """Change every parameter that has a gradient. A closure computes the loss first."""
        if type(self).update is Optimizer.update:
            raise NotImplementedError
        loss = None if closure is None else closure()
        for group in self.param_groups:
            if group.get("capturable"):
                raise AssertionError(
                    f"If capturable=True, {self._captured} must be on supported devices: ['cuda',"
                    " 'xpu', 'hpu', 'privateuseone', 'xla'].")
            thread.modes.without_warnings(self._update_all, in_numbers(group))
        return loss

    def _update_all(self, group: dict[str, Any]) -> None:
        """Change the parameters of a group that have a gradient."""
        update, maximize = self.update, group.get("maximize")
        for param in group["params"]:
            grad = param._grad
            if grad is not None:
                gradient = grad._array
                update(param, param._array, -gradient if maximize else gradient, group)
                count_change(param)

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        """Change the array `w` of `param` in place, given its gradient g."""
        raise NotImplementedError


def hooks_of_steps(optimizer: Optimizer) -> tuple[dict[int, Any], dict[int, Any]]:
    """What to call before and after each step of an optimizer."""
    held = vars(optimizer)
    if "_step_hooks" not in held:
        before: dict[int, Any] = {}
        after: dict[int, Any] = {}
        held["_step_hooks"] = before, after
        step = optimizer.step

        def hooked(*args: Any, **kwargs: Any) -> Any:
            for hook in list(before.values()):
                changed = hook(optimizer, (optimizer, *args), kwargs)
                if changed is not None:
                    args, kwargs = changed[0][1:], changed[1]
            result = step(*args, **kwargs)
            for hook in list(after.values()):
                hook(optimizer, (optimizer, *args), kwargs)
            return result

        vars(hooked).update(vars(step) if "step" in held else {})  # what a scheduler noted there
        held["step"] = hooked
    found: tuple[dict[int, Any], dict[int, Any]] = held["_step_hooks"]
    return found


def in_numbers(group: dict[str, Any]) -> dict[str, Any]:
    """A group whose options, such as the rate, are numbers where tensors of one number are given.
    """
    for value in group.values():
        if isinstance(value, Tensor):
            return {n: v.item() if isinstance(v, Tensor) else v for n, v in group.items()}
    return group


def shown(value: Any) -> Any:
    """What an optimizer remembers of a parameter as PyTorch shows it: arrays as tensors."""
    return wrap(np.asarray(value)) if isinstance(value, (np.ndarray, np.generic)) else value


def hidden(value: Any) -> Any:
    """The opposite: the tensor's own array, which two optimizers may share."""
    return value._array if isinstance(value, Tensor) else value


def at_first() -> Any:
    """The number of steps so far, as an array that counts them in place."""
    return np.zeros((), np.float32)


Betas = tuple[float, float]
SHOWN = {"lr": "learning rate", "eps": "epsilon value"}  # how messages name them


def check_rate(lr: Any) -> None:
    """Raise ValueError for a learning rate of several numbers."""
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")


def options(**given: Any) -> dict[str, Any]:
    """The options that optimizers share. Only `maximize` and the kind of weight decay change
    numbers here. Raises NotImplementedError for differentiable=True, RuntimeError for `fused`
    together with `foreach`.
    """
    if given.get("fused") and given["foreach"]:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
    refuse("optim.Optimizer", False, differentiable=given["differentiable"])
    return given


def valid_numbers(**numbers: Any) -> dict[str, Any]:
    """The numbers of an optimizer. Raises ValueError if one is below 0 or a beta is not below 1."""
    check_rate(numbers.get("lr"))
    for name, value in numbers.items():
        if name == "betas":
            check_betas(value)
        elif not 0.0 <= value:  # noqa: SIM300  # nan either
            raise ValueError(f"Invalid {SHOWN.get(name, f'{name} value')}: {value}")
    return numbers


def check_betas(betas: Betas) -> None:
    for place in range(2):
        if not 0 <= betas[place] < 1:
            raise ValueError(f"Invalid beta parameter at index {place}: {betas[place]}")
