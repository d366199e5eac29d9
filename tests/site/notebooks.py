"""What runs in Pyodide: lessons, solutions, misconceptions, and programs of the oracle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from course.publish.source import ROOT, Assignment, Variant
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS

ENDLESS = "add_contributions"
ORACLE = """\
import json, os, sys
os.chdir("/repository")
sys.path.append("/repository")
from tests.oracle.replay import cell_id, load_recording, program_names, run_program
pairs = {{cell_id(name, index): (got.seen(), want.seen()) for name in program_names()[::{step}]
         for index, (got, want) in enumerate(zip(run_program(name), load_recording(name)))}}
print(json.dumps([len(pairs), [name for name, (got, want) in pairs.items() if got != want]]))
"""

VARIES = re.compile(r"0x[0-9a-f]+|(/\S*/ipykernel_\d+/\d+\.py|<ipython-input[^>]*>|<cell>)")
CLASS = re.compile(r"<class '(?:\w+\.)*(\w+)'>")


@dataclass(frozen=True)
class Trial:
    """A wrong answer to an exercise: a misconception, or None for a loop that never ends."""

    slug: str
    exercise: str
    code: str
    wrong: Variant | None


def lessons() -> list[Path]:
    return sorted(ROOT.glob("course/lessons/*.ipynb"))


def solutions() -> list[Path]:
    return [ROOT / "solutions" / slug / f"{slug}.ipynb" for slug in ASSIGNMENTS]


def code_of(path: Path) -> list[Any]:
    """The code cells of a notebook."""
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def trials(assignment: Assignment, step: int) -> list[Trial]:
    """The first misconception of each exercise, or of each second one, and so on, as `step` says;
    and in unit 05 an endless loop.
    """
    found = [Trial(assignment.slug, name, exercise.wrongs[0].code, exercise.wrongs[0])
             for name, exercise in list(assignment.exercises.items())[::step]]
    if ENDLESS in assignment.exercises:
        loop = f"def {ENDLESS}(contributions):\n    while True:\n        pass"
        found.append(Trial(assignment.slug, ENDLESS, loop, None))
    return found


def trial_cells(assignment: Assignment, step: int) -> list[str]:
    """The assignment solved; then for each trial its answer, its check and the solution again."""
    solved = code_cells(assignment)
    cells = list(solved.values())
    for trial in trials(assignment, step):
        check = f'from course.checks import check\n\ncheck("{trial.slug}", "{trial.exercise}")'
        cells += [trial.code, check, solved[trial.exercise]]
    return cells


def text(output: dict[str, Any]) -> tuple[str, str]:
    """What stands in an output, as text."""
    if output["output_type"] == "error":
        return CLASS.sub(r"\1", output["ename"]), output["evalue"]
    if output["output_type"] == "stream":
        return output["name"], VARIES.sub("...", output["text"])
    return output["output_type"], VARIES.sub("...", output["data"]["text/plain"])
