"""Moodle's worksheet in other languages: by its names, else by the order of its columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from course.cli import main
from course.grading.lms.languages import COLUMNS, TRANSLATED
from course.grading.lms.roster import read_roster
from course.grading.submission import GradingError

from .downloads import MOODLE_HEADER, as_csv

FINNISH = ["Tunniste", "Koko nimi", "Sähköpostiosoite", "Tila", "Arvosana", "Enimmäisarvosana",
           "Arvosanaa voi muuttaa", "Muokattu (palautus)", "Muokattu (arvosana)", "Kommentit"]


def rows(header: list[str], grade: str = "", extra: str = "100,00") -> list[list[str]]:
    return [header, *([f"Teilnehmer/in{number}", f"Al {login}", f"{login}@example.org", "x", grade,
                       extra, "Ja", "Freitag, 20. November 2026, 14:14", "-", ""]
                      for number, login in ((11, "al12"), (12, "bo34"), (13, "cy56")))]


def worksheet(folder: Path, table: list[list[str]]) -> Path:
    path = folder / "worksheet.csv"
    path.write_text("\ufeff" + as_csv(table), encoding="utf-8")
    return path


def test_the_order_of_the_columns_is_moodles() -> None:
    assert list(COLUMNS[:10]) == MOODLE_HEADER


@pytest.mark.parametrize("language", TRANSLATED)
def test_grades_go_into_a_worksheet_of_another_language(
    graded: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in (0, -1):
        header = [names.split("|")[version] for names in TRANSLATED[language][:10]]
        path = worksheet(tmp_path, rows(header, "55,00"))
        (graded / "moodle.csv").unlink(missing_ok=True)  # of other columns, so not replaced
        assert main(["export", "--moodle", "--grades", str(graded), "--roster", str(path)]) == 0
        text = (graded / "moodle.csv").read_text(encoding="utf-8")
        found = list(csv.reader(io.StringIO(text, newline="")))
        assert found[0] == header
        assert [row[4] for row in found[1:]] == ["80", "80", "80"]
        assert [row[:4] + row[5:] for row in found[1:]] == [
            row[:4] + row[5:] for row in rows(header)[1:]]
        told = capsys.readouterr().out
        assert "order" not in told
        assert "from 5 to 100 points" in told
        assert "3 grades that the LMS has: al12@example.org from 55,00 to 80, " in told


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_scale_in_another_language_is_refused(
    graded: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [name.split("|")[0] for name in TRANSLATED[language]]
    header = [*names[:5], names[10], *names[6:10]]
    path = worksheet(tmp_path, rows(header, extra="Schlecht, Gut"))
    assert main(["export", "--moodle", "--grades", str(graded), "--roster", str(path)]) == 2
    assert "grades with a scale (Schlecht, Gut)" in capsys.readouterr().err


def test_an_unknown_language_is_read_by_order_and_told(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = worksheet(tmp_path, rows(FINNISH))
    roster = read_roster(path)
    first = roster.people[0]
    assert (first.student, first.name, first.lms_id) == ("al12@example.org", "Al al12", "11")
    assert main(["export", "--moodle", "--grades", str(graded), "--roster", str(path)]) == 0
    told = capsys.readouterr().out
    assert "so their order decides. Taken: Tunniste as Identifier, " in told
    assert "Arvosana as Grade, Enimmäisarvosana as Maximum grade, " in told
    assert ",80," in (graded / "moodle.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [
    [*rows(FINNISH)[:1]],
    [[*row[:8], "text", *row[8:], "more", "more"] for row in rows(FINNISH)],
    [row[:6] for row in rows(FINNISH)],
    [[row[1], row[0], *row[2:]] for row in rows(FINNISH)],
    [["Tunniste", "Nimi"], ["11", "Al"]],
])
def test_what_the_order_does_not_tell_is_refused(tmp_path: Path, table: list[list[str]]) -> None:
    with pytest.raises(GradingError, match="a roster has Canvas's"):
        read_roster(worksheet(tmp_path, table))
