"""Answers graded by hand, and checks in nbgrader's plain way."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from course.grading.grade import grade
from course.grading.submission import Result, State

from .support.own_assignment import (
    HIDDEN_WORD,
    RIGHT,
    SLUG,
    WRITTEN,
    forget_solutions,
    hand_in,
    own_root,
)

__all__ = ["own_root"]

PICTURE = """\
import matplotlib.pyplot as plt
plt.plot([1, 3, 2])
plt.show()"""

# Keeps what a check says while it runs, and shows it in a later cell, where one may look.
LISTENS = """\
import sys
heard = []
def double(x):
    frame = sys._getframe(1)
    heard.append(list(frame.f_globals) + list(frame.f_code.co_names))
    open("/tmp/heard", "a").write(repr(heard))
    return 2 * x"""
TELLS = """\
import os
print("later", In, heard, os.path.exists("/tmp/heard") and open("/tmp/heard").read())"""

# What a student wrote for `double`, and the points of the three checks behind it.
DOUBLES = {
    "right": (RIGHT, (2, 1.5, 2)),
    "untouched": (None, (0, 0, 0)),
    "wrong": ("def double(x):\n    return x + 2", (2, 0, 0)),
    "only-the-visible": ("def double(x):\n    return 4 if x == 2 else 0", (2, 0.5, 0)),
    "says-it-on-stderr": ("import sys\ndef double(x):\n    print('hm', file=sys.stderr)\n"
                          "    return 2 * x", (2, 1.5, 2)),
    "nan": ("class N(float):\n    def __add__(s, o): return N('nan')\n    __radd__ = __add__\n"
            "    def __eq__(s, o): return s\n"
            "    def __mul__(s, o): return s\n    __rmul__ = __mul__\n"
            "def double(x):\n    return N(2)", (2, 0, 2)),
    "negative": ("class N(float):\n    def __add__(s, o): return -1.0\n    __radd__ = __add__\n"
                 "    def __eq__(s, o): return s\n"
                 "    def __rmul__(s, o): return s\ndef double(x):\n    return N(2)", (2, 0, 2)),
    "above-the-maximum": ("class N(float):\n    def __add__(s, o): return 9.0\n"
                          "    def __eq__(s, o): return s\n    __radd__ = __add__\n"
                          "    def __rmul__(s, o): return s\ndef double(x):\n    return N(2)",
                          (2, 0, 2)),
    "numpy-number": ("import numpy as np\ndef double(x):\n    return np.float64(2 * x)",
                     (2, 1.5, 2)),
    "nothing": ("class N(float):\n    def __add__(s, o): return None\n"
                "    def __eq__(s, o): return s\n    __radd__ = __add__\n"
                "    def __rmul__(s, o): return s\ndef double(x):\n    return N(2)", (2, 0, 2)),
    "leaves": ("import sys\ndef double(x):\n    sys.exit(0)", (0, 0, 0)),
    "leaves-silently": ("get_ipython().showtraceback = lambda *a, **k: None\n"
                        "def double(x):\n    raise ValueError", (0, 0, 0)),
    "names-an-error-after-the-test": (
        "import sys\ndef double(x):\n    seen = ' '.join(sys._getframe(1).f_globals)\n"
        "    raise type(seen, (Exception,), {})(seen)", (0, 0, 0)),
    "floods": ("for i in range(300): display(i)\ndef double(x):\n"
               "    for i in range(300): display(i)\n    raise ValueError", (0, 0, 0)),
    "ends-the-process": ("def double(x):\n    import os\n    os._exit(0)", (0, 0, 0)),
}


@pytest.fixture
def graded(own_root: Path, tmp_path: Path) -> dict[str, Result]:
    submitted = tmp_path / "submitted"
    for student, (code, _) in DOUBLES.items():
        hand_in(submitted, student, {"double": code} if code else {})
    hand_in(submitted, "all-written", WRITTEN)
    hand_in(submitted, "draws", {**WRITTEN, "plot": PICTURE})
    hand_in(submitted, "tells-later", {**WRITTEN, "double": LISTENS}, added=TELLS)
    hand_in(submitted, "deleted", WRITTEN, deleted="explain")
    hand_in(submitted, "deleted-task", WRITTEN, deleted="essay", added="print('my essay')")
    (submitted / "absent" / SLUG).mkdir(parents=True)
    results = grade(submitted, tmp_path / "out", [SLUG], jobs=2)
    return {result.student: result for result in results}


def test_plain_checks_and_answers_by_hand(graded: dict[str, Result], tmp_path: Path) -> None:
    for student, (_, points) in DOUBLES.items():
        earned = {e.name: e.score for e in graded[student].exercises}
        assert tuple(earned[n] for n in ("pass", "part", "hidden")) == points, student
        assert "Unjudged" in graded[student].caveats[-1]
    refused("nan", "nan of at most 2 points", graded)
    refused("negative", "-1 of at most 2 points", graded)
    refused("above-the-maximum", "9 of at most 2 points", graded)
    refused("nothing", "nothing instead of a number", graded)

    written = graded["all-written"]
    assert (written.score, written.max_score) == (5.5, 18)
    assert written.state is State.NEEDS_REVIEW
    assert "To be graded by hand: explain, plot, essay." in written.detail
    waiting = {e.name for e in written.exercises if e.needs_review}
    assert waiting == {"explain", "plot", "essay"}
    blank = {e.name: e.reason for e in graded["untouched"].exercises}
    assert blank["explain"] == blank["plot"] == "not written"
    assert (graded["absent"].state, graded["absent"].max_score) == (State.MISSING, 18)
    assert graded["ends-the-process"].state is State.CRASHED

    gone = graded["deleted"]
    assert (gone.score, gone.max_score, gone.state) == (5.5, 18, State.NEEDS_REVIEW)
    assert {e.name: e.reason for e in gone.exercises}["explain"] == "not written"
    assert "The student deleted the answer cell explain." in gone.detail
    assert "essay" in graded["deleted-task"].detail
    assert graded["tells-later"].score == 5.5
    assert "stayed where later cells" not in graded["tells-later"].detail
    told = tmp_path / "out" / "feedback" / "tells-later" / SLUG / f"{SLUG}.html"
    assert "later [" in told.read_text()
    page = tmp_path / "out" / "feedback" / "deleted-task" / SLUG / f"{SLUG}.html"
    assert "my essay" in page.read_text()

    the_gradebook_agrees(graded, tmp_path / "out")
    the_outputs_are_kept(tmp_path / "out")
    the_hidden_test_stays_hidden(tmp_path / "out")
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["all-written"]["status"] == "needs-review"
    assert "Not right: part." in rows["all-written"]["detail"]


def refused(student: str, why: str, graded: dict[str, Result]) -> None:
    part = next(e for e in graded[student].exercises if e.name == "part")
    assert why in part.reason
    assert part.needs_review


def the_gradebook_agrees(graded: dict[str, Result], out: Path) -> None:
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        for student, result in graded.items():
            submission = book.find_submission(SLUG, student)
            assert (submission.score, submission.max_score) == (result.score, result.max_score)
            assert submission.needs_manual_grade == (
                any(e.needs_review for e in result.exercises) or result.state is State.CRASHED)
        grade = book.find_grade("explain", SLUG, SLUG, "all-written")
        assert grade.auto_score is None
        assert book.find_grade("explain", SLUG, SLUG, "untouched").auto_score == 0


def the_outputs_are_kept(out: Path) -> None:
    notebook = nbformat.read(out / "autograded" / "draws" / SLUG / f"{SLUG}.ipynb", 4)
    plot = next(c for c in notebook.cells if c.metadata.nbgrader.grade_id == "plot")
    assert any("image/png" in output.data for output in plot.outputs)


def the_hidden_test_stays_hidden(out: Path) -> None:
    for page in (out / "feedback").rglob("*.html"):
        assert HIDDEN_WORD not in page.read_text(), page


def test_work_for_an_assignment_that_is_gone_is_not_handed_in_for_one_alike(
    own_root: Path, tmp_path: Path
) -> None:
    solutions, submitted, other = own_root / "solutions", tmp_path / "submitted", "91-alike"
    (solutions / other).mkdir()
    shutil.copy(solutions / SLUG / f"{SLUG}.ipynb", solutions / other / f"{other}.ipynb")
    hand_in(submitted, "ada", WRITTEN)
    hand_in(submitted, "bo", WRITTEN)
    grade(submitted, tmp_path / "out")
    shutil.rmtree(solutions / SLUG)
    forget_solutions()
    home = submitted / "bo" / SLUG
    (home / f"{SLUG}.ipynb").rename(home / f"{other}.ipynb")
    home.rename(submitted / "bo" / other)
    found = {r.student: r.state for r in grade(submitted, tmp_path / "out", [other])}
    assert found == {"ada": State.MISSING, "bo": State.NEEDS_REVIEW}
