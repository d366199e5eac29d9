"""Parts of a parameter set to 0 by a mask. Loaded when first used.

A pruned parameter `weight` becomes `weight_orig`, beside a buffer `weight_mask`; a hook before
`forward` sets `weight` to their product.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Iterator
from typing import Any

from ...api.creation import ones_like
from ...api.later.norms import vector_norm
from ...api.later.sorting import topk
from ...api.random import rand, rand_like
from ...api.shape import cat
from ...tensor import Tensor
from ..module import Module


def check_amount(amount: Any) -> None:
    """Raise TypeError or ValueError for what is no share and no number of elements."""
    if not isinstance(amount, numbers.Real):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    whole = isinstance(amount, numbers.Integral)
    if float(amount) < 0 or (not whole and float(amount) > 1.0):
        raise ValueError(
            f"amount={amount} should either be a float in the range [0, 1] or a non-negative"
            " integer")


def number_of(amount: Any, size: int) -> int:
    """How many of `size` a share or a number is. Raises ValueError if it is more."""
    if not isinstance(amount, numbers.Integral):
        return round(amount * size)
    if int(amount) > size:
        raise ValueError(
            f"amount={amount} should be smaller than the number of parameters to prune={size}")
    return int(amount)


class BasePruningMethod:
    """Base of the methods: a subclass computes a mask of 0 and 1."""

    _tensor_name: str
    PRUNING_TYPE: str  # "unstructured", "structured" or "global": which part of a tensor it sees

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The mask of a tensor of which `default_mask` is pruned already."""
        raise NotImplementedError

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    def apply_mask(self, module: Module) -> Tensor:
        """The original times the mask."""
        mask = getattr(module, f"{self._tensor_name}_mask")
        pruned: Tensor = mask.to(dtype=getattr(module, f"{self._tensor_name}_orig").dtype) \
            * getattr(module, f"{self._tensor_name}_orig")
        return pruned

    @classmethod
    def apply(cls, module: Module, name: str, *args: Any, importance_scores: Tensor | None = None,
              **kwargs: Any) -> BasePruningMethod:
        """Prune a parameter, more if it is pruned already, and keep it so."""
        method: BasePruningMethod = cls(*args, **kwargs)
        method._tensor_name = name
        before, held = hook_of(module, name), getattr(module, name)
        default = ones_like(held)
        if before is not None:
            method = joined(module._forward_pre_hooks.pop(before), method)
            default = getattr(module, f"{name}_mask").detach().clone()
        scores = held if importance_scores is None else importance_scores
        mask = method.compute_mask(scores.detach(), default)
        if before is None:
            module.register_parameter(f"{name}_orig", held)
            del module._parameters[name]
        module.register_buffer(f"{name}_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Tensor, default_mask: Tensor | None = None,
              importance_scores: Tensor | None = None) -> Tensor:
        """A tensor times its mask."""
        scores = t if importance_scores is None else importance_scores
        if scores.shape != t.shape:
            raise AssertionError("importance_scores should have the same shape as tensor t, got"
                                 f" {scores.shape} vs {t.shape}")
        default = ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default)

    def remove(self, module: Module) -> None:
        """Keep the pruned parameter as an ordinary one."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        original = module._parameters.pop(f"{name}_orig")
        original.data = weight.data
        del module._buffers[f"{name}_mask"]
        setattr(module, name, original)


class PruningContainer(BasePruningMethod):
    """Methods that prune one parameter, in their order: the last one prunes what the others left.

    Raises TypeError for what is no method, ValueError for one of another parameter.
    """

    def __init__(self, *args: BasePruningMethod) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        if len(args) == 1:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """Add a method at the end."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}'"
                f" to PruningContainer {self}. Found '{method._tensor_name}'")
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __getitem__(self, place: int) -> BasePruningMethod:
        return self._pruning_methods[place]

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        method = self._pruning_methods[-1]
        mask = default_mask.to(dtype=t.dtype).clone()
        part = left_for(method, t, default_mask)
        mask[part] = method.compute_mask(t[part], default_mask=default_mask[part]).to(dtype=t.dtype)
        return mask


def joined(before: BasePruningMethod, method: BasePruningMethod) -> PruningContainer:
    """A method behind those that pruned before it."""
    container = before if isinstance(before, PruningContainer) else PruningContainer(before)
    container.add_pruning_method(method)
    return container


def left_for(method: BasePruningMethod, t: Tensor, mask: Tensor) -> Any:
    """The index of what a method may still prune. Raises ValueError for an unknown kind."""
    if method.PRUNING_TYPE == "unstructured":
        return mask.eq(1)
    if method.PRUNING_TYPE == "global":
        return (slice(None),) * t.ndim
    if method.PRUNING_TYPE != "structured":
        raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
    if not isinstance(dim := getattr(method, "dim", None), int):
        raise AttributeError(
            'Pruning methods of PRUNING_TYPE "structured" need to have the attribute `dim`'
            " defined.")
    part: list[Any] = [slice(None)] * t.ndim
    others = [d for d in range(t.ndim) if d != dim % t.ndim]
    part[dim] = mask.sum(dim=others) != 0
    return tuple(part)


class Identity(BasePruningMethod):
    """Prunes nothing."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask


class Amount(BasePruningMethod):
    """Base of the methods that prune a share, or a number, of what is left."""

    PRUNING_TYPE = "unstructured"

    def __init__(self, amount: Any) -> None:
        check_amount(amount)
        self.amount = amount

    def scores(self, t: Tensor) -> Tensor:
        """The elements with the lowest ones go."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        mask, number = default_mask.clone(), number_of(self.amount, t.numel())
        if number:
            mask.view(-1)[topk(self.scores(t).view(-1), number, largest=False)[1]] = 0
        return mask


class RandomUnstructured(Amount):
    """Prunes elements chosen at random."""

    def scores(self, t: Tensor) -> Tensor:
        return -rand_like(t)


class L1Unstructured(Amount):
    """Prunes the elements nearest to 0."""

    def scores(self, t: Tensor) -> Tensor:
        return t.abs()


class Structured(Amount):
    """Base of the methods that prune whole slices along a dimension."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        mask, size = default_mask.clone(), t.shape[self.dim]
        number = number_of(self.amount, size)
        if number:
            scores = self.scores(t)
            kept = ones_like(scores)
            kept[topk(scores, number, largest=False)[1]] = 0
            shape = [1] * t.ndim
            shape[self.dim] = size
            mask = mask * kept.view(shape)
        return mask


class RandomStructured(Structured):
    """Prunes slices chosen at random."""

    def scores(self, t: Tensor) -> Tensor:
        return rand(t.shape[self.dim])


class LnStructured(Structured):
    """Prunes the slices of the smallest norms."""

    def __init__(self, amount: Any, n: float, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def scores(self, t: Tensor) -> Tensor:
        dim = self.dim % t.ndim
        return vector_norm(t, self.n, tuple(d for d in range(t.ndim) if d != dim))


class CustomFromMask(BasePruningMethod):
    """Prunes by a mask of one's own."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask * self.mask.to(dtype=default_mask.dtype)


def hook_of(module: Module, name: str) -> int | None:
    """The number of the hook that prunes this parameter."""
    for number, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            return int(number)
    return None


def identity(module: Module, name: str) -> Module:
    """Make a parameter look pruned, with a mask of ones."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Module, name: str, amount: Any) -> Module:
    """Prune elements chosen at random: a share or a number of them."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(
    module: Module, name: str, amount: Any, importance_scores: Tensor | None = None
) -> Module:
    """Prune the elements nearest to 0, or of the lowest scores: a share or a number of them."""
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module: Module, name: str, amount: Any, dim: int) -> Module:
    """Prune slices along `dim`, chosen at random."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: Module, name: str, amount: Any, n: float, dim: int,
    importance_scores: Tensor | None = None,
) -> Module:
    """Prune the slices along `dim` of the smallest n-norms."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Module, name: str, mask: Tensor) -> Module:
    """Prune the elements for which the mask is 0."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Iterable[tuple[Module, str]], pruning_method: type[BasePruningMethod],
    importance_scores: Any = None, **kwargs: Any,
) -> None:
    """Prune several parameters as if they were one vector."""
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    pairs = list(parameters)
    given = importance_scores or {}
    scores = [given.get(pair, getattr(*pair)).detach().view(-1) for pair in pairs]
    masks = [getattr(module, f"{name}_mask", ones_like(getattr(module, name))).detach().view(-1)
             for module, name in pairs]
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError('Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found'
                        f" method {pruning_method} of type {method.PRUNING_TYPE}")
    whole = PruningContainer(method).compute_mask(cat(scores), cat(masks))
    start = 0
    for module, name in pairs:
        held = getattr(module, name)
        custom_from_mask(module, name, whole[start : start + held.numel()].view_as(held))
        start += held.numel()


def remove(module: Module, name: str) -> Module:
    """Keep a pruned parameter as an ordinary one. Raises ValueError if it is not pruned."""
    number = hook_of(module, name)
    if number is None:
        raise ValueError(
            f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")
    module._forward_pre_hooks.pop(number).remove(module)
    return module


def is_pruned(module: Module) -> bool:
    """Whether a module, or one within, has a pruned parameter."""
    return any(isinstance(hook, BasePruningMethod) for each in module.modules()
               for hook in each._forward_pre_hooks.values())


for _class in (BasePruningMethod, PruningContainer, Identity, RandomUnstructured, L1Unstructured,
               RandomStructured, LnStructured, CustomFromMask):
    _class.__module__ = "torch.nn.utils.prune"
