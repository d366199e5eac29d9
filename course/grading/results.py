"""From an executed notebook to what each exercise earned, and why."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_grade

from course.checks.report import MIME
from course.grading.run import Executed
from course.grading.states import ExerciseResult, Result, State, Submission


def exercise_results(notebook: nbformat.NotebookNode) -> list[ExerciseResult]:
    """One result for each graded cell; a cell that gave no points says why."""
    return [_exercise_result(cell) for cell in notebook.cells if is_grade(cell)]


def tidy_graded_cells(notebook: nbformat.NotebookNode) -> None:
    """Leave nothing in graded cells that nbgrader's scoring would misread.

    Text on stderr beside a number would cost all points, no number at all would earn them.
    """
    for cell in notebook.cells:
        if not is_grade(cell) or cell.cell_type != "code":
            continue
        if _number(cell) is not None:
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
        elif not any(o.output_type == "error" for o in cell.outputs):
            cell.outputs = [*cell.outputs, new_output(
                "error", ename="NoVerdict", evalue="the check gave no points", traceback=[])]


def result_of(submission: Submission, executed: Executed) -> Result:
    """The result of a submission that was run."""
    exercises = exercise_results(executed.notebook)
    sentences = [executed.detail] if executed.detail else []
    sentences += submission.notes
    if executed.state is State.GRADED and all(e.reason == "not written" for e in exercises):
        sentences.append("Nothing was written yet.")
    return Result(
        submission.student,
        submission.assignment,
        sum(e.score for e in exercises),
        sum(e.max_score for e in exercises),
        executed.state,
        " ".join(dict.fromkeys(sentences)),
        exercises,
        executed.seconds,
    )


def result_without_run(submission: Submission, source: nbformat.NotebookNode) -> Result:
    """The result of a submission that could not be run: no points, and the reason."""
    exercises = [
        ExerciseResult(_name(cell), 0, float(cell.metadata.nbgrader.points),
                       reason=submission.state.value)
        for cell in source.cells if is_grade(cell)
    ]
    return Result(
        submission.student, submission.assignment, 0, sum(e.max_score for e in exercises),
        submission.state, " ".join(submission.notes), exercises,
    )


def _exercise_result(cell: nbformat.NotebookNode) -> ExerciseResult:
    score, max_score = determine_grade(cell)
    verdict = _verdict(cell)
    reason = ""
    if verdict and verdict["unwritten"]:
        reason = "not written"
    elif score is not None and score < max_score:
        reason = _reason(cell, verdict)
    return ExerciseResult(
        _name(cell), float(score or 0), max_score,
        verdict["misconception"] if verdict else None, reason,
        tuple((p["label"], p["points"] == p["max_points"]) for p in verdict["probes"])
        if verdict else (),
    )


def _reason(cell: nbformat.NotebookNode, verdict: dict[str, Any] | None) -> str:
    if verdict is None and cell.execution_count is None:
        return "not reached"
    if verdict is None:
        error = next((o for o in cell.outputs if o.output_type == "error"), None)
        return f"{error.ename}: {error.evalue}"[:200] if error else "no verdict"
    if verdict["misconception"]:
        return str(verdict["misconception"])
    failed = [p["label"] for p in verdict["probes"] if p["points"] < p["max_points"]]
    return "failed: " + "; ".join(failed)


def _verdict(cell: nbformat.NotebookNode) -> dict[str, Any] | None:
    """What the last check of a graded cell displayed as data."""
    verdicts = [o.data[MIME] for o in cell.outputs
                if o.output_type == "display_data" and MIME in o.data]
    return verdicts[-1] if verdicts else None


def _number(cell: nbformat.NotebookNode) -> float | None:
    for output in cell.outputs:
        if output.output_type == "execute_result":
            try:
                number = float(output.data.get("text/plain", ""))
            except ValueError:
                return None
            return number if number >= 0 else None
    return None


def _name(cell: nbformat.NotebookNode) -> str:
    return str(cell.metadata.nbgrader.grade_id).removeprefix("check_")
