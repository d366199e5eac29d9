"""Reading the text sources of lessons and assignments.

A source is a py:percent file. In an assignment the header of a cell says what the cell is for:
`given`, `card`, `exercise`, `check`, `right` or `wrong`, each with the name of what it belongs to.
A cell with none of these goes into the notebook as it is. With `methods=true` a right or wrong
answer to an exercise that is a class holds only the methods that differ from the solution's.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.publish.solution_code import with_methods, without_markers

ROOT = Path(__file__).resolve().parents[2]
NO_DATA = ("__pycache__", "Thumbs.db", "desktop.ini")
LESSONS = ROOT / "course" / "lessons"
ASSIGNMENTS = ROOT / "course" / "assignments"
ROLES = ("given", "card", "exercise", "check", "right", "wrong")


class SourceError(ValueError):
    """A source breaks a rule; the message names the file, the cell and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of a source: its place, its type, its text, and what its header says."""

    number: int
    kind: str
    text: str
    options: dict[str, Any]

    @property
    def role(self) -> str:
        return next((role for role in ROLES if role in self.options), "plain")

    @property
    def name(self) -> str:
        return str(self.options.get(self.role, ""))

    def place(self, path: Path) -> str:
        """The file, the number and the name of the cell, for a message."""
        label = f" ({self.role} {self.name})" if self.name else ""
        return f"{path.name}, cell {self.number}{label}"


@dataclass(frozen=True)
class Variant:
    """Another way of writing an exercise: right, or wrong for a reason."""

    exercise: str
    name: str
    code: str
    hint: str = ""


@dataclass
class ExerciseSource:
    """The cells of one exercise."""

    name: str
    card: Cell
    solution: Cell
    rights: list[Variant] = field(default_factory=list)
    wrongs: list[Variant] = field(default_factory=list)


@dataclass
class Assignment:
    """An assignment source, read and sorted into exercises."""

    path: Path
    cells: list[Cell]
    exercises: dict[str, ExerciseSource]

    @property
    def slug(self) -> str:
        return self.path.stem.replace("_", "-")

    @property
    def notebook_cells(self) -> list[Cell]:
        """The cells that become cells of the notebook."""
        return [cell for cell in self.cells if cell.role not in ("right", "wrong")]


def lesson_paths() -> list[Path]:
    """The text sources of all lessons, in order."""
    return sorted(LESSONS.glob("[0-9][0-9]_*.py"))


def assignment_paths() -> list[Path]:
    """The text sources of all assignments, in order."""
    return sorted(ASSIGNMENTS.glob("[0-9][0-9]_*.py"))


def read_cells(path: Path) -> list[Cell]:
    """The cells of a py:percent file. Raises SourceError when the file is not Python."""
    text = path.read_text(encoding="utf-8")
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise SourceError(f"{path.name}, line {error.lineno}: {error.msg}") from None
    import jupytext  # grading imports this module and reads no source

    notebook = jupytext.reads(text, fmt="py:percent")
    return [
        Cell(number, cell.cell_type, cell.source, dict(cell.metadata))
        for number, cell in enumerate(notebook.cells, start=1)
    ]


def read_assignment(path: Path) -> Assignment:
    """Read and sort an assignment source. Raises SourceError if its cells do not fit."""
    cells = read_cells(path)
    exercises: dict[str, ExerciseSource] = {}
    cards: dict[str, Cell] = {}
    for cell in cells:
        if cell.role == "card":
            cards[cell.name] = cell
        elif cell.role == "exercise":
            if cell.name not in cards:
                raise SourceError(f"{cell.place(path)}: has no card before it; add a markdown "
                                  f'cell with card="{cell.name}"')
            if cell.name in exercises:
                raise SourceError(f"{cell.place(path)}: there is another exercise of that name")
            exercises[cell.name] = ExerciseSource(cell.name, cards[cell.name], cell)
        elif cell.role in ("right", "wrong", "check"):
            if cell.name not in exercises:
                raise SourceError(f"{cell.place(path)}: no exercise {cell.name!r} before it")
            if cell.role != "check":
                _add_variant(path, cell, exercises[cell.name])
    return Assignment(path, cells, exercises)


def _add_variant(path: Path, cell: Cell, exercise: ExerciseSource) -> None:
    if cell.role == "right":
        label = str(cell.options.get("by", ""))
        variants, hint, code = exercise.rights, "", cell.text
    else:
        label = str(cell.options.get("name", ""))
        variants, (hint, code) = exercise.wrongs, split_hint(cell.text)
    if not label:
        option = "by" if cell.role == "right" else "name"
        raise SourceError(f'{cell.place(path)}: give it a name of its own, {option}="..."')
    if cell.options.get("methods"):
        try:
            code = with_methods(without_markers(exercise.solution.text), exercise.name, code)
        except ValueError as error:
            raise SourceError(f"{cell.place(path)}: {error}") from None
    variants.append(Variant(exercise.name, label, code, hint))


def split_hint(text: str) -> tuple[str, str]:
    """The comment that a wrong answer begins with, as one paragraph, and the code below it."""
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    hint = " ".join(line.lstrip("# ").rstrip() for line in lines[:count])
    return hint, textwrap.dedent("\n".join(lines[count:])).strip()


def data_files(folder: Path) -> list[Path]:
    """The files beside a solution that students get as they are, by path inside the folder."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*")
                  if path.is_file() and path.suffix != ".ipynb"
                  and not any(_is_hidden(part) for part in path.relative_to(folder).parts))


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~")) or name in NO_DATA
