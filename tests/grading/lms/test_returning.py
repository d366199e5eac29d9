"""Feedback goes back under the names that the LMS gave; extensions change what is late."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.cli import main
from course.grading.lms.extensions import extend
from course.grading.lms.late import apply_lateness
from course.grading.lms.names import parse_name
from course.grading.lms.records import Origin, Records, load_records
from course.grading.lms.returning import comment, feedback_files
from course.grading.lms.scores import Score, read_scores
from course.grading.submission import GradingError, Result, State

from .downloads import MOODLE_HEADER, as_csv

SLUG = "05-accumulation"
DUE = datetime(2026, 11, 20, 12, tzinfo=UTC)
CANVAS = {"al12": Origin("Canvas", "4711", "Lovelace, Al 2", file_id=90001),
          "bo34": Origin("Canvas", "anon_Ab3dE", "", file_id=90002),
          "cy56": Origin("Canvas", "4713", "Cy")}
MOODLE = {"al12": Origin("Moodle", "11", "Al Lovelace"), "bo34": Origin("Moodle", "12", "Bo_b")}


def with_pages(graded: Path, origins: dict[str, Origin]) -> Path:
    Records(SLUG, origins).save(graded)
    for student in ("al12", "bo34", "cy56"):
        page = graded / "feedback" / student / SLUG / f"{SLUG}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"for {student}")
    return graded


def test_canvas_knows_its_own_names(graded: Path) -> None:
    returned = feedback_files(with_pages(graded, CANVAS), read_scores(graded), "Canvas")
    with zipfile.ZipFile(io.BytesIO(returned.content)) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert pages == {f"lovelaceal2_4711_90001_{SLUG}.html": "for al12",
                     f"anon_Ab3dE_90002_{SLUG}.html": "for bo34"}
    for name, student in zip(pages, ("4711", "anon_Ab3dE"), strict=True):
        parsed = parse_name(name)
        assert parsed is not None
        assert parsed.lms_id == student
    assert returned.unknown == ["cy56"]


def test_moodle_gets_pages_and_comments(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_pages(graded, MOODLE)
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(as_csv([MOODLE_HEADER, *(
        [f"Participant {number}", name, f"{name}@example.org", "", "", "100", "", "-", "-", "old"]
        for number, name in ((11, "Al Lovelace"), (99, "=Nobody")))]))
    assert main(["return", "05", "--moodle", "--grades", str(graded), "--roster",
                 str(worksheet)]) == 0
    with zipfile.ZipFile(graded / f"{SLUG}-feedback-moodle.zip") as archive:
        assert archive.namelist() == [f"Al Lovelace_11_assignsubmission_file_/{SLUG}.html",
                                      f"Bo b_12_assignsubmission_file_/{SLUG}.html"]
    lines = (graded / f"{SLUG}-comments-moodle.csv").read_text().splitlines()
    assert lines[1].endswith(f",4 of 5 points. The file {SLUG}.html shows what each check found.")
    assert lines[2].startswith("Participant 99,'=Nobody,")
    assert lines[2].endswith(",old")
    told = capsys.readouterr().out
    assert "2 feedback pages of 05-accumulation" in told
    assert "would not know whose page it is: cy56." in told


def test_what_waits_is_not_returned(graded: Path) -> None:
    with_pages(graded, MOODLE)
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        book.find_grade("check", SLUG, SLUG, "al12").needs_manual_grade = True
        book.db.commit()
    text = (graded / "grades.csv").read_text().replace(f"bo34,{SLUG},4,5,graded",
                                                       f"bo34,{SLUG},0,5,missing")
    (graded / "grades.csv").write_text(text)
    returned = feedback_files(graded, read_scores(graded), "Moodle")
    assert (returned.pages, returned.waiting, returned.missing) == (0, ["al12"], ["bo34"])


def test_what_cannot_be_returned_is_wrong_use(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["return", "05", "--canvas", "--grades", str(graded)]) == 2
    assert "no submission here came from Canvas" in capsys.readouterr().err
    with_pages(graded, MOODLE)
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text("Identifier,Full name,Grade\nParticipant 11,Al Lovelace,\n")
    assert main(["return", "05", "--moodle", "--grades", str(graded), "--roster",
                 str(worksheet)]) == 2
    assert "has no column Feedback comments" in capsys.readouterr().err


def test_a_comment_names_points_and_penalty() -> None:
    score = Score("al12", SLUG, 17, 2, 20, "graded", False, False, Origin())
    assert comment(score) == ("15 of 20 points (2 points less because it was late). The file "
                              f"{SLUG}.html shows what each check found.")


# -- extensions ------------------------------------------------------------------------------------


def late_sentence(graded: Path, stamp: str = "2026-11-21 12:00:00 UTC") -> str:
    """What the detail says of al12, handed in a day late."""
    place = graded / "submitted" / "al12" / SLUG / "timestamp.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(stamp)
    result = Result("al12", SLUG, 4, 5, State.GRADED, "")
    apply_lateness(graded, graded / "submitted", [result])
    return result.detail


def test_an_extension_counts_and_can_be_shortened(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Records(SLUG, due=DUE).save(graded)
    assert late_sentence(graded) == "Late by 1 day."
    command = ["extend", "al12", "05", "2026-11-22", "--timezone", "UTC", "--grades", str(graded)]
    assert main(command) == 0
    assert "al12 has until 2026-11-22 23:59 (UTC, UTC+00:00)" in capsys.readouterr().out
    assert late_sentence(graded) == "Extended to 2026-11-22 23:59 (UTC, UTC+00:00)."
    command[3] = "2026-11-21T11:00"
    assert main(command) == 0
    assert late_sentence(graded).endswith("Late by 1 h.")
    assert load_records(graded, SLUG).extensions.keys() == {"al12"}


def test_an_extension_needs_a_student_and_a_due_date(graded: Path) -> None:
    with pytest.raises(GradingError, match="no due date to extend"):
        extend(graded, "al12", SLUG, DUE)
    Records(SLUG, due=DUE).save(graded)
    with pytest.raises(GradingError, match=r"no student 'al21'; there are al12, …"):
        extend(graded, "al21", SLUG, DUE)
    with pytest.raises(GradingError, match=r"no gradebook\.db"):
        extend(graded / "feedback", "al12", SLUG, DUE)


def test_a_mark_of_canvas_counts_as_in_time_under_an_extension(graded: Path) -> None:
    origin = Origin("Canvas", "4711", "Al", late=True)
    Records(SLUG, {"al12": origin}, DUE, {"al12": datetime(2026, 11, 25, tzinfo=UTC)}).save(graded)
    result = Result("al12", SLUG, 4, 5, State.GRADED, "")
    apply_lateness(graded, graded / "submitted", [result])
    assert "Extended to 2026-11-25" in result.detail
    assert "Late by" not in result.detail
