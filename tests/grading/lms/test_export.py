"""From a gradebook to what an LMS imports, and read back."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.cli import main
from course.grading.gradebook.published import read_published, write_published
from course.grading.lms.canvas import canvas
from course.grading.lms.records import Origin, Records, roster_copy
from course.grading.lms.roster import read_roster
from course.grading.lms.scores import Score, Scores
from tests.grading.lms.conftest import SLUG
from tests.grading.lms.downloads import MOODLE_HEADER, as_csv

STUDENT_COLUMNS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
GRADEBOOK = [
    [*STUDENT_COLUMNS, "05 Accumulation (88001)", "Essay (88002)", "Final Score"],
    ["    Points Possible", "", "", "", "", "5", "10", "(read only)"],
    ["Example, Al", "4711", "s1", "al12", "A", "1", "7", "70"],
    ["=Example, \"Bo\"", "4712", "s2", "bo34", "A", "", "8", "80"],
    ["Ünal, Cy", "4713", "s3", "cy56", "A", "", "9", "90"],
    ["Absent, Di", "4714", "s4", "di78", "A", "", "", ""],
    ["Student, Test", "4999", "", "test", "A", "", "", ""],
]
WORKSHEET = [
    MOODLE_HEADER,
    ["Participant 9", "Al Example", "al12", "Submitted", "", "100.00", "Yes", "-", "-", "=good"],
    ["Participant 8", "@Bo", "bo34", "Submitted", "", "100.00", "Yes", "-", "-", ""],
    ["Participant 7", "Cy Ünal", "", "Submitted", "55", "100.00", "Yes", "-", "-", ""],
]


def roster(graded: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = graded / "roster.csv"
    path.write_text("\ufeff" + as_csv(rows), encoding="utf-8")
    return path


def export(graded: Path, *options: str | Path) -> list[list[str]]:
    to = graded / "to.csv"
    to.unlink(missing_ok=True)  # that of another LMS, which would not be replaced
    assert main(["export", "--grades", str(graded), "--to", str(to), *map(str, options)]) == 0
    return list(csv.reader(io.StringIO(to.read_text(encoding="utf-8"), newline="")))


def columns(rows: list[list[str]], *names: str) -> list[tuple[str, ...]]:
    places = [rows[0].index(name) for name in names]
    return [tuple(row[place] for place in places) for row in rows[1:]]


def change(graded: Path, student: str, **marks: object) -> None:
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        grade = book.find_grade("check", SLUG, SLUG, student)
        for name, value in marks.items():
            setattr(grade, name, value)
        book.db.commit()


def state(graded: Path, student: str, word: str) -> None:
    records = read_published(graded)
    records[student, SLUG] = replace(records[student, SLUG], state=word)
    write_published(graded, records)


def test_canvas(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(graded, "cy56", manual_score=4.625)
    rows = export(graded, "--canvas", "--roster", roster(graded, GRADEBOOK))
    assert rows == [
        [*STUDENT_COLUMNS, "05 Accumulation (88001)"],
        ["    Points Possible", "", "", "", "", "5"],
        ["Example, Al", "4711", "s1", "al12", "A", "4"],
        ["'=Example, \"Bo\"", "4712", "s2", "bo34", "A", "4"],
        ["Ünal, Cy", "4713", "s3", "cy56", "A", "4.62"],
        ["Absent, Di", "4714", "s4", "di78", "A", ""],
    ]
    assert capsys.readouterr().out == (f"wrote {graded / 'to.csv'}: 3 scores of {SLUG}.\n"
                                       "The import changes 1 grade that the LMS has: al12 from "
                                       "1 to 4.\n"
                                       "Handed in nothing, so no score: di78.\n")


@pytest.mark.parametrize(("before", "told"), [
    ("4.00", ""), ("4,0", ""), ("4.004", ""), ("-", ""), (" ", ""),
    ("80%", ""), ("80,0 %", ""), ("75%", "al12 from 75% to 4."),
    ("3,5", "al12 from 3,5 to 4."), ("0", "al12 from 0 to 4."), ("1,004.00", "from 1,004.00 to 4"),
])
def test_grades_that_the_lms_has_and_that_would_change(
    graded: Path, capsys: pytest.CaptureFixture[str], before: str, told: str
) -> None:
    table = [row.copy() for row in GRADEBOOK]
    table[2][5] = before
    export(graded, "--canvas", "--roster", roster(graded, table))
    said = capsys.readouterr().out
    assert ("The import changes" in said) == bool(told)
    assert told in said


def test_a_zero_for_nothing_handed_in_changes_a_grade_too(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = [*GRADEBOOK[:5], ["Absent, Di", "4714", "s4", "di78", "A", "2", "", ""]]
    options = ("--canvas", "--roster", roster(graded, table))
    export(graded, *options)
    assert "di78 from" not in capsys.readouterr().out
    export(graded, *options, "--missing-as-zero")
    assert "2 grades that the LMS has: al12 from 1 to 4, di78 from 2 to 0." in (
        capsys.readouterr().out)


def test_moodle_tells_which_grades_change(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Records(SLUG, {"cy56": Origin("Moodle", "7", "Cy Ünal")}).save(graded)
    export(graded, "--moodle", "--roster", roster(graded, WORKSHEET))
    assert "The import changes 1 grade that the LMS has: Cy-Ünal-7 from 55 to 80." in (
        capsys.readouterr().out)


def test_words_of_a_scale_are_refused(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = [row.copy() for row in WORKSHEET]
    table[1][4] = "Very good"
    assert "al12 has the grade 'Very good' under Grade in the LMS: a word" in wrong_use(
        capsys, "--moodle", "--grades", graded, "--roster", roster(graded, table))
    header = [h.replace("Maximum grade", "Scale") for h in MOODLE_HEADER]
    table = [header, *([*row[:5], "Poor, Good", *row[6:]] for row in WORKSHEET[1:])]
    assert "grades with a scale (Poor, Good)" in wrong_use(
        capsys, "--moodle", "--grades", graded, "--roster", roster(graded, table))


def test_what_was_exported_is_a_roster_again(graded: Path) -> None:
    for target, rows in (("--canvas", GRADEBOOK), ("--moodle", WORKSHEET)):
        first = export(graded, target, "--roster", roster(graded, rows))
        assert export(graded, target, "--roster", roster(graded, first)) == first


def test_canvas_scales_to_its_points(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = [row.copy() for row in GRADEBOOK]
    table[1][5] = "50"
    rows = export(graded, "--canvas", "--roster", roster(graded, table))
    assert columns(rows, "05 Accumulation (88001)")[:2] == [("50",), ("40",)]
    assert f"Scaled to the LMS's maximum: {SLUG} from 5 to 50 points." in capsys.readouterr().out
    for possible in ("0", ""):
        table[1][5] = possible
        rows = export(graded, "--canvas", "--roster", roster(graded, table))
        assert columns(rows, "05 Accumulation (88001)")[:2] == [("5",), ("4",)]
        told = capsys.readouterr().out
        assert f"no Points Possible, so the points are not scaled: {SLUG}." in told


def test_canvas_where_the_assignment_has_another_title(graded: Path) -> None:
    path = roster(graded, [[h.replace("05 Accumulation", "Week 6") for h in GRADEBOOK[0]],
                           *GRADEBOOK[1:]])
    assert export(graded, "--canvas", "--roster", path)[0][-1] == SLUG
    for title in ("Week 6", "Week 6 (88001)"):
        rows = export(graded, "--canvas", "--roster", path, "--column", title)
        assert columns(rows, "Week 6 (88001)")[1] == ("4",)


def test_canvas_with_no_column_or_several(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = [[h.replace("05 Accumulation", "Week 6") for h in GRADEBOOK[0]], *GRADEBOOK[1:]]
    export(graded, "--canvas", "--roster", roster(graded, none))
    assert ("No column of the roster has the assignment's name, so the file makes a new one; name "
            f"another with --column: {SLUG}.") in capsys.readouterr().out
    several = [[h.replace("Essay", "05 Accumulation") for h in GRADEBOOK[0]], *GRADEBOOK[1:]]
    path = roster(graded, several)
    assert (f"has several columns for {SLUG}: 05 Accumulation (88001), 05 Accumulation (88002). "
            "Name one with --column") in wrong_use(
                capsys, "--canvas", "--grades", graded, "--roster", path)
    rows = export(graded, "--canvas", "--roster", path, "--column", "05 Accumulation (88002)")
    assert columns(rows, "05 Accumulation (88002)")[1] == ("8",)  # of 10 points


def test_canvas_without_sections(graded: Path) -> None:
    rows = export(graded, "--canvas", "--roster", roster(
        graded, [[*row[:4], *row[5:]] for row in GRADEBOOK]))
    assert rows[0] == [*STUDENT_COLUMNS[:4], "05 Accumulation (88001)"]
    assert rows[2] == ["Example, Al", "4711", "s1", "al12", "4"]


def test_the_logins_of_a_hub(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """al12, bo34 and cy56 by an address, in capitals; one of them fits two people."""
    table = [MOODLE_HEADER,
             ["Participant 9", "Al", "AL12@example.org", "", "", "5", "", "-", "-", ""],
             ["Participant 8", "Bo", "bo34@example.org", "", "", "5", "", "-", "-", ""],
             ["Participant 7", "Bo", "bo34@other.org", "", "", "5", "", "-", "-", ""],
             ["Participant 6", "Cy", "Cy56@example.org", "", "", "5", "", "-", "-", ""]]
    rows = export(graded, "--moodle", "--roster", roster(graded, table))
    assert columns(rows, "Grade") == [("4",), ("",), ("",), ("4",)]
    assert "Not on the roster, so not in the file: bo34." in capsys.readouterr().out


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("target", ["--moodle", "--csv"])
def test_of_two_submissions_that_fit_one_person_none_is_taken(
    graded: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        book.add_student("AL12")
        book.add_submission(SLUG, "AL12")
    table = [MOODLE_HEADER,
             ["Participant 9", "Al", "Al12@example.org", "", "3", "5", "", "-", "-", ""]]
    rows = export(graded, target, "--missing-as-zero", "--roster", roster(graded, table))
    told = capsys.readouterr().out
    assert "More than one submission fits the person, so no score: Al12@example.org (" in told
    assert "Handed in nothing" not in told
    assert target == "--csv" or columns(rows, "Grade") == [("3",)]


def test_canvas_keeps_the_excused(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = [row.copy() for row in GRADEBOOK]
    table[2][5] = "EX"
    rows = export(graded, "--canvas", "--roster", roster(graded, table))
    assert columns(rows, "05 Accumulation (88001)")[1] == ("EX",)
    assert "Left as the LMS has it: al12 (EX)." in capsys.readouterr().out


def test_moodle(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Records(SLUG, {"cy56": Origin("Moodle", "7", "Cy Ünal")}).save(graded)
    rows = export(graded, "--moodle", "--roster", roster(graded, WORKSHEET))
    assert rows[0] == MOODLE_HEADER
    assert columns(rows, "Identifier", "Full name", "Grade", "Feedback comments") == [
        ("Participant 9", "Al Example", "80", "=good"), ("Participant 8", "'@Bo", "80", ""),
        ("Participant 7", "Cy Ünal", "80", "")]
    assert [row[5:9] for row in rows[1:]] == [row[5:9] for row in WORKSHEET[1:]]
    assert f"Scaled to the LMS's maximum: {SLUG} from 5 to 100 points." in capsys.readouterr().out


def test_moodle_takes_no_more_than_the_maximum(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(graded, "al12", extra_credit=2)
    rows = export(graded, "--moodle", "--roster", roster(graded, WORKSHEET))
    assert columns(rows, "Grade")[0] == ("100",)
    told = capsys.readouterr().out
    assert "Cut to the maximum, because Moodle accepts no more: al12 (120)." in told
    rows = export(graded, "--canvas", "--roster", roster(graded, GRADEBOOK))
    assert columns(rows, "05 Accumulation (88001)")[1] == ("6",)


def test_a_worksheet_that_moodle_would_refuse(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = [[*row[:8], row[9]] for row in WORKSHEET]
    told = wrong_use(capsys, "--moodle", "--grades", graded, "--roster", roster(graded, cut))
    assert "has no column Last modified (grade), without which Moodle refuses it" in told


def test_the_files_have_what_the_imports_ask_for(graded: Path) -> None:
    rows = export(graded, "--canvas", "--roster", roster(graded, GRADEBOOK))
    assert rows[0][:2] == ["Student", "ID"]
    assert rows[0].index("Section") == 4
    assert "Points Possible" in rows[1][0]
    assert all(len(row) == len(rows[0]) for row in rows)
    assert all(row[1].isdigit() for row in rows[2:])
    text = (graded / "to.csv").read_bytes()
    assert not text.startswith(b"\xef\xbb\xbf")
    rows = export(graded, "--moodle", "--roster", roster(graded, WORKSHEET))
    for identifier, grade, most in columns(rows, "Identifier", "Grade", "Maximum grade"):
        assert identifier.removeprefix("Participant ").isdigit()
        assert not grade or 0 <= float(grade) <= float(most)


def test_plain(graded: Path) -> None:
    Records(SLUG, {"al12": Origin("Canvas", "4711", "=Al", "al@example.org")}).save(graded)
    rows = export(graded, "--csv")
    assert rows[1] == ["al12", "'=Al", "al@example.org", "4711", SLUG, "4", "0", "4", "5", "graded"]
    assert columns(rows, "student", "score") == [("al12", "4"), ("bo34", "4"), ("cy56", "4")]
    rows = export(graded, "--csv", "--roster", roster(graded, GRADEBOOK))
    assert columns(rows, "student", "score", "status")[-1] == ("di78", "", "missing")


def test_who_is_not_on_the_roster_of_a_plain_file(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = export(graded, "--csv", "--roster", roster(graded, GRADEBOOK[:4]))
    assert ("cy56", "4") in columns(rows, "student", "score")
    assert "Not on the roster, so in the file by their folder: cy56." in capsys.readouterr().out


def test_grades_that_moodle_has_locked(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = [row.copy() for row in WORKSHEET]
    table[1][4], table[1][6], table[2][6] = "55", "No", "No"
    rows = export(graded, "--moodle", "--roster", roster(graded, table))
    assert columns(rows, "Grade")[:2] == [("55",), ("",)]
    told = capsys.readouterr().out
    assert "Locked in Moodle, which takes no grade for them: al12, bo34." in told
    assert "al12 from" not in told
    assert "0 scores" in told


TARGETS = {"--canvas": (GRADEBOOK, "05 Accumulation (88001)", "1", 1),
           "--moodle": (WORKSHEET, "Grade", "", 0), "--csv": (GRADEBOOK, "score", "", 0)}


@pytest.mark.parametrize("target", TARGETS)
def test_what_waits_for_a_person_is_no_zero(
    graded: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    table, column, before, place = TARGETS[target]
    options = (target, "--roster", roster(graded, table))
    change(graded, "al12", auto_score=None, needs_manual_grade=True)
    assert columns(export(graded, *options), column)[place] == (before,)
    assert "No score yet; grade by hand with course review: al12." in capsys.readouterr().out
    change(graded, "al12", manual_score=5, needs_manual_grade=False)
    state(graded, "al12", "needs-review")
    assert columns(export(graded, *options), column)[place][0] in ("5", "100")
    change(graded, "al12", manual_score=None, auto_score=4)
    assert columns(export(graded, *options), column)[place] == (before,)


@pytest.mark.parametrize("target", TARGETS)
def test_who_handed_in_nothing_gets_a_zero_only_when_asked(graded: Path, target: str) -> None:
    table, column, before, place = TARGETS[target]
    options = (target, "--roster", roster(graded, table))
    state(graded, "al12", "missing")
    assert columns(export(graded, *options), column)[place] == (before,)
    assert columns(export(graded, *options, "--missing-as-zero"), column)[place] == ("0",)
    change(graded, "al12", manual_score=5)
    assert columns(export(graded, *options), column)[place][0] in ("5", "100")


@pytest.mark.parametrize("target", TARGETS)
def test_of_what_does_not_count_there_is_no_score(
    graded: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        book.find_graded_cell("check", SLUG, SLUG).max_score = 0
        book.db.commit()
    change(graded, "al12", auto_score=0)
    table, column, before, place = TARGETS[target]
    rows = export(graded, target, "--roster", roster(graded, table), "--missing-as-zero")
    assert columns(rows, column)[place] == (before,)
    told = capsys.readouterr().out
    assert f"None of its exercises counts, so it has no score: {SLUG}." in told
    assert "0 scores" in told
    assert "Scaled" not in told
    assert "changes" not in told


def test_several_assignments_are_several_columns(graded: Path) -> None:
    people = read_roster(roster(graded, GRADEBOOK))
    given = [("al12", SLUG, "graded"), ("al12", "06-vector-backward", "missing")]
    done = canvas(Scores(Score(student, assignment, 3, 0, 5, word, False, word == "missing",
                               Origin())
                         for student, assignment, word in given), people)
    rows = list(csv.reader(io.StringIO(done.text, newline="")))
    assert rows[0][5:] == ["05 Accumulation (88001)", "06-vector-backward"]
    assert rows[2][5:] == ["3", ""]
    assert "al12 in 06-vector-backward" in done.missing


def test_late_penalties_count(graded: Path) -> None:
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        book.find_submission_notebook(SLUG, SLUG, "al12").late_submission_penalty = 1.5
        book.db.commit()
    rows = export(graded, "--csv")
    assert rows[1][5:8] == ["4", "1.5", "2.5"]
    rows = export(graded, "--canvas", "--roster", roster(graded, GRADEBOOK))
    assert columns(rows, "05 Accumulation (88001)")[1] == ("2.5",)


def test_who_is_not_on_the_roster_is_reported(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(graded, "--canvas", "--roster", roster(graded, GRADEBOOK[:4]))
    assert "Not on the roster, so not in the file: cy56." in capsys.readouterr().out


def test_course_export_finds_the_roster_of_course_grade(graded: Path) -> None:
    Records(SLUG).save(graded)
    roster(graded, GRADEBOOK).rename(roster_copy(graded, SLUG))
    assert main(["export", "--canvas", "--grades", str(graded)]) == 0
    assert "al12,A,4" in (graded / "canvas.csv").read_text(encoding="utf-8")


def test_who_left_since_is_told(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Records(SLUG).save(graded)
    roster(graded, GRADEBOOK).rename(roster_copy(graded, SLUG))
    os.utime(roster_copy(graded, SLUG), (1, 1))
    newer = roster_copy(graded, "06-vector-backward")
    assert main(["export", "--canvas", "--grades", str(graded)]) == 0
    assert "newest list" not in capsys.readouterr().out
    roster(graded, [row for row in GRADEBOOK if "bo34" not in row]).rename(newer)
    assert main(["export", "--canvas", "--grades", str(graded)]) == 0
    assert ("Not on the newest list of people that course grade was given: bo34. If they left, "
            "name that list with --roster.") in capsys.readouterr().out
    assert main(["export", "--canvas", "--grades", str(graded), "--roster", str(newer)]) == 0
    told = capsys.readouterr().out
    assert "newest list" not in told
    assert "Not on the roster, so not in the file: bo34." in told
    roster(graded, [*GRADEBOOK[:2], ["Other, Section", "1", "s9", "ot99", "B", "", "", ""]]
           ).rename(newer)
    assert main(["export", "--canvas", "--grades", str(graded)]) == 0
    assert "newest list" not in capsys.readouterr().out


def test_a_gradebook_that_cannot_be_used(
    graded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (graded / "gradebook.db").write_text("not a database, but long enough to look like one")
    assert "gradebook.db cannot be used (file is not a database)" in wrong_use(
        capsys, "--csv", "--grades", graded)


def wrong_use(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    try:
        code = main(["export", *map(str, arguments)])
    except SystemExit as stop:
        code = int(stop.code or 0)
    captured = capsys.readouterr()
    assert (code, captured.out, captured.err.count("\n")) == (2, "", 1)
    return captured.err


def test_devices_and_pipes_are_written_to_and_links_followed(graded: Path, tmp_path: Path) -> None:
    def exported(to: Path) -> None:
        assert main(["export", "--csv", "--grades", str(graded), "--to", str(to)]) == 0

    ours, terminal = os.openpty()
    try:
        exported(Path(os.ttyname(terminal)))
        assert os.read(ours, 100).startswith(b"student,name,")
    finally:
        os.close(ours)
        os.close(terminal)
    pipe, link, target = (tmp_path / name for name in ("pipe", "link", "target"))
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        exported(pipe)
        assert os.read(reader, 100).startswith(b"student,name,")
    finally:
        os.close(reader)
    link.symlink_to(target)
    exported(link)
    assert link.is_symlink()
    assert target.read_text().startswith("student,name,")


def test_wrong_use(graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, grades = roster(graded, GRADEBOOK), ("--grades", graded)
    assert "required" in wrong_use(capsys, *grades)
    assert "not allowed with" in wrong_use(capsys, *grades, "--canvas", "--moodle")
    assert "no gradebook.db in" in wrong_use(capsys, "--csv", "--grades", tmp_path)
    assert "no assignment '77'" in wrong_use(capsys, "77", "--csv", *grades)
    assert "holds no grades of 06-vector-backward; it has 05-acc" in wrong_use(
        capsys, "06", "--csv", *grades)
    assert "needs Canvas's gradebook export" in wrong_use(capsys, "--canvas", *grades)
    assert "roster.csv is Canvas's" in wrong_use(capsys, "--moodle", *grades, "--roster", sheet)
    assert "has no column 'Week 6'; after Section it has 05 Acc" in wrong_use(
        capsys, "--canvas", *grades, "--roster", sheet, "--column", "Week 6")
    assert "--column goes with" in wrong_use(capsys, "--csv", *grades, "--column", "Week 6")
    assert main(["export", "--csv", *map(str, grades)]) == 0
    assert main(["export", "--csv", *map(str, grades)]) == 0  # in the place of the first
    capsys.readouterr()
    for there in (sheet, graded / "gradebook.db", graded / ".published" / f"{SLUG}.json"):
        before = there.read_bytes()
        for target in (("--canvas", "--roster", sheet), ("--csv",)):
            assert "is no earlier file of this command" in wrong_use(
                capsys, *target, *grades, "--to", there)
        assert there.read_bytes() == before
    assert "cannot write" in wrong_use(
        capsys, "--csv", *grades, "--to", tmp_path / "nowhere" / "x.csv")
    (graded / ".published" / f"{SLUG}.json").unlink()
    assert "run course grade with --out" in wrong_use(capsys, "--csv", *grades)
