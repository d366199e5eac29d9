"""The assignments of this course, as grading needs them: which there are, and their notebooks."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import nbformat

from course.checks.unit import unit_slugs
from course.grading.intake.cell_kinds import exercise_name, has_points, is_manual, is_solution
from course.grading.intake.near import assignment_as_known, did_you_mean
from course.grading.submission import GradingError
from course.publish.source import ROOT, data_files

MAX_DATA = 20 * 2**20


def solution_paths() -> dict[str, Path]:
    """The file of each assignment's solution notebook, by slug; those of plain ones too."""
    return {path.stem: path for path in sorted((ROOT / "solutions").glob("*/*.ipynb"))
            if path.stem == path.parent.name}


def find_assignments(names: Sequence[str], also: Iterable[str] = ()) -> list[str]:
    """The slugs of assignments given by slug, by number or by another name, each once.

    `also` are those that are in solutions/ no more, but were graded. Raises GradingError if there
    is no such assignment.
    """
    known = sorted({*solution_paths(), *also})
    slugs = []
    for name in names:
        found = assignment_as_known(name, known)
        if not found:
            near = did_you_mean(name, [*known, *(slug.partition("-")[0] for slug in known)])
            raise GradingError(f"no assignment {name!r}; there are: {', '.join(known)}{near}")
        slugs += found
    return list(dict.fromkeys(slugs))


def find_assignment(name: str, also: Iterable[str] = ()) -> str:
    """The slug of one assignment, see `find_assignments`.

    Raises GradingError if there is none, or more than one.
    """
    found = find_assignments([name], also)
    if len(found) > 1:
        raise GradingError(f"{name} is {' and '.join(found)}; give the whole name of one")
    return found[0]


@cache
def read_solution(assignment: str) -> nbformat.NotebookNode:
    """The solution notebook. Cached: change only a copy.

    The course's own was validated when it was built; to do it again takes longer than to read it.
    """
    path = solution_paths()[assignment]
    if assignment in unit_slugs():
        return nbformat.reader.reads(path.read_text(encoding="utf-8"))
    return nbformat.read(path, as_version=4)


@cache
def load_solution(assignment: str) -> nbformat.NotebookNode:
    """The solution notebook with hand-graded answers empty. Cached: change only a copy."""
    return _with_empty_answers(read_solution(assignment))


@cache
def load_data(assignment: str) -> dict[str, bytes]:
    """The data files of an assignment, by path: those that lie beside its solution.

    Raises GradingError if they are too large for a sandbox.
    """
    folder = solution_paths()[assignment].parent
    data = {path.as_posix(): (folder / path).read_bytes() for path in data_files(folder)}
    size = sum(map(len, data.values()))
    if size > MAX_DATA:
        raise GradingError(f"the data files in {folder} have {size / 2**20:.0f} MB; the limit is "
                           f"{MAX_DATA / 2**20:.0f} MB")
    return data


def exercise_points(slug: str) -> dict[str, float]:
    """The exercises of an assignment and their points, in order."""
    return {exercise_name(cell): float(cell.metadata.nbgrader.points)
            for cell in load_solution(slug).cells if has_points(cell)}


def grade_ids() -> dict[str, set[str]]:
    """The grade_ids of every assignment."""
    notebooks = {slug: nbformat.read(path, as_version=4)
                 for slug, path in solution_paths().items()}
    return {slug: {c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata}
            for slug, notebook in notebooks.items()}


def _with_empty_answers(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The source with each hand-graded answer as students get it, and its checksum.

    The checksum tells nbgrader and `is_untouched` that nobody wrote an answer.
    """
    if not any(is_manual(cell) and is_solution(cell) for cell in source.cells):
        return source
    from nbgrader.utils import compute_checksum

    from course.publish.assignment import release_notebook

    released = {cell.metadata.nbgrader.grade_id: cell
                for cell in release_notebook(source).cells if is_manual(cell)}
    empty = copy.deepcopy(source)
    for cell in empty.cells:
        if is_manual(cell) and is_solution(cell):
            cell.source = released[cell.metadata.nbgrader.grade_id].source
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return empty
