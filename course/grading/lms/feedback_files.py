"""Feedback for students, in the files that an LMS takes back.

Both LMSs know a student by the name that they themselves gave to the submission's file: Canvas by
`person_USER_FILE_name`, Moodle by the folder `Full Name_PARTICIPANT_assignsubmission_file_`.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.gradebook.results_folder import page_path
from course.grading.lms.export import as_csv
from course.grading.lms.moodle import guarded_row
from course.grading.lms.names import canvas_spelling
from course.grading.lms.numbers import format_number
from course.grading.lms.records import Origin
from course.grading.lms.roster import Roster
from course.grading.lms.scores import Score, Scores
from course.grading.submission import GradingError

COMMENTS = "Feedback comments"


@dataclass
class Returned:
    """A zip file to upload, how many pages it holds, and who is not in it."""

    content: bytes = b""
    pages: int = 0
    waiting: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    without_page: list[str] = field(default_factory=list)


def feedback_files(out: Path, scores: Scores, lms: str) -> Returned:
    """The feedback pages of one assignment under the names by which `lms` knows the students.

    Pages of students whose work waits for a person are left out. Raises GradingError if no
    submission came from that LMS, or for several assignments.
    """
    if len(scores.assignments) != 1:
        raise GradingError(f"an LMS takes feedback for one assignment; name one of "
                           f"{', '.join(scores.assignments)}")
    if not any(score.origin.lms == lms for score in scores.all):
        raise GradingError(f"no submission here came from {lms}; grade its download with --zip")
    returned, made = Returned(), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for score in sorted(scores.all, key=lambda score: score.student):
            page = page_path(out, *score.id)
            name = _name_for(score.origin, page.name) if score.origin.lms == lms else ""
            if score.missing:
                returned.missing.append(score.student)
            elif score.needs_review:
                returned.waiting.append(score.student)
            elif score.outdated:
                returned.outdated.append(score.student)
            elif not name:
                returned.unknown.append(score.student)
            elif not page.is_file():
                returned.without_page.append(score.student)
            else:
                archive.writestr(zipfile.ZipInfo(name), page.read_bytes())
                returned.pages += 1
    returned.content = made.getvalue()
    return returned


def _name_for(origin: Origin, page: str) -> str:
    """The name of a page in the zip file; "" if the LMS would not know whose it is."""
    if origin.lms == "Moodle":
        person = " ".join(origin.name.replace("_", " ").replace("/", " ").split())
        return f"{person}_{origin.lms_id}_assignsubmission_file_/{page}"
    if not origin.file_id:
        return ""
    if origin.lms_id.startswith("anon"):
        return f"{origin.lms_id}_{origin.file_id}_{page}"
    person = canvas_spelling(origin.name).replace("_", "") or "student"
    person = person if not person.isdigit() else f"student{person}"
    return f"{person}_{origin.lms_id}_{origin.file_id}_{page}"


def moodle_comments(scores: Scores, roster: Roster) -> str:
    """Moodle's worksheet with a comment for each student; its grades stay as they are.

    Raises GradingError if the worksheet has no column for comments.
    """
    table = roster.table
    index = table.column(COMMENTS)
    if index is None:
        raise GradingError(f"{table.path} has no column {COMMENTS}; switch on the feedback type "
                           "Feedback comments in the assignment's settings, and download the "
                           "worksheet again")
    lines = [table.header]
    for person in roster.people:
        row = guarded_row(table, person.row)
        score = scores.find(person, scores.assignments[0], roster)
        if score is not None and not (score.missing or score.needs_review or score.outdated):
            row[index] = comment(score)
        lines.append(row)
    return as_csv(lines)


def comment(score: Score) -> str:
    """What a student reads beside the grade."""
    late = (f" ({format_number(score.penalty)} points less because it was late)"
            if score.penalty else "")
    return (f"{format_number(score.score)} of {format_number(score.max_score)} points{late}. The "
            f"file {score.assignment}.html shows what each check found.")
