"""The page that a student gets back: points by probe with reasons, and their own work.

It runs nothing and fetches nothing. What a student's code put out is text, a picture, or stands in
a frame without rights; hidden tests, and the inputs that only the grader saw, are not in it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.filters import markdown2html_mistune, strip_ansi
from nbgrader.utils import is_grade

from course.checks.report import MIME
from course.grading.intake.cells import is_manual
from course.grading.intake.hidden import has_hidden, without_hidden
from course.grading.pages.outputs import PICTURES
from course.grading.pages.sanitising import as_written, is_inert
from course.grading.pages.templates import template
from course.grading.scoring import BY_HAND, GIVEN_BY_HAND, verdict_of
from course.grading.submission import ExerciseResult, Result

SEE_BELOW = "Its check, below, says what was expected and what came."
REASONS = {
    "not written": "It is not written yet.",
    "not reached": "The run ended before its check.",
    BY_HAND: "A person will read it and give its points.",
    GIVEN_BY_HAND: "A person read it and gave these points.",
    "part of the points": "Its check gave a part of the points.",
}


def feedback_page(result: Result, notebook: nbformat.NotebookNode) -> str:
    """The feedback page of one submission, as HTML."""
    verdicts = {verdict["exercise"]: verdict for cell in notebook.cells
                if (verdict := verdict_of(cell)) is not None}
    return template("feedback.html.j2").render(
        result=result,
        exercises=[_exercise(e, verdicts.get(e.name)) for e in result.exercises],
        cells=[_cell(cell, result.comments) for cell in notebook.cells],
    )


def _exercise(earned: ExerciseResult, verdict: dict[str, Any] | None) -> dict[str, Any]:
    """One exercise as the student reads of it: its points, its probes, what to look at."""
    if verdict is not None and not verdict["unwritten"] and earned.score < earned.max_score:
        reason = verdict["advice"] or SEE_BELOW
    else:
        reason = REASONS.get(earned.reason, earned.reason)
    return {
        "name": earned.name,
        "score": earned.score,
        "max_score": earned.max_score,
        "waits": earned.needs_review,
        "reason": reason,
        "probes": [] if verdict is None or verdict["unwritten"] else verdict["probes"],
    }


def _cell(cell: nbformat.NotebookNode, comments: dict[str, str]) -> dict[str, Any]:
    marks = cell.metadata.get("nbgrader", {})
    comment = comments.get(marks.get("grade_id", ""))
    if cell.cell_type != "code":
        own = not marks.get("locked")
        return {"kind": "answer" if own else "text", "comment": comment,
                "content": as_written(cell.source) if own else Markup(_rendered(cell.source))}
    judged = is_grade(cell) and not is_manual(cell)
    return {
        "kind": "check" if judged else "given" if marks.get("locked") else "code",
        "name": str(marks.get("grade_id", "")).removeprefix("check_"),
        "source": without_hidden(cell.source),
        "comment": comment,
        "outputs": _check_outputs(cell) if judged else _outputs(cell),
    }


@cache
def _rendered(text: str) -> str:
    """The course's own markdown as HTML; every submission has the same."""
    html: str = markdown2html_mistune(text)
    return html


def _check_outputs(cell: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """The judge's reports; or what a check without probes showed, unless it has hidden tests."""
    reports = [output.data["text/html"] for output in cell.outputs
               if MIME in output.get("data", {})]
    if reports:
        return [{"kind": "html", "content": Markup(report)} for report in reports]
    return [] if has_hidden(cell.source) else _outputs(cell)


def _outputs(cell: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [shown for output in cell.outputs if (shown := _output(output)) is not None]


def _output(output: nbformat.NotebookNode) -> dict[str, Any] | None:
    if output.output_type == "stream":
        return {"kind": "shown", "content": strip_ansi(output.text)}
    if output.output_type == "error":
        traceback = strip_ansi("\n".join(output.traceback))
        return {"kind": "error", "content": traceback or f"{output.ename}: {output.evalue}"}
    data = output.data
    for kind in PICTURES:
        if kind in data:
            return {"kind": "picture", "type": kind, "content": "".join(data[kind].split())}
    html = data.get("text/html", "")
    if is_inert(html):
        return {"kind": "html", "content": Markup(html)}
    for kind in ("text/markdown", "text/latex"):
        if data.get(kind):
            return {"kind": "shown", "content": as_written(data[kind])}
    return {"kind": "shown", "content": data["text/plain"]} if data.get("text/plain") else None
