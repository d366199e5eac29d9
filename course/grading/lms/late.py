"""Late submissions: times, due dates and penalties, as stock `nbgrader autograde` sets them.

nbgrader's plugin computes the penalty; `nbgrader_config.py` chooses the plugin. `timestamp.txt` in
a submission's folder has its time. Canvas only calls a submission late; it then counts as a
second late. The times in a zip are of no use: they say when the LMS packed it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry, Student, SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from course.grading.gradebook.tables import course_config, open_gradebook
from course.grading.intake.folders import TIMESTAMP
from course.grading.lms.records import Origin, Records, load_records
from course.grading.lms.times import format_duration, format_time, read_stamp
from course.grading.submission import GradingError, Result, SubmissionId
from course.publish.assignment import CONFIG


def apply_lateness(out: Path, results: list[Result]) -> dict[SubmissionId, float]:
    """Put due dates, times of submission, penalties and names into the gradebook.

    Adds the sentences about them to each result's detail. Returns the penalties, without those of
    0. Raises GradingError if the gradebook, or the plugin that nbgrader_config.py names, cannot be
    used.
    """
    records = {a: load_records(out, a) for a in sorted({r.assignment for r in results})}
    if not any(r.due or r.origins or r.extensions for r in records.values()) and not any(
            r.time for r in results) and not _has_times(out):
        return {}
    config = course_config(out)
    penalties = _penalties(config)
    with open_gradebook(out) as book:
        _set_due_dates(book, records.values())
        for result in results:
            record = records[result.assignment]
            origin = record.origins.get(result.student, Origin())
            until = record.extensions.get(result.student)
            result.add(*origin.notes, *_update_submission(book, result, origin, until, penalties))
        for record in records.values():
            due = _due_date(book, record)
            if record.due or record.last_due != due:
                record.due, record.last_due = None, due
                record.save(out)
        rows = book.db.query(SubmittedAssignment).filter(
            SubmittedAssignment.late_submission_penalty > 0)
        return {(row.student_id, row.name): row.late_submission_penalty for row in rows}


def _has_times(out: Path) -> bool:
    """Whether the gradebook knows when somebody handed in: they may have no time any more."""
    with open_gradebook(out) as book:
        submissions = book.db.query(SubmittedAssignment)
        return submissions.filter(SubmittedAssignment.timestamp.is_not(None)).first() is not None


def _penalties(config: Config) -> AssignLatePenalties:
    """nbgrader's own step, with the plugin that the configuration names."""
    folder = str(CONFIG.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        step = AssignLatePenalties(config=config)
        step.log.setLevel(logging.CRITICAL)
        step.init_plugin()
    except Exception as error:
        raise GradingError(f"the late penalty plugin of {CONFIG.name} cannot be used, "
                           f"{type(error).__name__}: {error}") from None
    return step


def due_date(out: Path, assignment: str) -> datetime | None:
    """The due date of an assignment; None if it has none. Raises GradingError as `open_gradebook`.
    """
    due = load_records(out, assignment).due
    if due is None and (out / "gradebook.db").is_file():
        with open_gradebook(out) as book:
            stored = next((a.duedate for a in book.assignments if a.name == assignment), None)
            due = stored and stored.replace(tzinfo=UTC)
    return due


def _set_due_dates(book: Gradebook, records: Iterable[Records]) -> None:
    for record in records:
        if record.due:
            due = record.due.astimezone(UTC).replace(tzinfo=None)
            book.update_or_create_assignment(record.assignment, duedate=due)


def _due_date(book: Gradebook, record: Records) -> datetime | None:
    """The due date in the gradebook, which an instructor may have changed in formgrader."""
    try:
        due: datetime | None = book.find_assignment(record.assignment).duedate
    except MissingEntry:  # of an assignment whose cells are others by now
        return record.last_due
    return None if due is None else due.replace(tzinfo=UTC)


def _update_submission(
    book: Gradebook, result: Result, origin: Origin, until: datetime | None,
    step: AssignLatePenalties,
) -> list[str]:
    """Write one submission's person, time and penalty; sentences about the time."""
    try:
        submission = book.find_submission(result.assignment, result.student)
    except MissingEntry:  # of an assignment whose cells are others by now
        return []
    _name(submission.student, origin)
    had_penalty = submission.late_submission_penalty > 0
    stamp = result.time or origin.time or None
    sentences = [*_extend(submission, until), *_set_time(submission, stamp, origin)]
    if book.db.dirty:
        book.db.commit()
    late = submission.total_seconds_late
    if late or had_penalty:
        penalty = _set_penalty(book, submission, result, step)
        by = format_duration(late) if stamp is not None else f"the mark of {origin.lms}"
        sentences += [f"Late by {by}{penalty}."] * bool(late)
    elif origin.late:
        why = ("; no due date is set here" if submission.duedate is None
               else ", which the extension covers")
        sentences.append(f"{origin.lms} marks it as late{why}.")
    return sentences


def _extend(submission: SubmittedAssignment, until: datetime | None) -> list[str]:
    """Write the extension, or that there is none; a sentence about it."""
    submission.extension = _extension(submission.assignment.duedate, until)
    if submission.extension is None or until is None:
        return []
    return [f"Extended until {format_time(until)}."]


def _set_time(submission: SubmittedAssignment, stamp: str | None, origin: Origin) -> list[str]:
    """Write when it was handed in; a sentence if the text of its timestamp is no time."""
    submission.timestamp = None
    if stamp is None:
        submission.timestamp = _assumed_time(submission, origin)
        return []
    try:
        submission.timestamp = read_stamp(stamp)
    except ValueError:
        return [f"Its {TIMESTAMP} says {stamp[:40]!r}, which cannot be read; it counts as in "
                "time."]
    return []


def _set_penalty(
    book: Gradebook, submission: SubmittedAssignment, result: Result, step: AssignLatePenalties
) -> str:
    """Let the plugin write the penalty; what a sentence says of it, "" if there is none."""
    try:
        step.preprocess(new_notebook(), {"nbgrader": {
            "notebook": result.assignment, "assignment": result.assignment,
            "student": result.student, "db_url": str(book.engine.url)}})
        book.db.refresh(submission)
    except (SQLAlchemyError, InvalidEntry):
        raise
    except Exception as error:
        return f"; the late penalty plugin failed, {type(error).__name__}: {error}"
    if not submission.late_submission_penalty:
        return ""
    return (f"; the penalty of {submission.late_submission_penalty:g} points is in the gradebook "
            "and taken off by course export")


def _extension(due: datetime | None, until: datetime | None) -> timedelta | None:
    """How much longer than all others a student has; None without an extension or a due date."""
    if due is None or until is None:
        return None
    more = until.astimezone(UTC).replace(tzinfo=None) - due
    return more if more > timedelta(0) else None  # the due date may have moved behind it


def _assumed_time(submission: SubmittedAssignment, origin: Origin) -> datetime | None:
    """A second after the due date for a submission that the LMS only calls late.

    With an extension nothing is known: it may be of the time in between.
    """
    due: datetime | None = submission.assignment.duedate
    late = origin.late and submission.extension is None
    return due + timedelta(seconds=1) if late and due else None


def _name(student: Student, origin: Origin) -> None:
    last, comma, first = origin.name.partition(",")
    if not comma:
        first, _, last = origin.name.rpartition(" ")
    known = {"first_name": first.strip(), "last_name": last.strip(), "email": origin.email,
             # Moodle's number differs between assignments.
             "lms_user_id": origin.lms_id if origin.lms == "Canvas" else ""}
    for name, text in known.items():
        if text and text != getattr(student, name):
            setattr(student, name, text)
