"""No mutant of a solution earns everything, but for those argued to be equivalent."""

from __future__ import annotations

import ast

import pytest

from course.checks.unit import load_unit
from course.publish.source import assignment_paths, read_assignment
from tests.proof.mutate import mutants
from tests.proof.survivors import argued, exercise_mutants, survives

ASSIGNMENTS = {a.slug: a for a in map(read_assignment, assignment_paths())}
EXERCISES = [(a.slug, name) for a in ASSIGNMENTS.values() for name in a.exercises]


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_every_mutant_is_caught_or_argued(slug: str, name: str) -> None:
    assignment = ASSIGNMENTS[slug]
    exercise = load_unit(slug).exercises[name]
    accepted = {change for unit, e, change in argued() if (unit, e) == (slug, name)}
    left = {m.change: m for m in exercise_mutants(assignment, name)
            if survives(assignment, exercise, m)}
    assert left.keys() - accepted == set(), "mutants that earn everything"
    assert accepted - left.keys() == set(), "argued equivalent, but caught or gone"


def test_each_kind_of_change_is_made() -> None:
    code = '''def f(a, b):
    """A docstring stays."""
    total = -a + 2
    if a < b and not b:
        total += 1
    return total'''
    changes = [m.change for m in mutants(code)]
    for change in ("-a + 2 -> -a - 2", "-a -> a", "2 -> 3", "a < b -> a <= b", "not b -> b",
                   "a < b and (not b) -> a < b or not b", "total += 1 -> total -= 1",
                   "return total -> return None", "total += 1 -> total = 1"):
        assert change in changes
    assert not any("docstring" in change for change in changes)


def test_a_mutant_differs_in_one_place() -> None:
    code = "def f(a, b):\n    c = a + b\n    return c + a"
    for mutant in mutants(code):
        same = sum(x == y for x, y in zip(
            ast.unparse(ast.parse(code)).splitlines(), mutant.code.splitlines(), strict=True))
        assert same == 2
