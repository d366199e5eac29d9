"""The page that a student gets back: points by probe with reasons, and their own work.

It runs nothing and fetches nothing. The outputs of a student's code appear as text, as pictures, or
in a frame without rights. Hidden tests and the inputs that only the judge saw are not in it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.filters import markdown2html_mistune, strip_ansi

from course.checks.check_report import MIME
from course.grading.intake.cell_kinds import (
    has_hidden_tests,
    is_check,
    is_locked,
    without_hidden_tests,
)
from course.grading.judging.plain_checks import NOT_REACHED, PART
from course.grading.pages.templates import template
from course.grading.sanitising.markdown import original_markdown
from course.grading.sanitising.notebooks import PICTURES, is_sanitised
from course.grading.scoring import GRADED_BY_HAND, NOT_WRITTEN, TO_GRADE_BY_HAND
from course.grading.submission import ExerciseResult, Result, State

NOTEBOOK_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)[^)]*\.ipynb[^)]*\)")
NOT_RUN = (State.MALFORMED, State.MISSING, State.NOT_GRADED)
SEE_BELOW = "Its check, below, says what was expected and what came."
REASONS = {
    NOT_WRITTEN: "It is not written yet.",
    NOT_REACHED: "The run ended before its check.",
    TO_GRADE_BY_HAND: "A person will read it and give its points.",
    GRADED_BY_HAND: "A person read it and gave these points.",
    PART: "Its check gave a part of the points.",
}


def feedback_page(result: Result, notebook: nbformat.NotebookNode) -> str:
    """The feedback page of one submission, as HTML."""
    not_run = (result.state in NOT_RUN and not result.comments
               and all(e.reason == result.state for e in result.exercises))
    waiting = sum(e.max_score for e in result.exercises if e.needs_review)
    return template("feedback.html.j2").render(
        result=result,
        reached=sum(e.score for e in result.exercises if not e.needs_review),
        waiting=waiting,
        exercises=[] if not_run else [_exercise(e) for e in result.exercises],
        cells=[] if not_run else [_cell(cell, result.comments) for cell in notebook.cells],
    )


def prepare_pages(source: nbformat.NotebookNode) -> None:
    """Cache what all feedback pages of an assignment share: the template, and its own texts."""
    template("feedback.html.j2")
    for cell in source.cells:
        if cell.cell_type != "code" and is_locked(cell):
            _rendered(cell.source)


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    """One exercise as the page shows it: its points, its probes, what to look at."""
    verdict = exercise.verdict
    written = verdict is not None and not verdict.unwritten
    reason = REASONS.get(exercise.reason, exercise.reason)
    if verdict and written and exercise.reason != GRADED_BY_HAND:
        reason = verdict.advice or (SEE_BELOW if exercise.score < exercise.max_score else reason)
    return {
        "name": exercise.name,
        "score": exercise.score,
        "max_score": exercise.max_score,
        "needs_review": exercise.needs_review,
        "reason": reason,
        "probes": exercise.probes if written else (),
    }


def _cell(cell: nbformat.NotebookNode, comments: dict[str, str]) -> dict[str, Any]:
    metadata = cell.metadata.get("nbgrader", {})
    comment = comments.get(metadata.get("grade_id", ""))
    if cell.cell_type != "code":
        own = not metadata.get("locked")
        content = original_markdown(cell.source) if own else Markup(_rendered(cell.source))
        return {"kind": "answer" if own else "text", "comment": comment, "content": content,
                "pictures": _attached_pictures(cell)}
    check = is_check(cell)
    return {
        "kind": "check" if check else "given" if metadata.get("locked") else "code",
        "name": str(metadata.get("grade_id", "")).removeprefix("check_"),
        "source": without_hidden_tests(cell.source),
        "comment": comment,
        "outputs": _check_outputs(cell) if check else _outputs(cell),
    }


def _attached_pictures(cell: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """Type and content of each picture that the student pasted into a text."""
    return [(kind, "".join(data.split())) for kinds in cell.get("attachments", {}).values()
            for kind, data in kinds.items() if kind in PICTURES]


@cache
def _rendered(text: str) -> str:
    """The course's own Markdown as HTML; it is the same in every submission.

    A link to another notebook leads nowhere from a feedback page: its text alone is shown.
    """
    html: str = markdown2html_mistune(NOTEBOOK_LINK.sub(r"\1", text))
    return html


def _check_outputs(cell: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """The judge's reports; for a check without probes its outputs, unless it has hidden tests."""
    reports = [output.data for output in cell.outputs if MIME in output.get("data", {})]
    if reports:
        first = _outcome(reports[0])
        return [{"kind": "report", "content": Markup(report["text/html"]),
                 "folded": number > 0 and _outcome(report) == first}
                for number, report in enumerate(reports)]
    return [] if has_hidden_tests(cell.source) else _outputs(cell)


def _outcome(report: nbformat.NotebookNode) -> tuple[object, ...]:
    """What a report says apart from its inputs."""
    data = report[MIME]
    probes = [(probe["label"], probe["points"]) for probe in data["probes"]]
    return probes, data["misconception"], data["unwritten"]


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
    if is_sanitised(html):
        return {"kind": "html", "content": Markup(html)}
    for kind in ("text/markdown", "text/latex"):
        if data.get(kind):
            return {"kind": "shown", "content": original_markdown(data[kind])}
    return {"kind": "shown", "content": data["text/plain"]} if data.get("text/plain") else None
