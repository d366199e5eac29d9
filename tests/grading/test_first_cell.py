"""The cell that installs the course where it is missing changes no grade, nor does its absence."""

from __future__ import annotations

import copy
import csv
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course.cli import main
from course.grading.intake.cell_kinds import COURSES, is_courses
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import NotebookRun
from course.grading.sandbox.client import SandboxFailed
from course.grading.sandbox.supplies import NO_SUPPLIES, Supplies
from course.grading.submission import Limits, State
from course.publish.assignment import INSTALL
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells

from .support.notebooks import SLUG, restored

Notebook = dict[str, Any]


def solved(assignment: Assignment) -> Notebook:
    path = ROOT / "exercises" / assignment.slug / f"{assignment.slug}.ipynb"
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    code = code_cells(assignment)
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            cell["source"] = code[marks["grade_id"]]
    return notebook


def of_an_older_release(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "install"]


def through_colab(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 0
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"c{number}", "colab": {"base_uri": "https://localhost"}}
        del cell["id"]


def without_metadata(notebook: Notebook) -> None:
    through_colab(notebook)
    for cell in notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)


def test_every_form_of_a_right_notebook_earns_everything(
    accumulation: Assignment, tmp_path: Path
) -> None:
    slug, forms = accumulation.slug, {"as-it-is": lambda n: None, "older": of_an_older_release,
                                      "colab": through_colab, "colab-lost": without_metadata}
    for student, change in forms.items():
        notebook = copy.deepcopy(solved(accumulation))
        change(notebook)
        path = tmp_path / "submitted" / student / slug / f"{slug}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    out = tmp_path / "graded"
    assert main(["grade", slug, "--submitted", str(tmp_path / "submitted"),
                 "--out", str(out)]) == 0
    with (out / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {student: rows[student]["score"] for student in forms} == dict.fromkeys(forms, "20")
    assert not rows["as-it-is"]["detail"]
    ran = json.loads((out / "autograded" / "as-it-is" / slug / f"{slug}.ipynb").read_text())
    [cell] = [cell for cell in ran["cells"] if "".join(cell["source"]) == INSTALL]
    assert cell["outputs"] == []


# -- the course's own cells that fail --------------------------------------------------------------

ENDS, WAITS = "import os\nos._exit(1)", "while True:\n    pass"
OWN = {"nbgrader": {"grade_id": "given", "locked": True, "grade": False, "solution": False}}
TAGGED = {"tags": [COURSES]}


def job(*cells: nbformat.NotebookNode, supplies: Supplies = NO_SUPPLIES) -> Job:
    return Job("ada", SLUG, new_notebook(cells=list(cells)), b"0" * 32, Limits(1, 10),
               supplies=supplies)


@pytest.mark.parametrize(("source", "metadata"), [(ENDS, OWN), (ENDS, TAGGED), (WAITS, OWN)],
                         ids=["ends, locked", "ends, unmarked", "waits"])
def test_the_courses_own_failure_is_never_the_students(
    source: str, metadata: dict[str, Any]
) -> None:
    cell = new_code_cell(source, metadata=metadata)
    with pytest.raises(SandboxFailed, match="the course's own, failed before any of the student's"):
        NotebookRun(job(new_code_cell("1", metadata=TAGGED), cell)).execute()


def test_what_students_may_have_caused_is_theirs() -> None:
    given = new_code_cell(ENDS, metadata=OWN)
    for students in (job(new_code_cell("x = 1"), given),
                     job(given, supplies=Supplies(own={"numpy.py": b""}))):
        executed = NotebookRun(students).execute()
        assert (executed.state, executed.detail) == (State.CRASHED, "given ended the process.")
    executed = NotebookRun(job(new_code_cell("x = 1"), new_code_cell(WAITS, metadata=OWN))
                           ).execute()
    assert executed.state is State.TIMED_OUT
    assert executed.detail.startswith("given did not end in time.")
    unmarked = new_code_cell(ENDS, metadata=TAGGED)
    executed = NotebookRun(job(new_code_cell("x = 1"), unmarked)).execute()
    assert executed.detail == "a cell of the course's ended the process."


def test_the_courses_cells_are_known_by_their_texts(accumulation: Assignment) -> None:
    notebook = solved(accumulation)
    cells = [cell for cell in notebook["cells"] if "".join(cell["source"]) == INSTALL]
    cells.append({"cell_type": "code", "source": INSTALL + "\n1 / 0", "metadata": TAGGED})
    notebook["cells"] = [*cells, *notebook["cells"]]
    submission = restored(notebook)
    assert submission.notebook is not None
    assert [is_courses(cell) for cell in submission.notebook.cells[:2]] == [True, False]
