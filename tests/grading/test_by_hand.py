"""Points and comments that a person gave are in everything that is written afterwards."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.cli import main
from course.grading.grade import grade
from course.grading.submission import Result, State

from .support.own_assignment import SLUG, WRITTEN, hand_in, own_root

__all__ = ["own_root"]

STUDENT = "student-01"


@pytest.fixture
def submitted(own_root: Path, tmp_path: Path) -> Path:
    hand_in(tmp_path / "submitted", STUDENT, WRITTEN)
    hand_in(tmp_path / "submitted", "student-02", WRITTEN)
    return tmp_path / "submitted"


def graded(submitted: Path) -> dict[str, Result]:
    return {r.student: r for r in grade(submitted, submitted.parent / "out", [SLUG])}


def give(out: Path, points: dict[str, float], extra: float = 0, comment: str = "") -> None:
    """What formgrader saves when a person gives points."""
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        for cell, score in points.items():
            row = book.find_grade(cell, SLUG, SLUG, STUDENT)
            row.manual_score, row.needs_manual_grade = score, False
        if extra:
            book.find_grade("explain", SLUG, SLUG, STUDENT).extra_credit = extra
        if comment:
            book.find_comment("explain", SLUG, SLUG, STUDENT).manual_comment = comment
        book.db.commit()


def page(out: Path, student: str = STUDENT) -> str:
    return (out / "feedback" / student / SLUG / f"{SLUG}.html").read_text(encoding="utf-8")


def test_points_and_comments_are_taken_over(submitted: Path) -> None:
    out = submitted.parent / "out"
    before = graded(submitted)
    assert (before[STUDENT].score, before[STUDENT].state) == (5.5, State.NEEDS_REVIEW)
    others = page(out, "student-02")

    give(out, {"explain": 3, "plot": 2}, extra=0.5, comment="<b>Well</b> said")
    result = graded(submitted)[STUDENT]
    assert (result.score, result.state) == (11, State.NEEDS_REVIEW)
    assert "To be graded by hand: essay." in result.detail

    give(out, {"essay": 4, "check_hidden": 1})
    result = graded(submitted)[STUDENT]
    assert (result.score, result.max_score, result.state) == (14, 18, State.GRADED)
    assert "To be graded by hand" not in result.detail
    with (out / "grades.csv").open(newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["student"] == STUDENT)
    assert (row["score"], row["status"]) == ("14", "graded")
    assert "14 of 18 points" in page(out)
    assert "&lt;b&gt;Well&lt;/b&gt; said" in page(out)
    assert "A person read it and gave these points." in page(out)
    assert page(out, "student-02") == others
    assert "14 / 18" in (out / "report.html").read_text(encoding="utf-8")


def test_points_that_are_taken_back_are_gone(submitted: Path) -> None:
    out = submitted.parent / "out"
    graded(submitted)
    give(out, {"explain": 3})
    assert graded(submitted)[STUDENT].score == 8.5
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        row = book.find_grade("explain", SLUG, SLUG, STUDENT)
        row.manual_score, row.needs_manual_grade = None, True
        book.db.commit()
    assert graded(submitted)[STUDENT].score == 5.5
    assert "5.5 of 6 points so far" in page(out)


def test_points_below_0_count_and_are_told(submitted: Path) -> None:
    out = submitted.parent / "out"
    graded(submitted)
    give(out, {"explain": -3, "plot": 1, "check_hidden": -9}, extra=-0.5)
    result = graded(submitted)[STUDENT]
    assert result.score < 0
    assert "Graded by hand below 0: " in result.detail
    assert "explain (-3.5 of 4)" in result.detail
    assert "earlier" not in result.detail
    assert "hidden (-9 of " in result.detail
    assert "plot" not in result.detail.partition("below 0")[2]
    assert f"{result.score:g} / 18" in (out / "report.html").read_text(encoding="utf-8")
    assert "below 0" in page(out)


def test_points_without_end_wait_for_a_person(
    submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = submitted.parent / "out"
    graded(submitted)
    give(out, {"explain": math.inf, "plot": 2, "essay": 4})
    result = graded(submitted)[STUDENT]
    assert (result.score, result.state) == (11.5, State.NEEDS_REVIEW)
    assert "To be graded by hand: explain." in result.detail
    assert main(["export", "90", "--csv", "--grades", str(out)]) == 0
    assert f"grade by hand with course review: {STUDENT}" in capsys.readouterr().out


def test_an_export_tells_what_the_gradebook_lacks(
    submitted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after copying another folder's files over those of this one."""
    out = submitted.parent / "out"
    graded(submitted)

    def without(student: str) -> tuple[int, str]:
        with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
            book.remove_submission(SLUG, student)
        code = main(["export", "90", "--csv", "--grades", str(out)])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    code, told = without("student-02")
    assert code == 0
    assert "so not in the file: student-02. Give your course grade command again" in told
    code, told = without(STUDENT)
    assert code == 2
    assert f"gradebook.db lacks the grades of {SLUG}; give your course grade command" in told
    graded(submitted)
    assert main(["export", "90", "--csv", "--grades", str(out)]) == 0
    assert "Graded, but not" not in capsys.readouterr().out


def test_a_notebook_that_was_taken_away_stops_nothing(submitted: Path) -> None:
    out = submitted.parent / "out"
    graded(submitted)
    give(out, {"explain": 3})
    (out / "autograded" / STUDENT / SLUG / f"{SLUG}.ipynb").unlink()
    assert graded(submitted)[STUDENT].score == 8.5
