"""Invertible functions of random numbers, with the logarithms of their slopes."""

from __future__ import annotations

import importlib
import math
import operator
from functools import reduce
from typing import Any

import numpy as np

from ..api.absent import refuse
from ..api.creation import full_like, zeros_like
from ..api.later.activations import softplus
from ..api.later.elementwise import expm1, log1p
from ..api.later.special import atanh
from ..tensor import Tensor
from . import constraints
from .distribution import as_tensors


class Transform:
    """Base of these: calling it goes forward, calling its `inv` goes back."""

    bijective, sign = True, 1
    domain: Any = constraints.real
    codomain: Any = constraints.real
    _inv: Any = None

    def __init__(self, cache_size: int = 0) -> None:
        if cache_size not in (0, 1):
            raise ValueError("cache_size must be 0 or 1")

    def __call__(self, x: Tensor) -> Any:
        return self._call(x)

    @property
    def event_dim(self) -> int:
        return int(self.domain.event_dim)

    @property
    def inv(self) -> Any:
        """The transform that goes back."""
        if self._inv is None:
            self._inv = _InverseTransform(self)
        return self._inv

    def forward_shape(self, shape: Any) -> Any:
        """The shape that this shape of inputs leads to."""
        return shape

    def _call(self, x: Tensor) -> Any:
        raise NotImplementedError

    def _inverse(self, y: Tensor) -> Any:
        raise NotImplementedError

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        """The logarithm of |dy/dx|."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class _InverseTransform(Transform):
    """A transform turned round."""

    def __init__(self, transform: Transform) -> None:
        self._inv = transform
        self.domain, self.codomain = transform.codomain, transform.domain
        self.bijective, self.sign = transform.bijective, transform.sign

    def _call(self, x: Tensor) -> Any:
        return self._inv._inverse(x)

    def _inverse(self, y: Tensor) -> Any:
        return self._inv._call(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return -self._inv.log_abs_det_jacobian(y, x)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._inv!r})"


class ComposeTransform(Transform):
    """Several transforms, one after the other."""

    def __init__(self, parts: list[Transform], cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.parts = parts
        if parts:
            self.domain, self.codomain = parts[0].domain, parts[-1].codomain
        self.bijective = all(part.bijective for part in parts)

    @property
    def inv(self) -> Any:
        return ComposeTransform([part.inv for part in reversed(self.parts)])

    def _call(self, x: Tensor) -> Any:
        for part in self.parts:
            x = part(x)
        return x

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        if not self.parts:
            return zeros_like(x)
        terms = []
        for part in self.parts:
            after = part(x)
            terms.append(part.log_abs_det_jacobian(x, after))
            x = after
        return reduce(operator.add, terms)

    def __repr__(self) -> str:
        listed = ",\n    ".join(map(repr, self.parts))
        return f"ComposeTransform(\n    {listed}\n)"


class ExpTransform(Transform):
    """y = exp(x)."""

    codomain = constraints.positive

    def _call(self, x: Tensor) -> Any:
        return x.exp()

    def _inverse(self, y: Tensor) -> Any:
        return y.log()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return x


class SigmoidTransform(Transform):
    """y = sigmoid(x), held away from 0 and 1."""

    codomain = constraints.unit_interval

    def _call(self, x: Tensor) -> Any:
        return self._held(x.sigmoid())

    def _held(self, y: Tensor) -> Any:
        limits = np.finfo(y._array.dtype)
        return y.clamp(min=float(limits.tiny), max=float(1.0 - limits.eps))

    def _inverse(self, y: Tensor) -> Any:
        y = self._held(y)
        return y.log() - log1p(-y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return -softplus(-x) - softplus(x)


class SoftplusTransform(Transform):
    """y = log(1 + exp(x))."""

    codomain = constraints.positive

    def _call(self, x: Tensor) -> Any:
        return softplus(x)

    def _inverse(self, y: Tensor) -> Any:
        return (-expm1(-y)).log() + y

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return -softplus(-x)


class TanhTransform(Transform):
    """y = tanh(x)."""

    codomain = constraints.Interval(lower_bound=-1.0, upper_bound=1.0)

    def _call(self, x: Tensor) -> Any:
        return x.tanh()

    def _inverse(self, y: Tensor) -> Any:
        return atanh(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class AbsTransform(Transform):
    """y = |x|; it comes back as y."""

    codomain, bijective = constraints.positive, False

    def _call(self, x: Tensor) -> Any:
        return x.abs()

    def _inverse(self, y: Tensor) -> Any:
        return y


class PowerTransform(Transform):
    """y = x**exponent, of positive numbers."""

    domain = codomain = constraints.positive

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        (self.exponent,) = as_tensors(exponent)

    @property
    def sign(self) -> Any:  # type: ignore[override]
        return self.exponent.sign()

    def _call(self, x: Tensor) -> Any:
        return x.pow(self.exponent)

    def _inverse(self, y: Tensor) -> Any:
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return (self.exponent * y / x).abs().log()


class AffineTransform(Transform):
    """y = loc + scale * x."""

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        refuse("distributions.transforms.AffineTransform", 0, event_dim=event_dim)
        self.loc, self.scale = loc, scale

    @property
    def sign(self) -> Any:  # type: ignore[override]
        """1, or -1 for a scale that turns the order round."""
        if isinstance(self.scale, Tensor):
            return self.scale.sign()
        return (self.scale > 0) - (self.scale < 0)

    def _call(self, x: Tensor) -> Any:
        return self.loc + self.scale * x

    def _inverse(self, y: Tensor) -> Any:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        if isinstance(self.scale, Tensor):
            return self.scale.abs().log().expand(x.shape)
        return full_like(x, math.log(abs(self.scale)))


MORE = frozenset("""
IndependentTransform LowerCholeskyTransform ReshapeTransform SoftmaxTransform StickBreakingTransform
""".split())  # noqa: SIM905


def __getattr__(name: str) -> Any:
    if name in MORE:
        return getattr(importlib.import_module(f"{__package__}.more_transforms"), name)
    raise AttributeError(f"module 'torch.distributions.transforms' has no attribute '{name}'")


identity_transform = ComposeTransform([])
for _class in (Transform, _InverseTransform, ComposeTransform, ExpTransform, SigmoidTransform,
               SoftplusTransform, TanhTransform, AbsTransform, PowerTransform, AffineTransform):
    _class.__module__ = "torch.distributions.transforms"
