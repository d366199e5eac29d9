"""One wrong piece of an answer, beside the right one and the inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.checks.compare import nested

Predicates = Iterator[str]


@dataclass(frozen=True)
class Place:
    """One wrong piece of an answer.

    where:   its label
    inputs:  what was drawn for the probe, and what the function received, by name
    pieces:  all pieces of the right answer, by label
    passed:  the names of those inputs that the student's function received as they were drawn
    direct:  whether it is what a call of the student's function returned
    """

    where: str
    expected: Any
    got: Any
    inputs: Mapping[str, Any] = field(default_factory=dict)
    pieces: Mapping[str, Any] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    direct: bool = False

    @property
    def numeric(self) -> bool:
        return numeric(self.expected) and numeric(self.got)

    @property
    def telling(self) -> bool:
        """Whether it is no chance if a relation holds: there is a fraction among its numbers, or
        they are right but for their type or shape.
        """
        if not self.numeric or telling(self.expected) or telling(self.got):
            return True
        e, g = np.asarray(self.expected), np.asarray(self.got)
        return e.dtype.kind != g.dtype.kind or (
            e.shape != g.shape and g.size in (1, e.size) and bool(np.all(e.ravel() == g.ravel())))


def pieces(answers: Any, where: str = "") -> dict[str, Any]:
    """All pieces of an answer, lists and their items alike, by the label of a Difference."""
    found = {where: answers} if where else {}
    if isinstance(answers, dict):
        for key, item in answers.items():
            found |= pieces(item, nested(where, key))
    elif isinstance(answers, list):
        for index, item in enumerate(answers):
            found |= pieces(item, f"{where}[{index}]")
    return found


def numeric(value: Any) -> bool:
    return isinstance(value, int | float | np.ndarray) and not isinstance(value, bool) and (
        np.asarray(value).dtype.kind in "if")


def telling(value: Any) -> bool:
    with np.errstate(over="ignore"):
        doubled = np.asarray(value, dtype=float) * 2
    finite = doubled[np.isfinite(doubled)]
    return bool(np.any(np.abs(finite - np.round(finite)) > 1e-9))


def equal(a: Any, b: Any) -> bool:
    """Whether two pieces of data are the same numbers in the same shape, of whatever dtype."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        return False
    finite = np.abs(b[np.isfinite(b)])
    noise = 1e-9 * min(1.0, float(finite.max())) + 1e-15 if finite.size else 0.0
    near = (np.abs(a - b) <= noise + 1e-6 * np.abs(b)) & np.isfinite(b)
    return bool(np.all(near | (a == b) | (np.isnan(a) & np.isnan(b))))


def the_same_numbers(value: Any, got: Any) -> bool:
    """Whether an answer holds the numbers of a value, which are no common ones."""
    return numeric(value) and telling(value) and equal(value, got)
