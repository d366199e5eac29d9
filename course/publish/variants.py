"""Running an assignment's code with other answers to some exercises."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from course.publish.solution_code import without_markers
from course.publish.source import Assignment


def code_cells(assignment: Assignment, replaced: Mapping[str, str] | None = None) -> dict[str, str]:
    """The code of given cells and exercises, by name; `replaced` holds other code for some."""
    replaced = replaced or {}
    return {
        cell.name: replaced.get(cell.name, without_markers(cell.text))
        for cell in assignment.cells
        if cell.role in ("given", "exercise")
    }


def namespace(assignment: Assignment, replaced: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The names that the assignment's code defines, solutions included, as in a notebook."""
    names: dict[str, Any] = {"__name__": "__main__"}  # a module must have that name: `dataclass`
    for name, code in code_cells(assignment, replaced).items():
        execute(code, f"<{name}>", names)
    return names


def execute(code: str, filename: str, names: dict[str, Any]) -> None:
    """Run code in `names`; a traceback can quote its lines under `filename`."""
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    exec(_compiled(code, filename), names)


@lru_cache(maxsize=1024)
def _compiled(code: str, filename: str) -> CodeType:
    """The cells that an assignment's variants share are compiled once."""
    return compile(code, filename, "exec")
