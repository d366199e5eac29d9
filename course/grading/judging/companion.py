"""A submission with solutions in place of some answers, in a sandbox of its own.

An exercise that fails only because of what it needs is judged there. The sandbox runs the
submission's cells once more, each wrong answer followed by the solution's. Nothing that it shows
is kept, and it is killed with the run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from course.grading.intake.assignments import load_solution
from course.grading.sandbox.client import Sandbox, SandboxDied, SandboxTimeout
from course.publish.solution_code import without_markers


@cache
def solution(assignment: str, exercise: str) -> str:
    """The code of an exercise's solution; "" if it has none."""
    for cell in load_solution(assignment).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise:
            return without_markers(cell.source)
    return ""


class Companion:
    """The sandbox in which `names` have right answers, as far as the notebook has run.

    `ran` are the cells that ran so far, by name and source; a cell that was stopped has none.
    """

    def __init__(self, assignment: str, names: tuple[str, ...], sandbox: Sandbox,
                 seconds: Callable[[], float]) -> None:
        self.names = names
        self.sandbox = sandbox
        self._assignment = assignment
        self._seconds = seconds
        self._place = 0
        self._missing = set(names)

    def catch_up(self, ran: Sequence[tuple[str, str]]) -> bool:
        """Run the cells that ran since the last time; False if the sandbox did not live."""
        try:
            for name, source in ran[self._place:]:
                self._place += 1
                if source:
                    self.sandbox.run(source, self._seconds())
                if name in self.names:
                    self._solve(name)
            for name in sorted(self._missing, key=self.names.index):
                self._solve(name)
        except (SandboxTimeout, SandboxDied):
            return False
        return True

    def _solve(self, name: str) -> None:
        self._missing.discard(name)
        self.sandbox.run(solution(self._assignment, name), self._seconds())
