"""From an executed notebook to what each exercise earned, and why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_grade, is_solution

from course.checks.report import MIME
from course.grading.intake.cells import has_points, is_blank, is_manual
from course.grading.intake.hidden import has_hidden
from course.grading.run import Executed
from course.grading.submission import ExerciseResult, Result, State, Submission

NO_VERDICT = "NoVerdict"
MAX_ANSWER = 20_000
BY_HAND, GIVEN_BY_HAND = "to be graded by hand", "graded by hand"
NUMPY_NUMBER = re.compile(r"np\.(?:float|int|uint)\d+\((.*)\)")


def exercise_results(notebook: nbformat.NotebookNode) -> list[ExerciseResult]:
    """One result for each cell with points; one that did not earn all of them says why."""
    return [_by_hand(cell) if is_manual(cell) else _by_machine(cell)
            for cell in notebook.cells if has_points(cell)]


def tidy_graded_cells(notebook: nbformat.NotebookNode) -> None:
    """Leave nothing in graded cells that nbgrader's scoring would misread.

    Text on stderr would cost all points. No number where there should be one, nan, a negative
    number or one above the cell's points would earn them or stop the run.
    """
    for cell in notebook.cells:
        if is_grade(cell) and not is_manual(cell):
            cell.outputs = [_without_stderr(output) for output in cell.outputs]
            if not _failed(cell):
                _settle(cell)
            if _failed(cell):
                _demote_results(cell)


def _settle(cell: nbformat.NotebookNode) -> None:
    """Make the points of a cell that ended without an error plain to nbgrader."""
    shown = next((o for o in cell.outputs if o.output_type == "execute_result"), None)
    text = shown.data.get("text/plain", "").strip() if shown else ""
    number = _number(text)
    most = float(cell.metadata.nbgrader.points)
    if cell.execution_count is None:
        _refuse(cell, "the check was not run")
    elif shown is not None and number is not None:
        shown.data["text/plain"] = f"{number:g}"
        if not 0 <= number <= most:
            _refuse(cell, f"the check gave {number:g} of at most {most:g} points")
    elif text == "False" or (shown is None and _ends_in_value(cell.source)):
        _refuse(cell, f"the check gave {text or 'nothing'} where points should be")
    elif shown is not None:
        # Asserts that held, and a value that is no number: all points, by nbgrader's rule.
        _demote_results(cell)


def _demote_results(cell: nbformat.NotebookNode) -> None:
    """Turn the value of the last expression into a display, which has no say about points."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.output_type = "display_data"
            output.pop("execution_count", None)


def _ends_in_value(source: str) -> bool:
    """Whether a cell ends in an expression that is there for its value, not for what it does."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    last = body[-1] if body else None
    return isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Await)


def _refuse(cell: nbformat.NotebookNode, why: str) -> None:
    cell.outputs = [*cell.outputs, new_output(
        "error", ename=NO_VERDICT, evalue=why, traceback=[f"{NO_VERDICT}: {why}"])]


def _without_stderr(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    if output.get("name") == "stderr":
        output.name = "stdout"
    return output


def _failed(cell: nbformat.NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def result_of(submission: Submission, executed: Executed) -> Result:
    """The result of a submission that was run."""
    exercises = exercise_results(executed.notebook)
    sentences = [executed.detail] if executed.detail else []
    sentences += submission.notes
    if executed.state is State.GRADED and all(e.reason == "not written" for e in exercises):
        sentences.append("Nothing was written yet.")
    waits = waiting(exercises)
    if waits:
        sentences.append(waits)
    return Result(
        submission.student,
        submission.assignment,
        sum(e.score for e in exercises),
        sum(e.max_score for e in exercises),
        State.NEEDS_REVIEW if waits and executed.state is State.GRADED else executed.state,
        " ".join(dict.fromkeys(sentences)),
        exercises,
        executed.seconds,
        answers=_answers(executed.notebook),
    )


def waiting(exercises: Iterable[ExerciseResult]) -> str:
    """The sentence about what a person has yet to grade; "" where there is nothing."""
    names = [e.name for e in exercises if e.needs_review]
    return f"To be graded by hand: {', '.join(names)}." if names else ""


def result_without_run(submission: Submission, source: nbformat.NotebookNode) -> Result:
    """The result of a submission that could not be run: no points, and the reason."""
    exercises = [
        ExerciseResult(_name(cell), 0, float(cell.metadata.nbgrader.points),
                       reason=submission.state.value)
        for cell in source.cells if has_points(cell)
    ]
    return Result(
        submission.student, submission.assignment, 0, sum(e.max_score for e in exercises),
        submission.state, " ".join(submission.notes), exercises,
    )


def _answers(notebook: nbformat.NotebookNode) -> dict[str, str]:
    return {
        cell.metadata.nbgrader.grade_id: cell.source[:MAX_ANSWER]
        for cell in notebook.cells
        if cell.cell_type == "code" and is_solution(cell) and not is_blank(cell)
    }


def _by_hand(cell: nbformat.NotebookNode) -> ExerciseResult:
    points = float(cell.metadata.nbgrader.points)
    blank = is_blank(cell)
    return ExerciseResult(_name(cell), 0, points, reason="not written" if blank else BY_HAND,
                          needs_review=not blank)


def _by_machine(cell: nbformat.NotebookNode) -> ExerciseResult:
    score, max_score = determine_grade(cell)
    verdict = verdict_of(cell)
    reason = ""
    if verdict and verdict["unwritten"]:
        reason = "not written"
    elif score < max_score:
        reason = _reason(cell, verdict)
    return ExerciseResult(
        _name(cell), float(score), max_score,
        verdict["misconception"] if verdict else None, reason,
        tuple((p["label"], p["points"] == p["max_points"]) for p in verdict["probes"])
        if verdict else (),
        needs_review=verdict is None and reason.startswith(NO_VERDICT),
    )


def _reason(cell: nbformat.NotebookNode, verdict: dict[str, Any] | None) -> str:
    if verdict is None and cell.execution_count is None:
        return "not reached"
    if verdict is None:
        return _failure(cell)
    if verdict["misconception"]:
        return str(verdict["misconception"])
    failed = [p["label"] for p in verdict["probes"] if p["points"] < p["max_points"]]
    return "failed: " + "; ".join(failed)


def _failure(cell: nbformat.NotebookNode) -> str:
    """Why a check without probes gave less; what a hidden test said stays hidden."""
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    if error is None:
        return "part of the points"
    if has_hidden(cell.source) and error.ename != NO_VERDICT:
        return "a test failed"
    return f"{error.ename}: {error.evalue}"[:200]


def verdict_of(cell: nbformat.NotebookNode) -> dict[str, Any] | None:
    """What the last check of a graded cell displayed as data."""
    verdicts = [o.data[MIME] for o in cell.get("outputs", [])
                if o.output_type == "display_data" and MIME in o.data]
    return verdicts[-1] if verdicts else None


def _number(text: str) -> float | None:
    """A number as it is shown; also as NumPy shows one, `np.float64(1.5)`."""
    of_numpy = NUMPY_NUMBER.fullmatch(text)
    try:
        return float(of_numpy[1] if of_numpy else text)
    except ValueError:
        return None


def _name(cell: nbformat.NotebookNode) -> str:
    return str(cell.metadata.nbgrader.grade_id).removeprefix("check_")
