"""Answers that keep something for an object or its id, a flag's first value, or one array for all
results: the solutions of several units, changed so. Each is caught, and told so.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.checks.cases import visible_cases
from course.checks.check_report import CheckReport
from course.checks.draw import Draw
from course.checks.examine import REMEMBERS
from course.checks.explain import FLAGS, RIGHT_AT_FIRST, USED
from course.checks.implementation import LocalImplementation
from course.checks.sentences import IN_GENERAL
from course.checks.unit import load_unit
from course.publish.solution_code import without_markers
from course.publish.variants import namespace
from tests.answers.judging import notebook_report
from tests.assignments import ASSIGNMENTS
from tests.checks.test_conditions import UNIT, Asked, Tensor, ask_here, ask_in_sandbox
from tests.proof.meaning import meanings

BY_IDENTITY = "keeps its results by identity"
ONE_BUFFER = "gives its results in one buffer"
TOLD = {BY_IDENTITY: (USED, FLAGS), "counts": (FLAGS, REMEMBERS),
        ONE_BUFFER: (RIGHT_AT_FIRST, IN_GENERAL["remembered"], "shares its memory")}
MUTANTS = {
    BY_IDENTITY: (
        ("01-tensors", "new_tensor"), ("01-tensors", "apply"), ("03-chain-rule", "mul_vjp"),
        ("03-chain-rule", "numeric_vjp"), ("05-accumulation", "add_contributions"),
        ("06-vector-backward", "jacobian"), ("06-vector-backward", "unbroadcast"),
        ("07-graph-lifetime", "run_stream"), ("08-stop-tracking", "freeze"),
        ("08-stop-tracking", "requires_grad_"), ("09-losses", "sigmoid"),
        ("09-losses", "layer_gradients"), ("10-training", "mlp"),
        ("10-training", "train_in_batches"), ("11-capstone", "bce_with_logits")),
    ONE_BUFFER: (
        ("03-chain-rule", "mean_vjp"), ("04-backward", "first_gradient"),
        ("05-accumulation", "add_contributions"), ("06-vector-backward", "unbroadcast"),
        ("09-losses", "sigmoid"), ("11-capstone", "unbroadcast")),
    "the first value counts": (("01-tensors", "requires_grad_"),),
    "the first flag counts": (("08-stop-tracking", "requires_grad_"),),
    "the first set_to_none counts": (("05-accumulation", "zero_grads"),),
    "the first reduction counts": (("09-losses", "mse_loss"),),
}
ROWS = [(slug, name, kind) for kind, rows in MUTANTS.items() for slug, name in rows]


@pytest.mark.parametrize(("slug", "name", "kind"), ROWS)
def test_what_keeps_is_caught_and_told(slug: str, name: str, kind: str) -> None:
    assignment = ASSIGNMENTS[slug]
    solution = without_markers(assignment.exercises[name].solution.text)
    mutant = next(m for m in meanings(solution) if m.change in (kind, f"{name} {kind}"))
    code = LocalImplementation(namespace(assignment, {name: mutant.code}))
    report = notebook_report(load_unit(slug).exercises[name], code)
    assert not report.verdict.passed
    text, told = report.text(), report.data()["advice"]
    words = next((words for end, words in TOLD.items() if kind.endswith(end)))
    assert told or any(said in text for said in words), text


def ask_norm(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    return {"the norm": impl.norm(w)}


def ask_scale(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"scaled": impl.scale(draw.weight(impl, "w", 3), upward=True)}


def _scale(w: Any, upward: bool = False) -> Any:
    return w * (2.0 if upward else 0.5)


NORM = UNIT.exercise("norm", lambda w: (w * w).sum())
NORM.probe("a norm")(ask_norm)
SCALE = UNIT.exercise("scale", _scale)
SCALE.probe("one way")(ask_scale)


def norm(w: Any) -> Any:
    return np.sum(w.data**2)


def under_an_id() -> Callable[..., Any]:
    known: dict[int, Any] = {}
    return lambda w: known.setdefault(id(w), (w, norm(w)))[1]


def weakly() -> Callable[..., Any]:
    known: Any = weakref.WeakKeyDictionary()
    return lambda w: known.setdefault(w, norm(w))


def in_an_attribute() -> Callable[..., Any]:
    def norm_of(w: Any) -> Any:
        w.norm = norm(w)
        return w.norm

    return norm_of


KEEPING = {"an id": under_an_id, "an object": weakly}


@pytest.mark.parametrize("keeps", KEEPING.values(), ids=KEEPING)
@pytest.mark.parametrize("ask", [ask_here, ask_in_sandbox])
def test_a_result_of_another_time_is_told(keeps: Callable[[], Any], ask: Asked) -> None:
    for cases in ("visible", "fresh"):
        verdict = ask(NORM, {"Tensor": Tensor, "norm": keeps()}, cases)
        assert verdict.points == 0
        assert USED in CheckReport(verdict).text()


@pytest.mark.parametrize("ask", [ask_here, ask_in_sandbox])
def test_what_is_noted_on_an_object_itself_may_stay_there(ask: Asked) -> None:
    names = {"Tensor": Tensor, "norm": in_an_attribute()}
    assert ask(NORM, names, "visible").passed
    assert ask(NORM, names, "fresh").passed


def first_choice_of_each() -> Callable[..., Any]:
    def scale(w: Any, upward: bool = False) -> Any:
        if not hasattr(w, "upward"):
            w.upward = upward
        return w.data * (2.0 if w.upward else 0.5)

    return scale


@pytest.mark.parametrize("ask", [ask_here, ask_in_sandbox])
def test_the_first_value_of_a_flag_is_told(ask: Asked) -> None:
    verdict = ask(SCALE, {"Tensor": Tensor, "scale": first_choice_of_each()}, "visible")
    assert verdict.points == 0
    assert FLAGS in CheckReport(verdict).text()
    right = {"Tensor": Tensor, "scale": lambda w, upward=False: _scale(w.data, upward)}
    assert ask(SCALE, right, "visible").passed


def test_where_other_numbers_alone_are_wrong_nothing_is_said_of_objects() -> None:
    known = [draw.array("w", 3)[0] for case in visible_cases(NORM)[:3]
             for draw in case(NORM.probes[0]).draws()]

    def norm_of(w: Any) -> Any:
        return norm(w) + (w.data.shape == (3,) and w.data[0] not in known)

    text = CheckReport(ask_here(NORM, {"Tensor": Tensor, "norm": norm_of})).text()
    assert "the norm: " in text
    assert USED not in text


def ask_fixed(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the norm": impl.norm(impl.Tensor(np.array([3.0, 4.0])))}


@pytest.mark.parametrize(("asked", "calls"), [(ask_norm, 4), (ask_fixed, 2)])
def test_a_probe_that_draws_nothing_has_one_question(
    asked: Callable[[Any, Draw], Any], calls: int
) -> None:
    exercise, seen = UNIT.exercise("norm", lambda w: (w * w).sum()), []
    exercise.probe("the norm")(asked)

    def norm_of(w: Any) -> Any:
        seen.append(w)
        return norm(w)

    assert ask_here(exercise, {"Tensor": Tensor, "norm": norm_of}, "visible").passed
    assert len(seen) == calls
