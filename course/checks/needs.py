"""What an exercise needs of others: which of those are wrong, and right ones in their place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from course.checks.probing import Ask, ask_all
from course.checks.unit import Exercise, load_unit
from course.checks.verdict import Verdict


class AnswerState(StrEnum):
    """How the answer to an exercise stands, in the words that students read."""

    PASSED = "is right"
    WRONG = "is not right yet"
    UNWRITTEN = "is not written yet"
    MISSING = "is not defined (was its cell run, and to its end?)"
    SLOW = "did not end in its time"


@dataclass(frozen=True)
class Code:
    """Code to judge an exercise on: who carries out the requests, and how it is asked."""

    implementation: Any
    ask: Ask = ask_all


class RightNeeds(Protocol):
    """The student's code, with right answers in place of some of it.

    `known` holds the states of exercises that were judged before. `replaceable` holds of exercises
    that were tried with right answers in place, by their names and those of the replaced, whether
    they then passed. `secret`: what the code does with right answers in it must not be shown, as it
    could show those.
    """

    known: dict[str, AnswerState]
    replaceable: dict[tuple[str, tuple[str, ...]], bool]
    secret: bool

    def code(self, names: tuple[str, ...]) -> AbstractContextManager[Code | None]:
        """The code with right answers to the exercises `names`; None if that cannot be had."""


class OwnAlone:
    """The student's code, with no right answers to put into it."""

    secret = False

    def __init__(self, implementation: Any, ask: Ask) -> None:
        self.known: dict[str, AnswerState] = {}
        self.replaceable: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._code = Code(implementation, ask)

    @contextmanager
    def code(self, names: tuple[str, ...]) -> Iterator[Code | None]:
        yield None if names else self._code


@dataclass(frozen=True)
class WrongNeeds:
    """The needed exercises that are not right, each with its state.

    `replaced`: whether the exercise was judged with right answers in their place.
    """

    states: dict[str, AnswerState]
    replaced: bool

    def sentence(self) -> str:
        """What a student reads about it."""
        if self.replaced:
            parts = [f"with a right `{name}` in place of yours, which {state}"
                     for name, state in self.states.items()]
            return f"This exercise was judged {' and '.join(parts)}."
        parts = [f"your `{name}`, which {state}" for name, state in self.states.items()]
        names = " and ".join(f"`{name}`" for name in self.states)
        return (f"This exercise uses {', and '.join(parts)}. Begin there. When it is graded, it is "
                f"judged with a right {names} in place of yours.")


def all_needs(exercise: Exercise) -> list[Exercise]:
    """The exercises that this one builds on, also by way of others, in the unit's order."""
    unit = load_unit(exercise.unit)
    names: set[str] = set()
    waiting = list(exercise.needs)
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += unit.exercises[name].needs
    return [found for found in unit.exercises.values() if found.name in names]


def answer_state(verdict: Verdict) -> AnswerState:
    """How the answer stands that a verdict is on."""
    if verdict.passed:
        return AnswerState.PASSED
    if verdict.unwritten:
        return AnswerState.UNWRITTEN
    runs = [outcome.run for outcome in verdict.outcomes]
    if any(run.missing == verdict.exercise.name for run in runs):
        return AnswerState.MISSING
    slow = any(run.error is not None and run.error.kind in ("TooSlow", "Died") for run in runs)
    return AnswerState.SLOW if slow else AnswerState.WRONG


