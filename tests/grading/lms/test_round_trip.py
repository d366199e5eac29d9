"""From an LMS's download to the file that it imports, with real grading between."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from course.cli import main
from course.publish.source import Assignment
from tests.grading.lms.downloads import (
    Student,
    canvas_gradebook,
    canvas_zip,
    moodle_worksheet,
    moodle_zip,
    sample_students,
)

SLUG = "05-accumulation"
KINDS = {"all-solved", "untouched", "broken-json", "handed-in-nothing"}
MADE = {"Canvas": (canvas_zip, canvas_gradebook), "Moodle": (moodle_zip, moodle_worksheet)}


@pytest.fixture(scope="module")
def students(accumulation: Assignment) -> list[Student]:
    return [s for s in sample_students(accumulation) if s.name.removeprefix("Student ") in KINDS]


@pytest.mark.parametrize("lms", MADE)
def test_ids_and_scores_come_back(
    lms: str, students: list[Student], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, table = MADE[lms]
    (tmp_path / "submissions.zip").write_bytes(pack(students, SLUG))
    (tmp_path / "roster.csv").write_text(table(students), encoding="utf-8")
    out = tmp_path / "graded"
    assert main(["grade", "05", "--zip", str(tmp_path / "submissions.zip"), "--roster",
                 str(tmp_path / "roster.csv"), "--out", str(out), "--jobs", "1"]) == 0
    assert main(["export", f"--{lms.lower()}", "--grades", str(out)]) == 0
    told = capsys.readouterr().out
    assert "holds submissions of 3 students.\n" in told
    assert "On the roster, but handed in nothing: 1 student.\n" in told
    assert "4 submissions: 2 graded, 1 malformed, 1 missing." in told
    assert "2 scores of 05-accumulation." in told

    with (out / f"{lms.lower()}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    found = {row[0 if lms == "Moodle" else 1]: row[rows[0].index(
        "Grade" if lms == "Moodle" else "05 Accumulation (88001)")] for row in rows[1:]}
    full = "100" if lms == "Moodle" else "20"
    ids = [f"Participant {s.participant}" if lms == "Moodle" else str(s.canvas_id)
           for s in students]
    assert [found[i] for i in ids] == [full, "0", "", ""]

    states = {row["student"].partition("@")[0]: row["status"] for row in csv.DictReader(
        io.StringIO((out / "grades.csv").read_text(encoding="utf-8")))}
    assert states == dict(zip([s.login for s in students],
                              ["graded", "graded", "malformed", "missing"], strict=True))
