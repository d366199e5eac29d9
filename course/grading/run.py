"""What running a submission needs and gives."""

from __future__ import annotations

from dataclasses import dataclass

import nbformat

from course.grading.submission import State


@dataclass(frozen=True)
class Limits:
    """Seconds for one cell, and for the whole notebook."""

    cell: float = 10
    notebook: float = 60


@dataclass
class Executed:
    """A notebook after its run."""

    notebook: nbformat.NotebookNode
    state: State
    detail: str
    seconds: float
