"""The cell that installs the course where it is missing changes no grade, nor does its absence."""

from __future__ import annotations

import copy
import csv
import json
from pathlib import Path
from typing import Any

from course.cli import main
from course.publish.assignment import INSTALL
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells

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
