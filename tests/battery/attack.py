"""An attack or a fault: what is handed in, and what would count as a success."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.submission import State

SLUG = "05-accumulation"
STATES = (State.GRADED, State.TIMED_OUT, State.CRASHED, State.MALFORMED)
# Exercises that do not rest on add_contributions.
ELSEWHERE = ("accumulate", "zero_grads")


@dataclass(frozen=True)
class Attack:
    """A submission that means harm, or that came to harm.

    `code` replaces the cell of `exercise` in a notebook that is right otherwise; `@NAME@` in it is
    a place that the runner knows. `damage` changes the bytes of the notebook, `place` writes the
    submission's folder itself. It succeeds when it earns more than honest wrong code does, when a
    canary shows in what it printed, when a file appears or changes outside, when anybody else's
    grade differs, when a process stays behind, when a page holds script, or when the state is none
    of `states`. `keeps` are the exercises that must keep all their points, `says` are words of the
    reason.
    """

    name: str
    tries: str
    code: str = ""
    exercise: str = "add_contributions"
    files: Mapping[str, str] = field(default_factory=dict)
    damage: Callable[[bytes], bytes] | None = None
    place: Callable[[Path, Mapping[str, str]], None] | None = None
    states: tuple[State, ...] = STATES
    keeps: tuple[str, ...] = ()
    says: str = ""

    @property
    def student(self) -> str:
        """The name under which it is handed in."""
        return "".join(c if c.isalnum() else "-" for c in self.name.lower()).strip("-")

    def source(self, places: Mapping[str, str]) -> str:
        """The code of the cell, with places filled in."""
        text = textwrap.dedent(self.code).strip("\n")
        for name, value in places.items():
            text = text.replace(f"@{name}@", value)
        return text
