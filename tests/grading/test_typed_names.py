"""Assignments and exercises as instructors type them."""

from __future__ import annotations

import pytest

from course.grading.intake.assignments import find_assignments
from course.grading.intake.near import exercise_as_known
from course.grading.submission import GradingError

SLUG = "05-accumulation"


@pytest.mark.parametrize("name", [
    SLUG, "05", "5", "005", "accumulation", "Accumulation", "05_accumulation",
    "05-Accumulation.ipynb", "05-accumulation/", " 05 "])
def test_an_assignment_is_known_in_each_spelling(name: str) -> None:
    assert find_assignments([name]) == [SLUG]


@pytest.mark.parametrize("name", ["", "/", "55", "-5", "05/06", "05-accum", "05-", "ipynb"])
def test_what_is_no_spelling_of_one_is_refused(name: str) -> None:
    with pytest.raises(GradingError, match="no assignment"):
        find_assignments([name])


def test_an_exact_name_comes_before_all_others() -> None:
    assert find_assignments(["5"], also=["5"]) == ["5"]


@pytest.mark.parametrize("name", ["one_step", "One_Step", "one-step", "check_one_step"])
def test_an_exercise_is_known_in_each_spelling(name: str) -> None:
    assert exercise_as_known(name, ["train", "one_step"]) == "one_step"


def test_an_unknown_exercise_stays_as_it_was_typed() -> None:
    assert exercise_as_known("Check_two", ["train", "one_step"]) == "Check_two"
