"""Whatever an answer is, a check ends in a report."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from course.publish.variants import namespace
from tests.assignments import ASSIGNMENTS, EXERCISES, report_on

ODD: list[Callable[[], Any]] = [
    lambda: 2**70, lambda: [2**70, 1], lambda: {"a": -(2**70)}, lambda: [1, [2, 3], np.zeros(2)],
    lambda: [[1], [1, 2]], lambda: np.array(2**70), lambda: np.uint64(2**64 - 1),
    lambda: np.array([1, None], dtype=object), lambda: 1j, lambda: [float("nan"), float("inf")],
    lambda: np.datetime64("2020-01-01"), lambda: np.ma.masked_array([1.0, 2.0], [0, 1]),
    lambda: (number for number in [1]), lambda: NotImplemented, lambda: int, lambda: np.zeros(0),
]


@cache
def solved(slug: str) -> dict[str, Any]:
    return namespace(ASSIGNMENTS[slug])


def answering(found: Any, value: Callable[[], Any]) -> Any:
    """A function that returns the value, or a class whose methods all do."""
    if not isinstance(found, type):
        return lambda *arguments, **named: value()
    methods = {name: lambda self, *arguments, **named: value()
               for name, method in vars(found).items()
               if callable(method) and name not in ("__init__", "__new__")}
    return type(found.__name__, (found,), methods)


@pytest.mark.parametrize(("slug", "exercise"), EXERCISES)
def test_a_check_of_it_ends_in_a_report(slug: str, exercise: str, every: int) -> None:
    names = dict(solved(slug))
    right, step = names[exercise], 1 if every == 1 else len(ODD)
    for value in ODD[EXERCISES.index((slug, exercise)) % step::step]:
        names[exercise] = answering(right, value)
        report = report_on(slug, exercise, names=names)
        assert report.text()
        assert report.data()
