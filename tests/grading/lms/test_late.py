"""Late submissions count as stock nbgrader counts them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from course.cli import main
from course.grading.gradebook.results_folder import explained_failures
from course.grading.intake.folders import read_timestamp
from course.grading.lms import late
from course.grading.lms.records import Origin, Records, load_records
from course.grading.lms.times import (
    format_duration,
    format_time,
    is_later,
    read_due,
    read_stamp,
    read_zone,
    worksheet_time,
)
from course.grading.submission import GradingError, Result, State

SLUG = "05-accumulation"
DUE = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)


def applied(out: Path, records: Records) -> dict[str, str]:
    records.save(out)
    results = [Result(student, SLUG, 4, 5, State.GRADED, "",
                      time=read_timestamp(out / "submitted" / student / SLUG))
               for student in ("al12", "bo34")]
    late.apply_lateness(out, results)
    return {r.student: r.detail for r in results}


def test_canvas_tells_that_something_is_late_not_by_how_much(
    graded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origins = {"al12": Origin("Canvas", "4711", "Lovelace, Ada", "ada@example.org", late=True),
               "bo34": Origin("Canvas", "4712", "Bo Example", notes=["Handed in as a.ipynb."])}
    assert applied(graded, Records(SLUG, origins)) == {
        "al12": "Canvas marks it as late; no due date is set here.",
        "bo34": "Handed in as a.ipynb."}
    config = late.course_config(graded)
    config.LateSubmissionPlugin.penalty_method = "zero"
    monkeypatch.setattr(late, "course_config", lambda out: config)
    details = applied(graded, Records(SLUG, origins, DUE))
    assert details["al12"].startswith("Late by the mark of Canvas; the penalty of 4 points")
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        submission = book.find_submission(SLUG, "al12")
        assert (submission.total_seconds_late, submission.late_submission_penalty) == (1, 4)
        student = book.find_student("al12")
        assert (student.first_name, student.last_name, student.lms_user_id) == (
            "Ada", "Lovelace", "4711")
        assert book.find_submission(SLUG, "bo34").timestamp is None
    origins["al12"].late = False
    assert applied(graded, Records(SLUG, origins))["al12"] == ""
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        assert book.find_submission(SLUG, "al12").late_submission_penalty == 0


def raise_as_nbgrader_does(error: OperationalError) -> None:
    try:
        raise error
    except OperationalError:
        raise InvalidEntry(*error.args)  # noqa: B904


def test_a_full_disk_is_told_in_one_line_also_if_nbgrader_wraps_it(tmp_path: Path) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(GradingError, match=r"\(database or disk is full\)\. Make room"), \
            explained_failures(tmp_path):
        raise_as_nbgrader_does(OperationalError("UPDATE", {}, full))


def test_a_gradebook_that_is_locked(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def engine(url: str, **options: object) -> Engine:
        return create_engine(url, connect_args={"timeout": 0.1}, future=True)

    monkeypatch.setattr("nbgrader.api.create_engine", engine)
    with closing(sqlite3.connect(graded / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradingError, match=r"cannot be used \(database is locked\)"):
            applied(graded, Records(SLUG, due=DUE))
    assert load_records(graded, SLUG).due == DUE
    applied(graded, Records(SLUG, due=DUE))
    assert load_records(graded, SLUG).due is None


def test_an_extension(graded: Path) -> None:
    file = graded / "submitted" / "al12" / SLUG / "timestamp.txt"
    file.parent.mkdir(parents=True)
    file.write_text("2026-11-22 22:59 UTC")
    origins = {"bo34": Origin("Canvas", "4712", late=True)}
    until = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    extended = {"al12": until, "bo34": until}
    assert applied(graded, Records(SLUG, origins, DUE))["al12"] == "Late by 2 days."
    assert applied(graded, Records(SLUG, origins, extensions=extended)) == {
        "al12": "Extended until 2026-11-22 22:00 (UTC, UTC+00:00). Late by 59 min.",
        "bo34": "Extended until 2026-11-22 22:00 (UTC, UTC+00:00). Canvas marks it as late, which "
                "the extension covers."}
    assert load_records(graded, SLUG).extensions == extended
    assert applied(graded, Records(SLUG, origins))["al12"] == "Late by 2 days."


@pytest.mark.parametrize("text", ["10", "-1", "Nov", "2026", "10:00", "Friday", "Nov 2026", "soon"])
def test_a_time_without_a_whole_date_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"lacks a part|no time|Unknown string"):
        read_stamp(text)


@pytest.mark.parametrize("text", [
    "m9999999999999999999909999999999999999999924h]", "1" * 200, "20 November 2026, 10:00 BST",
    "2026-11-20 10:00 PST", "2026-11-20 10:00 Mars/Phobos", "2026-11-20T10:00 1E999", ":", "\x00"])
def test_a_time_that_a_student_made_up_is_none(graded: Path, text: str) -> None:
    file = graded / "submitted" / "al12" / SLUG / "timestamp.txt"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert "which cannot be read; it counts as in time" in applied(
        graded, Records(SLUG, due=DUE))["al12"]


@pytest.mark.parametrize("text", [
    "2026-11-20 10:00:00 UTC", "2026-11-20T10:00Z", "2026-11-20 11:00 Europe/Berlin",
    "2026-11-20 11:00:00 +0100", "20 November 2026, 10:00 UTC", "Fri Nov 20 10:00:00 2026",
    "2026-11-20 10:00 AM", "11/20/2026 5:00 EST"])
def test_times_that_programs_write_are_read(text: str) -> None:
    assert read_stamp(text) == datetime(2026, 11, 20, 10)


def test_a_timestamp_that_is_none(graded: Path) -> None:
    file = graded / "submitted" / "al12" / SLUG / "timestamp.txt"
    file.parent.mkdir(parents=True)
    file.write_text("yesterday-ish")
    assert applied(graded, Records(SLUG, due=DUE))["al12"] == (
        "Its timestamp.txt says 'yesterday-ish', which cannot be read; it counts as in time.")
    file.write_text("2026-11-20 23:00 UTC")
    assert applied(graded, Records(SLUG, due=DUE))["al12"] == "Late by 1 min."
    assert load_records(graded, SLUG).due is None
    assert applied(graded, Records(SLUG))["al12"] == "Late by 1 min."
    file.unlink()
    file.symlink_to("/etc/hostname")
    assert "timestamp" not in applied(graded, Records(SLUG))["al12"]


@pytest.mark.parametrize("stamp", [None, "yesterday-ish"])
def test_a_time_that_is_gone_takes_its_penalty_along(
    graded: Path, monkeypatch: pytest.MonkeyPatch, stamp: str | None
) -> None:
    config = late.course_config(graded)
    config.LateSubmissionPlugin.penalty_method = "zero"
    monkeypatch.setattr(late, "course_config", lambda out: config)
    file = graded / "submitted" / "al12" / SLUG / "timestamp.txt"
    file.parent.mkdir(parents=True)
    file.write_text("2026-11-22 22:59 UTC")
    assert "penalty of 4 points" in applied(graded, Records(SLUG, due=DUE))["al12"]
    file.unlink()
    if stamp:
        file.write_text(stamp)
    assert "late" not in applied(graded, Records(SLUG))["al12"].lower()
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        submission = book.find_submission(SLUG, "al12")
        assert (submission.timestamp, submission.late_submission_penalty) == (None, 0)


def test_no_extension_takes_time_away(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    applied(graded, Records(SLUG, due=DUE))
    options = ["--grades", str(graded), "--timezone", "UTC"]
    for until in ("2026-11-20T22:59", "2025-11-27"):
        assert main(["extend", "al12", SLUG, until, *options]) == 2
        assert "is not after the due date of 05-accumulation, 2026-11-20 22:59 (UTC" in (
            capsys.readouterr().err)
    early = {"al12": DUE - timedelta(days=9)}
    assert applied(graded, Records(SLUG, extensions=early))["al12"] == ""


def test_a_plugin_that_is_not_there(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = late.course_config(graded)
    config.AssignLatePenalties.plugin_class = "nowhere.Plugin"
    monkeypatch.setattr(late, "course_config", lambda out: config)
    with pytest.raises(GradingError, match=r"late penalty plugin of nbgrader_config.py cannot"):
        applied(graded, Records(SLUG, {"al12": Origin("Canvas", "1", late=True)}))


def test_a_plugin_that_fails_costs_no_run(graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> float:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("nbgrader.plugins.LateSubmissionPlugin.late_submission_penalty", fail)
    details = applied(graded, Records(SLUG, {"al12": Origin("Canvas", "1", late=True)}, DUE))
    assert "the late penalty plugin failed, ZeroDivisionError: division by zero" in details["al12"]


@pytest.mark.parametrize(("stamp", "penalty"), [
    ("2026-11-20 22:59:01 UTC", 1), ("2026-11-21 23:30:00 UTC", 2), ("2027-11-20 00:00 UTC", 4)])
def test_a_penalty_by_the_day(
    graded: Path, monkeypatch: pytest.MonkeyPatch, stamp: str, penalty: float
) -> None:
    config = late.course_config(graded)
    config.AssignLatePenalties.plugin_class = "course.grading.lms.penalty.PerDay"
    config.PerDay.share = 0.25
    monkeypatch.setattr(late, "course_config", lambda out: config)
    file = graded / "submitted" / "al12" / SLUG / "timestamp.txt"
    file.parent.mkdir(parents=True)
    file.write_text(stamp)
    assert f"the penalty of {penalty} points" in applied(graded, Records(SLUG, due=DUE))["al12"]


def test_due_dates() -> None:
    berlin = read_zone("Europe/Berlin")
    due = read_due("2026-11-20T23:59", berlin)
    assert due == datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert format_time(due) == "2026-11-20 23:59 (CET, UTC+01:00)"
    assert read_due("2026-11-20 23:59", berlin) == due
    assert read_due("2026-11-20T22:59+00:00", berlin) == due
    assert read_due("2026-11-20", berlin).hour == 23
    assert read_due("2026-11-20T23:59", read_zone(None)).tzinfo is not None
    with pytest.raises(GradingError, match="--due is 'soon'"):
        read_due("soon", berlin)
    for far in ("9999-12-31T23:59-12:00", "9999-12-31", "0001-01-01"):
        with pytest.raises(GradingError, match="give a year from 1970 to 2999"):
            read_due(far, berlin)
        assert worksheet_time(f"{far[:10]} 23:59", berlin) is None
    with pytest.raises(GradingError, match="no time zone 'Berlin'"):
        read_zone("Berlin")


@pytest.mark.parametrize("text", [
    "Friday, 20 November 2026, 2:14 PM", "Friday, 20 November 2026, 2:14\u202fPM",
    "Friday, 20 November 2026, 14:14", "Friday, November 20, 2026, 2:14 PM",
    "20 November 2026, 2:14 PM", "2026-11-20 14:14:00"])
def test_times_in_moodles_worksheet(text: str) -> None:
    assert worksheet_time(text, read_zone("Europe/Berlin")) == datetime(
        2026, 11, 20, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize("text", [
    "Freitag, 20. November 2026, 14:14", "vendredi 20 novembre 2026, 14:14",
    "viernes, 20 de noviembre de 2026, 14:14", "sexta-feira, 20 de novembro de 2026 às 14:14",
    "venerdì, 20 novembre 2026, 14:14", "vrijdag, 20 november 2026, 14:14",
    "piątek, 20 listopada 2026, 14:14", "пятница, 20 ноября 2026, 14:14",
    "2026年11月20日 星期五 14:14", "2026年11月20日 星期五 下午 2:14",
    "2026年 11月 20日(金曜日) 14:14"])
def test_times_in_other_languages(text: str) -> None:
    test_times_in_moodles_worksheet(text)


@pytest.mark.parametrize("text", [
    "11/10/2026", "20.11.2026, 14:14", "perjantai, 20. marraskuuta 2026, 14:14",
    "Freitag, 31. Februar 2026, 14:14", "20 November 2026", "1 mei juni 2026, 14:14"])
def test_other_times_are_not_guessed(text: str) -> None:
    assert worksheet_time(text, None) is None


@pytest.mark.parametrize(("seconds", "words"), [
    (0.5, "less than a second"), (40, "40 s"), (7500, "2 h 5 min"), (90_000, "1 day 1 h"),
    (3 * 86_400, "3 days")])
def test_durations(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words


@pytest.mark.parametrize(("stamp", "other", "later"), [
    ("2026-11-21 10:00 UTC", "2026-11-21 10:30:00 Europe/Berlin", True),
    ("2026-11-21 10:00 UTC", "2026-11-21 10:00 UTC", False), ("2026-11-21 10:00 UTC", None, False),
    (None, "2026-11-21 10:00 UTC", False), ("soon", "2026-11-21 10:00 UTC", False)])
def test_which_time_is_later(stamp: str | None, other: str | None, later: bool) -> None:
    assert is_later(stamp, other) is later
