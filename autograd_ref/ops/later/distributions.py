"""The rules of random numbers written over a tensor, one for each distribution."""

from __future__ import annotations

from typing import Any

from ..inplace import FillBackward2


class Drawn(FillBackward2):
    """Random numbers written over a. Gradient: 0."""

    @staticmethod
    def forward(a: Any, numbers: Any) -> Any:
        return numbers


class UniformBackward0(Drawn):
    """Uniform numbers written over a."""


class NormalBackward0(Drawn):
    """Normal numbers written over a."""


class BernoulliBackward2(Drawn):
    """0 and 1 written over a."""


class ExponentialBackward0(Drawn):
    """Exponentially distributed numbers written over a."""


class RandomBackward1(Drawn):
    """Whole numbers written over a."""
