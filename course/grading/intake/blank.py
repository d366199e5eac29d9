"""Whether a student wrote anything into a notebook."""

from __future__ import annotations

from typing import Any

from course.grading.intake.assignments import load_solution
from course.grading.intake.json_text import TooManyValues, read_json
from course.grading.intake.matching import match, source_of, visible_source
from course.grading.intake.strays import holds_stub


def is_blank(content: bytes, assignment: str) -> bool:
    """Whether a notebook of an assignment is as students got it; False if it cannot be read."""
    try:
        return not _is_written(read_json(content)["cells"], assignment)
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError, TooManyValues):
        return False


def _is_written(cells: list[dict[str, Any]], assignment: str) -> bool:
    solution = load_solution(assignment)
    originals = {c.metadata.nbgrader.grade_id: c for c in solution.cells
                 if "nbgrader" in c.metadata}
    given = {c.source.strip() for c in solution.cells}
    matches = match(cells, originals)
    for place, cell in enumerate(cells):
        original = originals.get(matches.get(place, ""))
        if original is None:
            written = source_of(cell).strip() not in {"", *given}
        elif not original.metadata.nbgrader.solution:
            written = False
        elif original.cell_type == "code":
            written = not holds_stub(cell, original)
        else:
            written = source_of(cell).strip() != visible_source(original).strip()
        if written:
            return True
    return False
