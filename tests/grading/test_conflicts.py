"""Merge conflicts that git or nbdime left: one version counts, between two a person chooses."""

from __future__ import annotations

import json

import pytest

from course.grading.intake.conflicts import versions
from course.grading.submission import State, Submission

from .support.hosts import nbdime_conflict
from .support.notebooks import (
    SLUG,
    RawNotebook,
    answer_in,
    answered,
    cell_of,
    released,
    restored,
    source,
)

OTHER = "def train(w, inputs, targets):\n    return []"


def conflict(ours: str, theirs: str, base: str = "") -> str:
    middle = f"||||||| 4f2a\n{base}\n" if base else ""
    return f"<<<<<<< HEAD\n{ours}\n{middle}=======\n{theirs}\n>>>>>>> main"


def with_train(text: str) -> Submission:
    notebook = answered()
    cell_of(notebook, "train")["source"] = text
    return restored(notebook)


RIGHT, STUB = (source(cell_of(notebook, "train")) for notebook in (answered(), released()))


@pytest.mark.parametrize(("ours", "theirs"), [
    (RIGHT, RIGHT), (RIGHT, f"# mine\n{RIGHT}\n"), (RIGHT, STUB),
    (STUB, RIGHT), ("", RIGHT),
])
@pytest.mark.parametrize("base", ["", STUB])
def test_the_one_written_version_counts(ours: str, theirs: str, base: str) -> None:
    submission = with_train(conflict(ours, theirs, base))
    assert answer_in(submission, "train").strip() == RIGHT.strip()
    assert not submission.to_choose
    assert submission.notes == ("A merge conflict was left in the cell train; the grader took the "
                                "one version that is written.",)


def test_a_person_chooses_between_two_written_versions() -> None:
    submission = with_train(f"import math\n{conflict(RIGHT, OTHER)}\n")
    assert submission.to_choose == {"train": "A merge conflict left two versions of the answer "
                                             "train; a person has to choose."}


def test_a_person_chooses_between_two_cells_that_nbdime_marked() -> None:
    notebook: RawNotebook = nbdime_conflict()
    assert not restored(notebook).to_choose
    next(c for c in notebook["cells"] if c.get("id") == "theirs")["source"] = OTHER
    assert list(restored(notebook).to_choose) == ["train"]


def test_two_versions_of_a_file_with_different_answers_are_no_notebook() -> None:
    text = conflict(json.dumps(answered()), json.dumps(answered(stubs=("train",))))
    submission = restored(text.encode())
    assert submission.state is State.MALFORMED
    assert submission.notes[0] == (
        f"{SLUG}.ipynb holds a merge conflict that git left, and its two versions differ in what "
        "is written. Choose one and hand in again.")


@pytest.mark.parametrize("text", [
    "x = 1 << 7", "<<<<<<< HEAD\nx", "=======\n>>>>>>> main", "<<<<<<< HEAD\n<<<<<<< HEAD\n=======",
    json.dumps("<<<<<<< HEAD\n=======\n>>>>>>> main"),
])
def test_what_is_no_conflict(text: str) -> None:
    assert versions(text) is None
