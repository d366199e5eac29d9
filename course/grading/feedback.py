"""The page that a student gets back: points by probe with reasons, and their own work.

Nothing that a student's code put out is taken for HTML: text is escaped, pictures are kept as PNG
or JPEG, everything else is shown in its text form. Only the judge's own reports are HTML.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.filters import markdown2html_mistune, strip_ansi
from nbgrader.utils import is_grade

from course.checks.report import MIME
from course.grading.hidden import has_hidden, without_hidden
from course.grading.manual import is_manual
from course.grading.states import Result
from course.grading.templates import template

BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURES = ("image/png", "image/jpeg")


def feedback_page(result: Result, notebook: nbformat.NotebookNode) -> str:
    """The feedback page of one submission, as HTML."""
    return template("feedback.html.j2").render(
        result=result,
        cells=[_cell(cell) for cell in notebook.cells],
    )


def _cell(cell: nbformat.NotebookNode) -> dict[str, Any]:
    if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("locked"):
        return {"kind": "html", "html": Markup(_rendered(cell.source))}
    if cell.cell_type != "code":
        return {"kind": "text", "text": cell.source}
    judged = is_grade(cell) and not is_manual(cell)
    given = cell.metadata.get("nbgrader", {}).get("locked") and not judged
    return {
        "kind": "check" if judged else "given" if given else "code",
        "source": without_hidden(cell.source),
        "outputs": _check_outputs(cell) if judged else
                   [shown for output in cell.outputs for shown in _output(output)],
    }


def _check_outputs(cell: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """The judge's reports; or what a check without probes showed, unless it has hidden tests."""
    reports = [output.data["text/html"] for output in cell.outputs
               if MIME in output.get("data", {})]
    if reports:
        return [{"kind": "html", "html": Markup(report)} for report in reports]
    if has_hidden(cell.source):
        return []
    return [shown for output in cell.outputs for shown in _output(output)]


@cache
def _rendered(text: str) -> str:
    """The course's own markdown as HTML; every submission has the same."""
    html: str = markdown2html_mistune(text)
    return html


def _output(output: nbformat.NotebookNode) -> list[dict[str, Any]]:
    if output.output_type == "stream":
        return [{"kind": "text", "text": strip_ansi(output.text)}]
    if output.output_type == "error":
        return [{"kind": "error", "text": strip_ansi("\n".join(output.traceback))
                 or f"{output.ename}: {output.evalue}"}]
    data = output.get("data", {})
    for kind in PICTURES:
        if isinstance(data.get(kind), str) and BASE64.fullmatch(data[kind]):
            return [{"kind": "picture", "type": kind, "content": "".join(data[kind].split())}]
    text = data.get("text/plain", "")
    return [{"kind": "text", "text": text}] if isinstance(text, str) and text else []
