"""Submissions that are alike are found; what everybody writes the same is not."""

from __future__ import annotations

import random

import pytest

from course.grading.pages.similar import alike, given_code, recorded_shingles
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS

STUB = "def spread(values):\n    return ..."
OWN = '''\
def spread(values):
    """How far the values lie apart."""
    lowest = highest = values[0]
    for value in values[1:]:
        if value < lowest:
            lowest = value
        elif not value <= highest:
            highest = value
    distance = highest - lowest
    return distance if distance else 0.0
'''
RENAMED = '''\
def spread(values):
    # my own work
    a = b = values[0]

    for x in values[1:]:
        if x < a: a = x
        elif not (x <= b):
            b = x
    d = (b
         - a)
    return d if d else 0.0
'''
OTHERS = [
    "def spread(values):\n    return max(values) - min(values)",
    "def spread(values):\n    ordered = sorted(values)\n    return ordered[-1] - ordered[0]",
    "import numpy as np\ndef spread(values):\n    return float(np.ptp(np.asarray(values)))",
    "from functools import reduce\ndef spread(values):\n    low = reduce(min, values)\n"
    "    high = reduce(max, values)\n    return high - low",
]


def students(codes: list[str]) -> dict[str, dict[str, str]]:
    return {f"student-{n:02}": {"spread": code} for n, code in enumerate(codes)}


def found(codes: list[str], solution: str = OTHERS[0]) -> list[tuple[str, str]]:
    return [pair.students for pair in alike(students(codes), {"spread": [STUB, solution]})]


def test_other_names_comments_and_layout_do_not_hide_a_copy() -> None:
    assert found([OWN, *OTHERS, RENAMED]) == [("student-00", "student-05")]


def test_an_addition_does_not_hide_a_copy() -> None:
    longer = RENAMED.replace("    return d if", "    assert d >= 0\n    return d if")
    assert found([OWN, *OTHERS, longer]) == [("student-00", "student-05")]


def test_two_students_are_enough() -> None:
    assert found([OWN, RENAMED]) == [("student-00", "student-01")]


@pytest.mark.parametrize("size", [2, 3, 10, 100])
def test_what_everybody_writes_the_same_is_not_alike(size: int) -> None:
    assert found([OTHERS[1]] * size) == []
    assert found([OWN] * size, solution=OWN) == []
    if size > 2:
        assert found([OWN] * size) == []


def test_stubs_and_broken_code_are_not_alike() -> None:
    assert found([STUB, STUB, "def spread(values:", "def spread(values:", ""]) == []


def test_deep_code_is_survived() -> None:
    deep = "x = " + "(" * 150 + "1" + ")" * 150
    assert found([deep, deep, "-" * 50_000 + "1", "x" * 10_000]) == []


def test_numbers_longer_than_python_prints_are_compared() -> None:
    long = f"x = 0x{'F' * 6000}"
    assert found([long, long, "x = 0b" + "1" * 90_000]) == []
    assert found([f"{OWN}\n{long}", f"{OWN}\n{long}"]) == found([OWN, OWN])


def honest_class(assignment: Assignment, size: int, seed: int) -> dict[str, dict[str, str]]:
    """Students who each answer as somebody answered: rightly, or with a misconception."""
    draw = random.Random(seed)
    solution = code_cells(assignment)
    return {
        f"student-{number:04}": {
            name: draw.choice([solution[name], *(v.code for v in e.rights + e.wrongs)])
            for name, e in assignment.exercises.items()
        }
        for number in range(size)
    }


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_a_class_with_the_answers_that_people_give(slug: str) -> None:
    """Sixty answer in ways that the course knows; two of them share a way of their own."""
    assignment = ASSIGNMENTS[slug]
    answers = honest_class(assignment, 60, seed=1)
    known = given_code(solution_notebook(assignment)), recorded_shingles(slug)
    assert alike(answers, *known) == []
    name = max(assignment.exercises)
    answers["student-0007"][name] = OWN.replace("spread", name)
    answers["student-0042"][name] = RENAMED.replace("spread", name)
    pairs = [(pair.students, pair.exercises) for pair in alike(answers, *known)]
    assert pairs == [(("student-0007", "student-0042"), (name,))]
