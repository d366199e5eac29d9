"""The line at the head of a feedback page: whose it is, when handed in, what being late took off.

The gradebook has that only at the end of a run, so this module fills the line in then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from html import escape
from pathlib import Path

from nbgrader.api import Student, SubmittedAssignment

from course.grading.gradebook.results_folder import page_path
from course.grading.gradebook.tables import open_gradebook
from course.grading.lms.numbers import format_number
from course.grading.lms.times import format_duration, format_time
from course.grading.submission import Result
from course.grading.whole_file import write_whole

ABOUT = re.compile(b"<!--about-->.*?<!--/about-->", re.DOTALL)


def fill_headers(out: Path, results: Iterable[Result]) -> None:
    """Write name, date and penalty into the feedback pages that lack them or have others."""
    with open_gradebook(out) as book:
        rows = book.db.query(SubmittedAssignment, Student).join(Student)
        about = {(submission.student_id, submission.name): _about(submission, student)
                 for submission, student in rows}
    for result in results:
        page = page_path(out, *result.id)
        if result.id not in about or not page.is_file():
            continue
        content = page.read_bytes()
        line = f"<!--about-->{escape(about[result.id])}<!--/about-->".encode()
        completed = ABOUT.sub(line.replace(b"\\", rb"\\"), content, count=1)
        if completed != content:
            write_whole(page, completed)


def _about(submission: SubmittedAssignment, student: Student) -> str:
    name = " ".join(filter(None, [student.first_name, student.last_name]))
    parts = [f"{name} ({student.id})" if name else str(student.id)]
    if submission.timestamp is not None:
        parts.append(f"handed in {format_time(submission.timestamp.replace(tzinfo=UTC))}")
    late = submission.total_seconds_late
    if late:
        parts.append(f"{format_duration(late)} late")
    if penalty := submission.late_submission_penalty:
        counted = format_number(max(0.0, submission.score - penalty))
        parts.append(f"{format_number(penalty)} points are taken off, {counted} count")
    return ", ".join(parts)
