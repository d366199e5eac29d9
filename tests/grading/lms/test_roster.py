"""Rosters: the LMSs' own exports and a plain form; what is wrong with one is said."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from course.grading.lms import export
from course.grading.lms.logins import people_of
from course.grading.lms.names import parse_name
from course.grading.lms.records import Origin
from course.grading.lms.roster import Person, Roster, read_roster
from course.grading.lms.scores import Score, Scores
from course.grading.sanitising.spreadsheets import original_text, without_formula
from course.grading.submission import GradingError
from tests.grading.lms.downloads import (
    CANVAS_HEADER,
    MOODLE_HEADER,
    Student,
    as_csv,
    canvas_gradebook,
    moodle_worksheet,
)

CLASS = [Student(1, "Student first", b""), Student(2, "Student second", None)]


def read(tmp_path: Path, content: str | bytes) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path)


def test_canvas(tmp_path: Path) -> None:
    roster = read(tmp_path, canvas_gradebook(CLASS))
    assert roster.kind == "Canvas"
    assert roster.people[0] == Person(
        "student-01", "first, Student", "", "4701", frozenset({"student-01", "sis-1", "4701"}), 1)
    assert [p.student for p in roster.people] == ["student-01", "student-02"]


def test_canvas_with_semicolons_and_split_names(tmp_path: Path) -> None:
    header = ["LastName", "FirstName", "ID", "SIS Login ID", "Section"]
    rows = [["    Points Possible", "", "", "", ""], ["Manual Posting", "", "", "", ""],
            ["Ünal", "Zoë", "7", "", "A"]]
    text = as_csv([header, *rows]).replace(",", ";")
    roster = read(tmp_path, "\ufeff" + text)
    assert [(p.student, p.name, p.lms_id) for p in roster.people] == [("7", "Ünal, Zoë", "7")]
    assert roster.table.separator == ";"


def test_moodle(tmp_path: Path) -> None:
    roster = read(tmp_path, moodle_worksheet(CLASS))
    assert roster.kind == "Moodle"
    assert [(p.student, p.name, p.lms_id) for p in roster.people] == [
        ("student-01@example.org", "Student first", "657701"),
        ("student-02@example.org", "Student second", "657702")]


def test_moodle_that_hides_who_it_is(tmp_path: Path) -> None:
    text = as_csv([["Identifier", "Status", "Grade"], ["Participant 12", "", ""]])
    assert read(tmp_path, text).people[0].student == "participant-12"


def test_plain(tmp_path: Path) -> None:
    roster = read(tmp_path, "Student,Email\r\nal12,ada@example.org\r\n\r\nbo1,\r\n")
    assert roster.kind == "plain"
    assert [(p.student, p.email) for p in roster.people] == [("al12", "ada@example.org"),
                                                             ("bo1", "")]


def test_utf_16_as_spreadsheets_write_it(tmp_path: Path) -> None:
    roster = read(tmp_path, "student\tname\nzu34\tZoë Ünal\n".encode("utf-16"))
    assert roster.people[0].name == "Zoë Ünal"


def test_names_that_are_guarded(tmp_path: Path) -> None:
    roster = read(tmp_path, as_csv([["student", "name"], ["a", "'=1+1"], ["b", '="=cmd"'],
                                    ["c", "'t Hooft"]]))
    assert [p.name for p in roster.people] == ["=1+1", "=cmd", "'t Hooft"]


@pytest.mark.parametrize("path", [
    "ünalzoë_5_6_a.ipynb", "zoëünal_5_6_a.ipynb", "zoë ünal_5_assignsubmission_file_/a.ipynb",
    "Ünal Zoë_5_assignsubmission_file_/a.ipynb"])
def test_people_are_found_by_name_where_the_roster_has_no_id(tmp_path: Path, path: str) -> None:
    roster = read(tmp_path, "student,name\nzu34,Zoë Ünal\nx,Zoë Other\n")
    named = parse_name(path)
    assert named is not None
    assert roster.find(named) == roster.people[0]


def test_a_name_that_two_have_is_nobodys(tmp_path: Path) -> None:
    roster = read(tmp_path, "student,name\na,Zoë Ünal\nb,Zoë Ünal\n")
    named = parse_name("ünalzoë_5_6_a.ipynb")
    assert named is not None
    assert roster.find(named) is None


BAD = {
    "empty": (b"", "is empty"),
    "other columns": (b"a,b\n1,2\n", "has the columns a, b; a roster has Canvas's"),
    "no people": (as_csv([CANVAS_HEADER]).encode(), "names nobody"),
    "no grade": (b"Identifier,Status\nParticipant 1,x\n", "no column Grade"),
    "no number": (as_csv([MOODLE_HEADER, ["x"] * 10]).encode(), "row 2 has no number under"),
    "no student": (b"student,name\na,A\n,B\n", "row 3 has nothing under student"),
    "a student twice": (b"student\na\nb\na\n", "a is there twice, in rows 2 and 4"),
    "an id twice": (b"student,lms_id\na,5\nb,5\n", "5 is there twice, in rows 2 and 3"),
    "no student below blank rows": (b"student,name\n\n,\na,A\n\n,B\n", "row 6 has nothing under"),
    "no number below a blank row": (as_csv([MOODLE_HEADER, [], ["x"] * 10]).encode(),
                                    "row 3 has no number under"),
    "a student twice, with a blank row between": (b"student\na\n\na\n", "in rows 2 and 4"),
    "a shortened id below a blank row": (b"student\n\n5E3\n", "row 3 has the id 5E3"),
    "no student below a cell of two lines": (b'student,name\na,"A\nB"\n,C\n', "row 3 has nothing"),
    "Windows-1252": ("student,name\nzu,Zo\xeb\n".encode("cp1252"), "0xEB in line 2"),
    "a workbook": (b"PK\x03\x04rest", "a workbook or zip, not CSV"),
    "an open quote": (b'student,name\na,"A\n', "cannot be read as CSV"),
    "a column twice": (b"student,Name,student\na,A,b\n", "has the column student twice"),
    "a comma without quotes": (b"student,name,email,lms_id\na,Byron, Ada,a@x.edu,7\n",
                               "row 2 has more cells than there are column names, the last is '7'"),
    "an id of Canvas with a comma": (
        b'Student,ID,SIS Login ID,Section\nA,"4,711",a,S\n', "row 2 has the id 4,711"),
    "an id of Canvas as a formula": (
        b'Student,ID,SIS Login ID,Section\nA,"=""4711""",a,S\n', 'row 2 has the id ="4711"'),
    "NUL bytes": (b"student,name\na,\x00\n", "holds NUL bytes"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said(tmp_path: Path, case: str) -> None:
    content, words = BAD[case]
    with pytest.raises(GradingError) as told:
        read(tmp_path, content)
    assert words in str(told.value)
    assert str(tmp_path / "roster.csv") in str(told.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="cannot read"):
        read_roster(tmp_path / "nowhere.csv")


def test_logins_are_found(tmp_path: Path) -> None:
    roster = read(tmp_path, "student,email,lms_id\n"
                  "ada,ada.l@example.org,1\nBob,bob@example.org,2\n"
                  "eve-1,eve@example.org,3\neve-2,eve@other.org,4\n")
    for login, student in (("ada", "ada"), ("ADA", "ada"), ("ada.l", "ada"),
                           ("Ada.L@example.org", "ada"), ("ada@hub.org", "ada"), ("bob", "Bob"),
                           ("eve-1", "eve-1")):
        person = roster.match(login)
        assert person is not None, login
        assert person.student == student
    for login in ("eve", "EVE@hub.org", "dan", ""):
        assert roster.match(login) is None, login


@pytest.mark.parametrize(("logins", "whose"), [
    (["ada", "Ada", "ada@evil.org"], {"ada": "ada"}),
    (["Ada", "ADA"], {}),
    (["ada", "ada@example.org"], {}),
    (["Ada", "eve"], {"Ada": "ada"}),
])
def test_of_several_folders_the_one_counts_that_is_spelt_as_on_the_roster(
    tmp_path: Path, logins: list[str], whose: dict[str, str]
) -> None:
    roster = read(tmp_path, "student,name,email,lms_id\n"
                  "ada,\"Lovelace, Ada\",ada@example.org,4711\n")
    assert {login: p.student for login, p in people_of(logins, roster).items()} == whose
    scores = Scores(Score(login, "05-accumulation", 3, 0, 5, "graded", False, False, Origin())
                    for login in logins)
    found = scores.find(roster.people[0], "05-accumulation", roster)
    assert (found.student if found else None) == next(iter(whose), None)


def test_canvas_without_sections(tmp_path: Path) -> None:
    text = canvas_gradebook(CLASS).replace(",Section", "").replace(",Group A", "")
    roster = read(tmp_path, text)
    assert roster.kind == "Canvas"
    assert [p.student for p in roster.people] == ["student-01", "student-02"]


@pytest.mark.parametrize("text", ["=1+1", "\uff1d1+1", "\uff20SUM", "-2", "'=x", "plain"])
def test_no_text_becomes_a_formula(text: str) -> None:
    guarded = without_formula(text)
    assert guarded[0] in "'p"
    assert original_text(guarded) == text or text.startswith("'")


@pytest.mark.parametrize("text", [
    "a;=1+1", "a,@SUM", 'a;"=1', 'a;""=1', "a|-2", "a\t=x", "a;\uff1d1"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_no_text_becomes_a_formula_where_other_signs_end_a_cell(text: str, separator: str) -> None:
    written = export.as_csv([["ada", "20", without_formula(text)]])
    cells = next(csv.reader([written.rstrip()], delimiter=separator))
    assert not [cell for cell in cells if cell[:1] in set("=+-@\uff1d")]
    assert original_text(without_formula(text)) == text


@pytest.mark.parametrize("text", [
    "late; 2 points less", "a-b; c", "Lovelace, Ada", "x=1", "'quoted'"])
def test_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert without_formula(text) == text


def test_blank_lines_above_the_header_and_logins_like_numbers(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("\n;\n\nstudent;name\n3e4512;Ada\n3E4512x;Bo\n")
    assert [person.student for person in read_roster(path).people] == ["3e4512", "3E4512x"]


@pytest.mark.parametrize("text", ["4.00E+03", "4,7E+12", "5E3", "4711.0", "4711,00"])
def test_an_id_that_a_spreadsheet_shortened(tmp_path: Path, text: str) -> None:
    with pytest.raises(GradingError, match="which a spreadsheet program or pandas made"):
        read(tmp_path, as_csv([["student", "lms_id"], ["ada", text]]))


def test_ids_that_are_alike_as_folders_stay_two_people(tmp_path: Path) -> None:
    roster = read(tmp_path, "student\na+b@x.edu\na-b@x.edu\na b@x.edu\nc+d\n")
    first, second, third, fourth = (person.student for person in roster.people)
    assert (second, fourth) == ("a-b@x.edu", "c-d")
    assert len({first, second, third}) == 3
    for login, student in (("a+b@x.edu", first), ("a-b@x.edu", second), (first, first)):
        person = roster.match(login)
        assert person is not None
        assert person.student == student


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_login_in_another_form_of_unicode(tmp_path: Path, form: str) -> None:
    roster = read(tmp_path, unicodedata.normalize(form, "student\njörg@x.edu\n"))
    for login in ("jörg@x.edu", "JÖRG@x.edu", "jörg"):
        for other in ("NFC", "NFD"):
            assert roster.match(unicodedata.normalize(other, login)) is roster.people[0]


def test_excels_line_about_the_separator(tmp_path: Path) -> None:
    roster = read(tmp_path, "sep=;\r\nstudent;name\r\nada;Ada, L\r\n")
    assert [(p.student, p.name) for p in roster.people] == [("ada", "Ada, L")]
    with pytest.raises(GradingError, match="a is there twice, in rows 3 and 5"):
        read(tmp_path, "sep=,\nstudent\na\nb\na\n")


@pytest.mark.parametrize("first", ['"sep=;"\n', "sep=;;;\n", "sep=,\t\n"])
def test_a_line_about_the_separator_that_was_saved_again(tmp_path: Path, first: str) -> None:
    roster = read(tmp_path, f"{first}student;name;email\nada;Ada, L;\n")
    assert [(p.student, p.name) for p in roster.people] == [("ada", "Ada, L")]


def test_headings_with_other_spaces_and_marks(tmp_path: Path) -> None:
    roster = read(tmp_path, "\ufeff\ufeffStudent,ID,SIS\u00a0User ID, SIS  Login ID\u202f,Section\n"
                  "Lee,4711,u1,kim,A\n")
    assert [(p.student, p.lms_id) for p in roster.people] == [("kim", "4711")]


@pytest.mark.parametrize(("header", "note"), [
    ("student,nam,Matriculation,Section",
     "not used: nam, Matriculation. A roster may also have name, email, lms_id."),
    ("student,name,email,lms_id,phone", ""), ("student,section", ""), ("student", "")])
def test_columns_that_are_not_used_are_told(tmp_path: Path, header: str, note: str) -> None:
    roster = read(tmp_path, f"{header}\nada\n")
    assert roster.note.endswith(note)
    assert bool(roster.note) == bool(note)


def test_blank_cells_beyond_the_header_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "student,name\nada,Ada,,\n").people[0].name == "Ada"


def test_two_exports_in_one_file(tmp_path: Path) -> None:
    text = canvas_gradebook(CLASS)
    roster = read(tmp_path, text + text.splitlines()[0] + "\r\n")
    assert [p.student for p in roster.people] == ["student-01", "student-02"]
