"""One submission, from the file that was handed in to everything that is written about it.

This is what a worker does. It runs no student's code itself and writes nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell

from course.checks.examine import visible_report
from course.checks.run import visible
from course.checks.unit import load_unit, unit_slugs
from course.grading.intake.assignments import with_blank_answers
from course.grading.intake.cells import has_points, is_manual
from course.grading.intake.restore import restore
from course.grading.judge import Job, run_job
from course.grading.pages.feedback import feedback_page
from course.grading.pages.sanitising import settle_texts
from course.grading.run import Limits
from course.grading.sandbox.script import Hearsay
from course.grading.scoring import BY_HAND, result_of, result_without_run, tidy_graded_cells
from course.grading.submission import HandedIn, Result, State, Submission
from course.publish.source import ROOT


@dataclass(frozen=True)
class Setting:
    """What all tasks of a run share: the secret that seeds fresh inputs, and the limits."""

    secret: bytes
    limits: Limits


@dataclass(frozen=True)
class Task:
    """A submission to grade."""

    handed_in: HandedIn
    setting: Setting


@dataclass(frozen=True)
class CellGrade:
    """What nbgrader's gradebook is to hold of one graded cell; no score means a person gives it."""

    grade_id: str
    score: float | None
    needs_manual_grade: bool


@dataclass(frozen=True)
class Graded:
    """A result, and the texts of the autograded notebook and of the feedback page."""

    result: Result
    grades: Sequence[CellGrade]
    notebook: str
    page: str


def assignments_there() -> dict[str, Path]:
    """The solution notebooks by assignment."""
    return {path.stem: path for path in sorted((ROOT / "solutions").glob("*/*.ipynb"))}


@cache
def source_notebook(assignment: str) -> nbformat.NotebookNode:
    """An assignment's solution notebook; read once, never to be changed."""
    return with_blank_answers(nbformat.read(assignments_there()[assignment], as_version=4))


def learn(assignments: Sequence[str]) -> None:
    """Find out once what is the same for all submissions, and is then kept in this process."""
    for assignment in assignments:
        source = source_notebook(assignment)
        feedback_page(result_without_run(Submission("", assignment), source), source)
        if assignment in unit_slugs():
            unit = load_unit(assignment)
            for exercise in unit.exercises.values():
                visible_report(exercise, unit.reference_subject())
                for probe in exercise.probes:
                    Hearsay(probe, visible(exercise)(probe))


def grade_submission(task: Task) -> Graded:
    """Grade one submission. Never raises for what is in it."""
    submission = restore(task.handed_in, source_notebook(task.handed_in.assignment))
    if submission.notebook is None:
        return _not_run(submission)
    executed = run_job(Job(submission.student, submission.assignment, submission.notebook,
                           task.setting.secret, task.setting.limits))
    tidy_graded_cells(executed.notebook)
    return _graded(executed.notebook, result_of(submission, executed))


def given_up(task: Task, reason: str) -> Graded:
    """What is recorded of a submission on which the grader itself failed."""
    handed_in = task.handed_in
    return _not_run(Submission(handed_in.student, handed_in.assignment, None, State.CRASHED,
                               [reason, *handed_in.notes]))


def _not_run(submission: Submission) -> Graded:
    source = source_notebook(submission.assignment)
    return _graded(_notice(submission, source), result_without_run(submission, source))


def _graded(notebook: nbformat.NotebookNode, result: Result) -> Graded:
    unsure = result.state in (State.MALFORMED, State.CRASHED)
    earned = [cell for cell in notebook.cells if has_points(cell)]
    grades = [
        CellGrade(cell.metadata.nbgrader.grade_id,
                  None if exercise.reason == BY_HAND else exercise.score,
                  exercise.needs_review or unsure)
        for cell, exercise in zip(earned, result.exercises, strict=True)
    ]
    page = feedback_page(result, notebook)
    settle_texts(notebook)
    return Graded(result, grades, _written(notebook), page)


def _written(notebook: nbformat.NotebookNode) -> str:
    """The notebook as a file holds it: a cell a line, since indenting takes ten times as long."""
    cells = [json.dumps(cell, sort_keys=True, ensure_ascii=False) for cell in notebook.cells]
    rest = json.dumps({**notebook, "cells": []}, sort_keys=True, ensure_ascii=False)
    return rest.replace('"cells": []', '"cells": [\n' + ",\n".join(cells) + "\n]", 1) + "\n"


def _notice(submission: Submission, source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook that stands in for one that could not be run, and says why."""
    words = f"# Not graded: {submission.state}\n\n{' '.join(submission.notes)}"
    graded = [copy.deepcopy(cell) for cell in source.cells if has_points(cell)]
    for cell in graded:
        if is_manual(cell):
            continue
        cell.source = "# not run"
        cell.outputs = [nbformat.v4.new_output(
            "error", ename=str(submission.state), evalue="not run", traceback=[])]
    notice = nbformat.v4.new_notebook(metadata=source.metadata)
    notice.cells = [new_markdown_cell(words, id="notice"), *graded]
    return notice
