"""Grade one submission: from the file that the student handed in to the texts that a run writes.

A worker runs this. It runs no student code itself and writes nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import nbformat
from nbformat.v4 import new_markdown_cell

from course.checks.fingerprints import known_misconceptions
from course.checks.unit import load_unit, unit_slugs
from course.grading.gradebook.written import digests
from course.grading.intake.assignments import load_data, load_solution
from course.grading.intake.cell_kinds import has_points, is_manual
from course.grading.intake.restore import restore
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.judging.plain_checks import tidy_checks
from course.grading.pages.feedback import feedback_page, prepare_pages
from course.grading.sandbox.supplies import Supplies
from course.grading.sanitising.notebooks import sanitise_texts
from course.grading.scoring import cell_grades, result_of, result_without_run
from course.grading.submission import Graded, Limits, Result, State, Submission


@dataclass(frozen=True)
class Settings:
    """What all tasks of a run share: the secret that seeds fresh inputs, and the limits.

    With `ahead`, a worker starts the sandbox of its next task before it has one. With
    `keep_reports`, the result has the reports on the exercises.
    """

    secret: bytes
    limits: Limits
    ahead: bool = False
    keep_reports: bool = False


@dataclass(frozen=True)
class Task:
    """A submission to grade, in a `batch`: see `Job`.

    `time` is what its timestamp file says, `home` the folder it lies in.
    """

    submission: Submission
    settings: Settings
    time: str | None = None
    home: str = ""
    batch: str = ""


def grade_one(task: Task) -> Graded:
    """Grade one submission. Never raises for what is in it."""
    submission = restore(task.submission, load_solution(task.submission.assignment))
    if submission.notebook is None:
        return _grade_without_run(submission)
    executed = run_job(job_of(replace(task, submission=submission)))
    tidy_checks(executed.notebook)
    graded = _write_up(submission, executed.notebook, result_of(submission, executed))
    return replace(graded, disturbed=executed.disturbed, reports=executed.reports)


def job_of(task: Task) -> Job:
    """What to run for a submission that was made fit to run."""
    submission = task.submission
    assert submission.notebook is not None
    supplies = Supplies(load_data(submission.assignment), submission.files)
    return Job(submission.student, submission.assignment, submission.notebook,
               task.settings.secret, task.settings.limits, supplies=supplies,
               ahead=task.settings.ahead, batch=task.batch,
               keep_reports=task.settings.keep_reports)


def not_graded(task: Task, reason: str) -> Graded:
    """The result of a submission that the grader itself failed on: the next run tries again."""
    failed = replace(task.submission, notebook=None, state=State.NOT_GRADED,
                     notes=(reason, *task.submission.notes))
    return replace(_grade_without_run(failed), grader_failed=True)


def warm_up(assignments: Sequence[str]) -> None:
    """Fill this process's caches with all that does not depend on a submission."""
    for assignment in assignments:
        prepare_pages(load_solution(assignment))
        load_data(assignment)
        if assignment in unit_slugs():
            load_unit(assignment)
            known_misconceptions(assignment)
        else:
            import nbgrader.utils  # noqa: F401  # determines the grades of its checks


def _grade_without_run(submission: Submission) -> Graded:
    source = load_solution(submission.assignment)
    return _write_up(submission, _placeholder_notebook(submission, source),
                     result_without_run(submission, source))


def _write_up(
    submission: Submission, notebook: nbformat.NotebookNode, result: Result
) -> Graded:
    """The texts and grades to write for a result; sanitises `notebook`."""
    result.written = digests(submission, notebook)
    page = feedback_page(result, notebook)
    sanitise_texts(notebook)
    return Graded(result, cell_grades(result), _json(notebook), page)


def _placeholder_notebook(
    submission: Submission, source: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """The notebook to store for a submission that did not run; it says why."""
    text = f"# Not graded: {submission.state}\n\n{' '.join(submission.notes)}"
    graded = [copy.deepcopy(cell) for cell in source.cells if has_points(cell)]
    for cell in graded:
        if is_manual(cell):
            continue
        cell.source = "# not run"
        cell.outputs = [nbformat.v4.new_output(
            "error", ename=str(submission.state), evalue="not run", traceback=[])]
    notebook = nbformat.v4.new_notebook(metadata=source.metadata)
    notebook.cells = [new_markdown_cell(text, id="notice"), *graded]
    return notebook


def _json(notebook: nbformat.NotebookNode) -> str:
    """The notebook as JSON, one cell per line: indenting it would take ten times as long."""
    cells = [json.dumps(cell, sort_keys=True, ensure_ascii=False) for cell in notebook.cells]
    rest = json.dumps({**notebook, "cells": []}, sort_keys=True, ensure_ascii=False)
    return rest.replace('"cells": []', '"cells": [\n' + ",\n".join(cells) + "\n]", 1) + "\n"
