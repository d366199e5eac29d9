"""Right answers for a notebook, without a solution: the reference behind an adapter.

No student gets a solution. A stand-in converts what the student's code passes, calls the reference
over `autograd_ref`, and converts back. That works for functions of arrays, and of tensors whose
data and gradients alone matter; a walk through the student's own graph it cannot do. Whoever uses
a stand-in tries it on the exercise's own probes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from course.checks.implementation import LocalImplementation
from course.checks.needs import AnswerState, Code
from course.checks.tensors import to_array, to_tensor
from course.checks.time_limit import AskWithTimeLimit
from course.checks.unit import Unit


class StandIns:
    """The student's code in a namespace, with stand-ins in place of some of it."""

    secret = False

    def __init__(self, unit: Unit, names: MutableMapping[str, Any]) -> None:
        self.known: dict[str, AnswerState] = {}
        self.replaceable: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._unit = unit
        self._names = names

    @contextmanager
    def code(self, names: tuple[str, ...]) -> Iterator[Code | None]:
        """The code, with the namespace changed meanwhile; None if a reference is missing."""
        references = {name: self._unit.exercises[name].reference for name in names}
        if not all(callable(reference) for reference in references.values()):
            yield None
            return
        before = {name: self._names[name] for name in names if name in self._names}
        self._names.update({name: stand_in(made) for name, made in references.items()})
        try:
            yield Code(LocalImplementation(self._names), AskWithTimeLimit())
        finally:
            for name in names:
                self._names.pop(name, None)
            self._names.update(before)


def stand_in(reference: Callable[..., Any]) -> Callable[..., Any]:
    """The reference as a function of a student's arrays and tensors."""

    def answer(*arguments: Any, **named: Any) -> Any:
        exchange = Exchange()
        result = reference(*[exchange.to_reference(a) for a in arguments],
                           **{key: exchange.to_reference(a) for key, a in named.items()})
        exchange.write_back()
        return exchange.to_student(result)

    return answer


class Exchange:
    """What went from a student's code to the reference and must come back, in one call."""

    def __init__(self) -> None:
        # Tensors of the student and of the reference, and the gradient that this one began with.
        self._pairs: list[tuple[Any, Any, Any]] = []

    def to_reference(self, value: Any) -> Any:
        """A student's value as the reference takes it."""
        if isinstance(value, np.ndarray | np.generic):
            return to_tensor(value)
        if type(value) in (list, tuple):
            return type(value)(self.to_reference(item) for item in value)
        if type(value) is dict:
            return {key: self.to_reference(item) for key, item in value.items()}
        if isinstance(getattr(value, "__dict__", {}).get("data"), np.ndarray):
            return self._tensor(value)
        if callable(value):
            return lambda *arguments: self.to_reference(
                value(*[self.to_student(argument) for argument in arguments]))
        return value

    def to_student(self, value: Any) -> Any:
        """What came from the reference as the student's code takes it."""
        for mine, theirs, _ in self._pairs:
            if value is theirs:
                return mine
        if type(value) in (list, tuple):
            return type(value)(self.to_student(item) for item in value)
        if type(value) is dict:
            return {key: self.to_student(item) for key, item in value.items()}
        return to_array(value)

    def write_back(self) -> None:
        """Change the student's tensors as the reference changed its own."""
        for mine, theirs, grad in self._pairs:
            mine.data[...] = to_array(theirs)
            if grad is not None and theirs.grad is grad:
                mine.grad[...] = to_array(grad)
            else:
                mine.grad = None if theirs.grad is None else to_array(theirs.grad)
            if hasattr(mine, "requires_grad"):
                mine.requires_grad = theirs.requires_grad

    def _tensor(self, mine: Any) -> Any:
        for known, theirs, _ in self._pairs:
            if known is mine:
                return theirs
        theirs = to_tensor(mine.data).requires_grad_(bool(getattr(mine, "requires_grad", False)))
        if getattr(mine, "grad", None) is not None:
            theirs.grad = to_tensor(mine.grad)
        self._pairs.append((mine, theirs, theirs.grad))
        return theirs
