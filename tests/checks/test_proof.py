"""The proof of the checks: right answers earn everything, wrong ones are caught and named.

Each is tried on the inputs that students see and on fresh draws. `make test` tries one draw and a
sample of the misconceptions, `make proof` 20 draws of all.
"""

from __future__ import annotations

import doctest
from functools import cache
from typing import Any

import pytest

from course.checks.cases import ProbeCase, fresh_cases, visible_cases
from course.checks.fingerprints import Misconception, known_misconceptions
from course.checks.implementation import LocalImplementation
from course.checks.recognition import recognise
from course.checks.unit import Exercise, load_unit
from course.checks.verdict import Verdict, judge
from course.publish.assignment import INSTALL, release_notebook, solution_notebook
from course.publish.misconceptions import misconceptions
from course.publish.source import Assignment, Variant
from course.publish.variants import execute, namespace
from tests.answers.judging import notebook_report
from tests.assignments import ASSIGNMENTS, EXERCISES, report_on

RIGHTS = [(a.slug, v) for a in ASSIGNMENTS.values() for e in a.exercises.values() for v in e.rights]
WRONGS = [(a.slug, v) for a in ASSIGNMENTS.values() for e in a.exercises.values() for v in e.wrongs]
pytestmark = pytest.mark.slow


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A sample of the variants: those of each N-th exercise with `--every N`; of misconceptions
    in the notebook, three times as many, of all exercises.
    """
    every = metafunc.config.getoption("--every")
    if "some_wrong" in metafunc.fixturenames:
        metafunc.parametrize(("slug", "some_wrong"), WRONGS[:: -(-every // 3)], ids=variant_id)
    sampled = EXERCISES[::every]
    for name, variants in (("sampled_right", RIGHTS), ("sampled_wrong", WRONGS)):
        if name in metafunc.fixturenames:
            of_sampled = [(slug, v) for slug, v in variants if (slug, v.exercise) in sampled]
            metafunc.parametrize(("slug", name), of_sampled, ids=variant_id)


def variant_id(value: object) -> str:
    return f"{value.exercise}: {value.name}" if isinstance(value, Variant) else str(value)


def judged(names: dict[str, Any], exercise: Exercise, cases: list[ProbeCase]) -> Verdict:
    return judge(exercise, load_unit(exercise.unit), LocalImplementation(names), cases)


@cache
def wrong_answers(slug: str, name: str, run: int) -> list[Misconception]:
    """What all misconceptions of an exercise answer to one fresh draw."""
    exercise = load_unit(slug).exercises[name]
    return misconceptions(ASSIGNMENTS[slug], name, fresh_cases(exercise, run))


@cache
def untouched(slug: str) -> dict[str, Any]:
    """The names that the notebook as students get it defines, its checks left out."""
    names: dict[str, Any] = {}
    for cell in release_notebook(solution_notebook(ASSIGNMENTS[slug])).cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and cell.source != INSTALL and not marks.get("grade"):
            execute(cell.source, f"<{cell.id}>", names)
    return names


def find(slug: str, name: str) -> tuple[Assignment, Exercise]:
    return ASSIGNMENTS[slug], load_unit(slug).exercises[name]


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_the_solution_earns_everything(slug: str, name: str, draws: int) -> None:
    assignment, exercise = find(slug, name)
    names = namespace(assignment)
    assert judged(names, exercise, visible_cases(exercise)).points == exercise.points
    for run in range(draws):
        assert judged(names, exercise, fresh_cases(exercise, run)).points == exercise.points, run


@pytest.mark.parametrize(("slug", "right"), RIGHTS, ids=variant_id)
def test_other_right_answers_earn_everything(slug: str, right: Variant, draws: int) -> None:
    assignment, exercise = find(slug, right.exercise)
    names = namespace(assignment, {right.exercise: right.code})
    assert judged(names, exercise, visible_cases(exercise)).points == exercise.points
    for run in range(draws):
        assert judged(names, exercise, fresh_cases(exercise, run)).points == exercise.points, run


def test_other_exercises_work_on_top_of_right_answers(slug: str, sampled_right: Variant) -> None:
    assignment, _ = find(slug, sampled_right.exercise)
    names = namespace(assignment, {sampled_right.exercise: sampled_right.code})
    for exercise in load_unit(slug).exercises.values():
        assert judged(names, exercise, visible_cases(exercise)).points == exercise.points


def test_a_misconception_is_caught_and_named_in_the_notebook(
    slug: str, some_wrong: Variant
) -> None:
    wrong = some_wrong
    assignment, exercise = find(slug, wrong.exercise)
    names = namespace(assignment, {wrong.exercise: wrong.code})
    report = notebook_report(exercise, LocalImplementation(names))
    assert report.verdict.points < exercise.points
    assert report.verdict.misconception is not None
    assert report.verdict.misconception.name == wrong.name
    assert wrong.hint in report.text()


def test_a_misconception_is_caught_and_named_on_fresh_inputs(
    slug: str, sampled_wrong: Variant, draws: int
) -> None:
    wrong = sampled_wrong
    assignment, exercise = find(slug, wrong.exercise)
    names = namespace(assignment, {wrong.exercise: wrong.code})
    for run in range(draws):
        verdict = judged(names, exercise, fresh_cases(exercise, run))
        assert verdict.points < exercise.points, run
        named = recognise(verdict, wrong_answers(slug, wrong.exercise, run))
        assert named is not None
        assert named.name == wrong.name, run


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_an_untouched_stub_earns_nothing_and_is_told_so(slug: str, name: str) -> None:
    names = dict(untouched(slug))
    for fresh_inputs in (False, True):
        report = report_on(slug, name, fresh_inputs, names)
        assert report.verdict.points == 0
        assert report.verdict.misconception is None
    assert f"`{name}` is not written yet" in report.text()


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_the_card_shows_what_the_solution_gives(slug: str, name: str) -> None:
    assignment, _ = find(slug, name)
    card = assignment.exercises[name].card.text
    names = namespace(assignment)
    example = doctest.DocTestParser().get_doctest(
        "\n".join(line for line in card.splitlines() if not line.startswith("```")),
        names, name, None, 0)
    assert example.examples
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert results.failed == 0


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_recorded_misconceptions_are_those_of_the_source(slug: str) -> None:
    recorded = known_misconceptions(slug)
    for name, exercise in ASSIGNMENTS[slug].exercises.items():
        assert [(m.name, m.hint) for m in recorded[name]] == \
            [(w.name, w.hint) for w in exercise.wrongs]
