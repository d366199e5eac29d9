"""Judging answers: whether they earn everything, and what a student is told of a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course.checks.cases import fresh_cases
from course.checks.check_report import CheckReport
from course.checks.examine import visible_report
from course.checks.implementation import LocalImplementation
from course.checks.needs import AnswerState, OwnAlone, all_needs
from course.checks.time_limit import AskWithTimeLimit
from course.checks.unit import Exercise, find_exercise, load_unit
from course.checks.verdict import judge
from course.publish.source import Assignment
from course.publish.variants import namespace
from tests.answers.reading import Answer, read_answers
from tests.answers.told import Told, told
from tests.assignments import ASSIGNMENTS


@dataclass(frozen=True)
class Judged:
    """An answer and what the checks made of it.

    full:   on how many draws it earned everything, the visible one among them
    draws:  of how many
    """

    answer: Answer
    full: int
    draws: int
    told: Told | None
    report: str

    @property
    def as_it_must_be(self) -> bool:
        """Whether it earned everything on all draws if it is right, on none if it is wrong."""
        return self.full == {"right": self.draws, "wrong": 0, "open": self.full}[
            self.answer.verdict]


def judged_file(path: Path, draws: int, every: int = 1) -> list[Judged]:
    """Each `every`-th answer of one file, on the visible cases and on `draws` fresh ones."""
    answers = list(read_answers(path))[::every]
    assignment = next(a for slug, a in ASSIGNMENTS.items() if slug.startswith(path.name[:2]))
    return [judged(assignment, answer, draws) for answer in answers]


def notebook_report(exercise: Exercise, code: LocalImplementation) -> CheckReport:
    """The report in a notebook that holds the solution of whatever the exercise needs.

    `test_the_solution_earns_everything` proves that it is right, so nobody asks again here.
    """
    ask = AskWithTimeLimit()
    right = OwnAlone(code, ask)
    right.known = {needed.name: AnswerState.PASSED for needed in all_needs(exercise)}
    return visible_report(exercise, code, ask, right)


def judged(assignment: Assignment, answer: Answer, draws: int) -> Judged:
    """One answer, in a notebook whose other exercises hold the solution."""
    exercise, unit = find_exercise(answer.unit, answer.exercise), load_unit(answer.unit)
    try:
        names = namespace(assignment, {answer.exercise: answer.source})
    except Exception as error:  # the cell itself tells it
        words = f"{type(error).__name__}: {error}"
        return Judged(answer, 0, draws + 1, Told("cell", words), words)
    code = LocalImplementation(names)
    report, ask = notebook_report(exercise, code), AskWithTimeLimit()
    full = report.verdict.passed + sum(
        judge(exercise, unit, code, fresh_cases(exercise, run), ask).passed
        for run in range(draws))
    return Judged(answer, full, draws + 1, told(report), report.text())
