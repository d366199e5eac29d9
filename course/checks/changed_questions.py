"""Which other question a wrong answer would be right for: one with an input changed or left out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.checks.cases import Case
from course.checks.compare import same
from course.checks.draw import Changes
from course.checks.place import Place, numeric, pieces
from course.checks.probing import answers_to
from course.checks.unit import Probe, Unit

TWICE, HALF = "for twice {}", "for half of {}"
MAX_ASKED = 150  # changed questions to the reference, for one diagnosis
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class ChangedQuestion:
    """Some inputs as they are not, and what is true of an answer that would be right for them."""

    predicate: str
    changes: Changes


def changed_questions(
    inputs: Mapping[str, Any], passed: frozenset[str]
) -> Iterator[ChangedQuestion]:
    """The questions that differ in one input, or in two that are exchanged.

    Of whole numbers only those are changed that the student's function received, as `passed` says:
    others are how often the check does something.
    """
    two_long = any(len(value) == 2 if isinstance(value, list) else 2 in (*np.shape(value), np.size(
        value)) for value in inputs.values())
    for name, value in inputs.items():
        if isinstance(value, int) and name not in passed:
            continue
        for text, change in _changes(value):
            if text in (TWICE, HALF) and two_long:
                continue  # it is rather that length that is missing, or too much
            predicate = f"would be right {text.replace('{}', f'`{name}`')}"
            yield ChangedQuestion(predicate, {name: change})
    floats = [(name, value) for name, value in inputs.items() if isinstance(value, float)]
    for (one, of_one), (two, of_two) in itertools.combinations(floats, 2):
        yield ChangedQuestion(f"would be right if `{one}` and `{two}` were exchanged",
                              {one: _always(of_two), two: _always(of_one)})
    counts = [(name, value) for name, value in inputs.items()
              if type(value) is int and value > 1 and name in passed]
    for (one, of_one), (two, count) in itertools.product(floats, counts):
        yield ChangedQuestion(f"would be right for `{one}` divided by `{two}`",
                              {one: _always(of_one / count)})
        yield ChangedQuestion(f"would be right for `{one}` times `{two}`",
                              {one: _always(of_one * count)})
    yield from _by_sizes(inputs, floats)
    arrays = [(name, value) for name, value in inputs.items() if isinstance(value, np.ndarray)]
    for number, (a, value) in enumerate(arrays):
        for b, other in arrays[number + 1:]:
            if value.shape == other.shape and not np.array_equal(value, other):
                put = {a: _always(other), b: _always(value)}
                yield ChangedQuestion(f"would be right if `{a}` and `{b}` were exchanged", put)
                for one, place in ((a, b), (b, a)):
                    yield ChangedQuestion(
                        f"would be right with `{one}` in the place of `{place}`",
                        {place: put[place]})


def _by_sizes(
    inputs: Mapping[str, Any], floats: Sequence[tuple[str, float]]
) -> Iterator[ChangedQuestion]:
    """The questions in which a number is divided by how many entries or items an input has."""
    sizes: dict[int, str] = {}
    for name, value in inputs.items():
        if isinstance(value, list):
            sizes.setdefault(len(value), f"the number of items of `{name}`")
        elif isinstance(value, np.ndarray):
            sizes.setdefault(value.size, f"the number of entries of `{name}`")
    for (one, of_one), (size, number) in itertools.product(floats, sizes.items()):
        if size > 1:
            yield ChangedQuestion(f"would be right for `{one}` divided by {number}",
                                  {one: _always(of_one / size)})
            yield ChangedQuestion(f"would be right for `{one}` times {number}",
                                  {one: _always(of_one * size)})


def _changes(value: Any) -> Iterator[tuple[str, Change]]:
    if isinstance(value, np.ndarray) and numeric(value):
        yield from _changes_of_array(value)
    elif isinstance(value, list):
        yield from _changes_of_list(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield "if {} were one less", lambda v: v - 1
        yield "if {} were one more", lambda v: v + 1
        for number in (0, 1, 2):
            yield f"if {{}} were {number}", _always(number)
    elif isinstance(value, float):
        yield "if {} were 1: is it left out?", _always(1.0)
        yield "if {} were 0: does it have any effect?", _always(0.0)
        yield "if {} had the opposite sign", lambda v: -v
        if value != 0:
            yield "for 1 / {} in the place of {}", lambda v: 1 / v
        yield "for 1 - {} in the place of {}", lambda v: 1 - v
        yield TWICE, lambda v: 2 * v
        yield HALF, lambda v: v / 2
        yield "for the square of {}", lambda v: v * v


def _changes_of_array(value: Any) -> Iterator[tuple[str, Change]]:
    yield "if {} were all ones: is it left out?", np.ones_like
    yield "if {} were all zeros: is the part with it missing?", np.zeros_like
    yield "if {} had the opposite sign", lambda v: -v
    yield "for the square of {}", lambda v: v * v
    yield "if {} had no negative signs", np.abs
    if value.ndim == 2 and value.shape[0] == value.shape[1] > 1:
        yield "if {} were transposed", lambda v: v.T.copy()
    if value.ndim and len(value) > 1:
        yield "if {} were in reverse order", lambda v: v[::-1].copy()
        yield "if each entry of {} were the sum of all", lambda v: np.full_like(v, v.sum())
        yield "if each entry of {} were the mean of all", lambda v: np.full_like(v, v.mean())
    yield "for twice {}", lambda v: 2 * v
    yield "for half of {}", lambda v: v / 2
    yield "for 1 - {} in the place of {}", lambda v: 1 - v
    yield "if {} were rounded", np.round
    yield "if each number of {} were its sign alone, 1 or -1", np.sign
    yield "if {} were cut off at -1 and 1", lambda v: np.clip(v, -1, 1)


def _changes_of_list(value: list[Any]) -> Iterator[tuple[str, Change]]:
    if len(value) > 1:
        yield "if {} held its first item alone: are the others left out?", lambda v: v[:1]
        yield "if {} held its last item alone: are the others left out?", lambda v: v[-1:]
        yield "without the last item of {}", lambda v: v[:-1]
        yield "without the first item of {}", lambda v: v[1:]
        yield "if {} were in reverse order", lambda v: v[::-1]
    if value:
        yield "if {} held its first item twice", lambda v: [v[0], *v]
        yield "if {} held its last item twice", lambda v: [*v, v[-1]]


def _of_truth(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype.kind == "b")


def _always(value: Any) -> Change:
    return lambda _: value.copy() if isinstance(value, np.ndarray) else value


@dataclass
class ChangedAnswers:
    """The reference's answers to changed questions: of each at most once, and not too many."""

    unit: Unit

    def __post_init__(self) -> None:
        self._known: dict[tuple[Probe, Case, str], dict[str, Any]] = {}

    def predicates(self, place: Place, probe: Probe, case: Case) -> Iterator[str]:
        """What is true of a wrong place: which changed questions it would be right for.

        What an input holds afterwards is no answer to a question.
        """
        if place.where.endswith("afterwards"):
            return
        for question in changed_questions(place.inputs, place.passed):
            if self._right_for(question, place, probe, case):
                yield question.predicate

    def hold(self, predicate: str, place: Place, probe: Probe, case: Case) -> bool:
        """Whether one of these predicates is true of a place."""
        return any(self._right_for(question, place, probe, case)
                   for question in changed_questions(place.inputs, place.passed)
                   if question.predicate == predicate)

    def _right_for(
        self, question: ChangedQuestion, place: Place, probe: Probe, case: Case
    ) -> bool:
        if place.got is None or _of_truth(place.got) or (
                numeric(place.got) and not np.any(place.got)):
            return False  # there are too few such answers to tell chance from meaning
        right = self._answers(question, place, probe, case)
        return place.where in right and same(right[place.where], place.got) and not same(
            right[place.where], place.expected)

    def _answers(
        self, question: ChangedQuestion, place: Place, probe: Probe, case: Case
    ) -> dict[str, Any]:
        key = probe, case, question.predicate
        if key not in self._known:
            if len(self._known) >= MAX_ASKED:
                return {}
            self._known[key] = self._asked(question, place, probe, case)
        return self._known[key]

    def _asked(
        self, question: ChangedQuestion, place: Place, probe: Probe, case: Case
    ) -> dict[str, Any]:
        draw = case.draws(question.changes)[-1]
        try:
            found = pieces(answers_to(probe, self.unit.reference(), draw))
        except Exception:  # the probe may make no sense with such an input
            return {}
        # A probe may rework what it draws. Then it did not ask what the predicate says.
        really = all(same(change(place.inputs[name]), draw.drawn.get(name))
                     for name, change in question.changes.items())
        return found if really else {}
