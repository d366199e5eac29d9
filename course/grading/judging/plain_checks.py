"""Checks without probes: ordinary nbgrader cells, whose points are in their outputs."""

from __future__ import annotations

import ast
import re

import nbformat
from nbformat.v4 import new_output

from course.exchange.program import parse_quietly
from course.grading.intake.cell_kinds import exercise_name, has_hidden_tests, is_check
from course.grading.submission import ExerciseResult

NOT_REACHED, PART = "not reached", "part of the points"
NO_VERDICT = "NoVerdict"
NUMPY_NUMBER = re.compile(r"np\.(?:float|int|uint)\d+\((.*)\)")


def tidy_checks(notebook: nbformat.NotebookNode) -> None:
    """Remove from checks what nbgrader's scoring would misread.

    For nbgrader, text on stderr costs all points. A missing number, nan and a negative number earn
    all of them. A number above the cell's points stops the run.
    """
    for cell in notebook.cells:
        if is_check(cell):
            cell.outputs = [_without_stderr(output) for output in cell.outputs]
            if not _failed(cell):
                _normalise_points(cell)
            if _failed(cell):
                _results_to_displays(cell)


def _normalise_points(cell: nbformat.NotebookNode) -> None:
    """Write the points of a cell that ended without an error as a number that nbgrader reads."""
    value = next((o for o in cell.outputs if o.output_type == "execute_result"), None)
    text = value.data.get("text/plain", "").strip() if value else ""
    number = _number(text)
    most = float(cell.metadata.nbgrader.points)
    if cell.execution_count is None:
        _reject(cell, "the check was not run")
    elif value is not None and number is not None:
        value.data["text/plain"] = f"{number:g}"
        if not 0 <= number <= most:
            _reject(cell, f"the check gave {number:g} of at most {most:g} points")
    elif text == "False" or (value is None and _ends_in_value(cell.source)):
        _reject(cell, f"the check ended in {text or 'nothing'} instead of a number")
    elif value is not None:
        # All asserts held and the value is no number: nbgrader's rule gives all points.
        _results_to_displays(cell)


def _results_to_displays(cell: nbformat.NotebookNode) -> None:
    """Turn the value of the last expression into a display: nbgrader reads no points from it."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.output_type = "display_data"
            output.pop("execution_count", None)


def _reject(cell: nbformat.NotebookNode, why: str) -> None:
    cell.outputs = [*cell.outputs, new_output(
        "error", ename=NO_VERDICT, evalue=why, traceback=[f"{NO_VERDICT}: {why}"])]


def _without_stderr(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    if output.get("name") == "stderr":
        output.name = "stdout"
    return output


def _failed(cell: nbformat.NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def _ends_in_value(source: str) -> bool:
    """Whether a cell ends in an expression other than a call, so that its output has a value."""
    try:
        body = parse_quietly(source).body
    except SyntaxError:
        return False
    last = body[-1] if body else None
    return isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Await)


def _number(text: str) -> float | None:
    """A number as Python or NumPy prints it, such as `1.5` or `np.float64(1.5)`."""
    of_numpy = NUMPY_NUMBER.fullmatch(text)
    try:
        return float(of_numpy[1] if of_numpy else text)
    except ValueError:
        return None


def result_from_outputs(cell: nbformat.NotebookNode) -> ExerciseResult:
    from nbgrader.utils import determine_grade  # see cells.py

    score, max_score = determine_grade(cell)
    reason = ""
    if score < max_score:
        reason = NOT_REACHED if cell.execution_count is None else _failure(cell)
    return ExerciseResult(exercise_name(cell), float(score), max_score, reason,
                          needs_review=reason.startswith(NO_VERDICT))


def _failure(cell: nbformat.NotebookNode) -> str:
    """Why a check without probes gave fewer points; hides the messages of hidden tests."""
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    if error is None:
        return PART
    if has_hidden_tests(cell.source) and error.ename != NO_VERDICT:
        return "a test failed"
    return f"{error.ename}: {error.evalue}"[:200]
