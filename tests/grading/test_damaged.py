"""Notebooks damaged at random: each has a state and a reason, none stops the run.

250 of them; with `--every 1` a thousand.
"""

from __future__ import annotations

from pathlib import Path

import nbformat

from course.grading.intake.folders import read_submission
from course.grading.intake.restore import restore
from course.grading.submission import State
from course.publish.assignment import release_notebook, solution_notebook
from course.publish.source import Assignment
from tests.battery.damaged import damaged_at_random

SLUG = "05-accumulation"
COUNT = 1000


def test_damaged_notebooks(tmp_path: Path, accumulation: Assignment, every: int) -> None:
    source = solution_notebook(accumulation)
    whole = nbformat.writes(release_notebook(source)).encode()
    folder = tmp_path / SLUG
    folder.mkdir()
    states = []
    for number in range(0, COUNT, 1 if every == 1 else 4):
        (folder / f"{SLUG}.ipynb").write_bytes(damaged_at_random(whole, number))
        submission = restore(read_submission(folder), source)
        states.append(submission.state)
        if submission.notebook is None:
            assert submission.notes, number
        else:
            nbformat.validate(submission.notebook)
            nbformat.writes(submission.notebook).encode()
    assert set(states) == {State.GRADED, State.MALFORMED}
