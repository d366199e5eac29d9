"""Feedback goes back under the names that the LMS gave."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.cli import main
from course.grading.gradebook.published import read_published, write_published
from course.grading.lms.feedback_files import comment, feedback_files
from course.grading.lms.names import parse_name
from course.grading.lms.records import Origin, Records
from course.grading.lms.scores import Score, read_scores

from .downloads import MOODLE_HEADER, as_csv

SLUG = "05-accumulation"
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
    (graded / "feedback" / "bo34" / SLUG / f"{SLUG}.html").unlink()
    assert feedback_files(graded, read_scores(graded), "Canvas").without_page == ["bo34"]


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
    records = read_published(graded)
    records["bo34", SLUG] = replace(records["bo34", SLUG], state="missing")
    records["cy56", SLUG] = replace(records["cy56", SLUG], state="not-graded")
    write_published(graded, records)
    returned = feedback_files(graded, read_scores(graded), "Moodle")
    assert (returned.pages, returned.waiting, returned.missing) == (
        0, ["al12", "cy56"], ["bo34"])


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
