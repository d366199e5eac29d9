"""An assignment source as the notebook with solutions, and as what students get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import InstantiateTests, SaveCells
from traitlets.config import Config, PyFileConfigLoader

from course.checks.unit import find_exercise, load_unit
from course.publish.source import ROOT, Assignment, Cell, lesson_paths

CONFIG = ROOT / "nbgrader_config.py"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

# Colab and other hosts have no course. A cell of nobody: nbgrader does not know it.
INSTALL = """\
try:
    import course
except ModuleNotFoundError:
    %pip install --quiet autograd-course"""

CHECK = """\
from course.checks import check

check("{unit}", "{exercise}")
### BEGIN HIDDEN TESTS
check("{unit}", "{exercise}", fresh_inputs=True)
### END HIDDEN TESTS"""


def solution_notebook(assignment: Assignment) -> nbformat.NotebookNode:
    """The notebook with solutions and hidden tests, as nbgrader's source folder holds it."""
    cells = [
        _notebook_cell(assignment, cell, counter)
        for counter, cell in enumerate(assignment.notebook_cells, start=1)
    ]
    cells.insert(1, install_cell())
    cells.append(_cell("markdown", _way_on(assignment), "way_on", locked=True))
    return new_notebook(cells=cells, metadata=METADATA)


def install_cell() -> nbformat.NotebookNode:
    """The cell below the title of a notebook, which installs the course if it is not there."""
    return new_code_cell(INSTALL, id="install")


def release_notebook(solution: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """What students get: nbgrader's own steps over the solution, without its database."""
    exporter = NotebookExporter(config=nbgrader_config())
    for step in GenerateAssignment.preprocessors.default_args[0]:
        if step not in (SaveCells, InstantiateTests):
            exporter.register_preprocessor(step, enabled=True)
    text, _ = exporter.from_notebook_node(solution)
    return nbformat.reads(text, as_version=4)


def nbgrader_config() -> Config:
    """The project's nbgrader configuration, without its built-in preprocessors."""
    config = PyFileConfigLoader(CONFIG.name, path=str(CONFIG.parent)).load_config()
    config.Exporter.default_preprocessors = []
    return config


def notebook_bytes(notebook: nbformat.NotebookNode) -> bytes:
    """The notebook as it is written to disk, the same bytes each time."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return (text + "\n").encode()


def _notebook_cell(assignment: Assignment, cell: Cell, counter: int) -> nbformat.NotebookNode:
    match cell.role:
        case "given":
            return _cell(cell.kind, cell.text, f"given_{cell.name}", locked=True)
        case "card":
            return _cell("markdown", _card(assignment, cell), f"card_{cell.name}", locked=True)
        case "exercise":
            return _cell("code", cell.text, cell.name, solution=True)
        case "check":
            source = CHECK.format(unit=assignment.slug, exercise=cell.name)
            points = find_exercise(assignment.slug, cell.name).points
            return _cell("code", source, f"check_{cell.name}", locked=True, points=points)
    if cell.kind == "markdown":
        text = _opening(assignment, cell) if counter == 1 else cell.text
        return _cell("markdown", text, f"text_{counter:02}", locked=True)
    return new_code_cell(cell.text, id=f"cell-{counter:02}")


def _cell(
    kind: str, source: str, grade_id: str, locked: bool = False, solution: bool = False,
    points: float | None = None,
) -> nbformat.NotebookNode:
    make = new_markdown_cell if kind == "markdown" else new_code_cell
    metadata: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = points
    return make(source, id=grade_id.replace("_", "-"), metadata={"nbgrader": metadata})


def _opening(assignment: Assignment, cell: Cell) -> str:
    """The first text, with what there is to do and a link to the lesson under its title.

    The link is right in the folder `work`, which holds the lessons in a folder of their own.
    """
    title, _, text = cell.text.partition("\n")
    exercises = load_unit(assignment.slug).exercises.values()
    points = sum(exercise.points for exercise in exercises)
    minutes = sum(e.card.options["minutes"] for e in assignment.exercises.values())
    lesson = assignment.path.stem
    facts = f"*{len(exercises)} exercises, about {_duration(minutes)}, {points:g} points*"
    before = f"Read [lesson {lesson[:2]}](lessons/{lesson}.ipynb) first."
    return f"{title}\n\n{facts}\n\n{before}\n{text}"


def _way_on(assignment: Assignment) -> str:
    """The last text, with a link to the next lesson, which is right in the folder `work`."""
    later = [path.stem for path in lesson_paths() if path.stem > assignment.path.stem]
    following = f"Go on with [lesson {later[0][:2]}](lessons/{later[0]}.ipynb)." if later else (
        "This was the last assignment.")
    return f"""\
## Where next

{following} To see which exercises pass in all assignments, save this notebook, add a cell and run

```python
from course.student import status

status()
```"""


def _duration(minutes: int) -> str:
    """85 as "1 hour 25 minutes"."""
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    return " ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in parts if n)


def _card(assignment: Assignment, cell: Cell) -> str:
    names = list(load_unit(assignment.slug).exercises)
    number = names.index(cell.name) + 1
    points = find_exercise(assignment.slug, cell.name).points
    minutes, word = cell.options["minutes"], "point" if points == 1 else "points"
    facts = f"*{cell.options['level']}, about {minutes} minutes, {points:g} {word}*"
    return f"## Exercise {number}: `{cell.name}`\n\n{facts}\n\n{cell.text}"


def paths_of(slug: str) -> tuple[Path, Path]:
    """The paths of the solution and of the student notebook, from the root."""
    name = Path(slug) / f"{slug}.ipynb"
    return Path("solutions") / name, Path("exercises") / name
