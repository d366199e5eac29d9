"""What nbgrader's metadata and markers say about a cell: who gives its points, what is hidden.

To import nbgrader takes longer than to judge ten submissions, so this module does it only for what
people grade.
"""

from __future__ import annotations

import re

import nbformat

COURSES = "course"  # the tag of its cells without nbgrader's metadata, such as the first one
HIDDEN_TESTS = re.compile(r"^ *### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n?",
                          re.DOTALL | re.MULTILINE)


def is_grade(cell: nbformat.NotebookNode) -> bool:
    """Whether nbgrader has a grade for this cell."""
    return _is_marked(cell, "grade")


def is_solution(cell: nbformat.NotebookNode) -> bool:
    """Whether students write this cell."""
    return _is_marked(cell, "solution")


def is_task(cell: nbformat.NotebookNode) -> bool:
    """Whether this cell describes a task that a person grades."""
    return _is_marked(cell, "task")


def is_locked(cell: nbformat.NotebookNode) -> bool:
    """Whether students are not meant to change this cell."""
    return _is_marked(cell, "locked")


def _is_marked(cell: nbformat.NotebookNode, mark: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(mark, False))


def is_courses(cell: nbformat.NotebookNode) -> bool:
    """Whether it is code of the course's that runs before or between what students write."""
    locked = is_locked(cell) and not is_grade(cell) and not is_solution(cell)
    return locked or COURSES in cell.metadata.get("tags", ())


def has_points(cell: nbformat.NotebookNode) -> bool:
    """Whether this cell earns points, from a check or from a person."""
    return is_grade(cell) or is_task(cell)


def is_manual(cell: nbformat.NotebookNode) -> bool:
    """Whether a person gives the points: for a text, a picture, or code without a check."""
    by_hand = is_solution(cell) or cell.cell_type != "code"
    return is_task(cell) or (is_grade(cell) and by_hand)


def is_check(cell: nbformat.NotebookNode) -> bool:
    """Whether running this cell gives the points."""
    return is_grade(cell) and not is_manual(cell)


def is_untouched(cell: nbformat.NotebookNode) -> bool:
    """Whether an answer that a person would grade is still as students got it."""
    if not (is_grade(cell) and is_solution(cell)):
        return False
    from nbgrader.utils import compute_checksum

    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))


def exercise_name(cell: nbformat.NotebookNode) -> str:
    """The exercise that a graded cell belongs to: `double` for the grade_id `check_double`."""
    return str(cell.metadata.nbgrader.grade_id).removeprefix("check_")


def has_hidden_tests(source: str) -> bool:
    """Whether the source of a check has a part that no student may read."""
    return HIDDEN_TESTS.search(source) is not None


def without_hidden_tests(source: str) -> str:
    """The part of a check that students got."""
    return HIDDEN_TESTS.sub("", source).rstrip()
