"""`course return`: the feedback pages in the files that an LMS takes back."""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

from course.commands.support.current_scores import current_scores
from course.grading.gradebook.published import published_assignments
from course.grading.intake.assignments import find_assignment
from course.grading.lms.feedback_files import feedback_files, moodle_comments
from course.grading.lms.records import roster_copy
from course.grading.lms.roster import read_roster
from course.grading.lms.scores import Scores
from course.grading.whole_file import replace_earlier
from course.words import counted


def return_feedback(options: argparse.Namespace) -> None:
    """Write the files to upload and print what is in them. Raises GradingError for wrong use."""
    out: Path = options.grades
    scores = current_scores(out, [
        find_assignment(options.assignment, published_assignments(out))])
    returned = feedback_files(out, scores, options.target)
    name = scores.assignments[0]
    path = options.to or out / f"{name}-feedback-{options.target.lower()}.zip"
    if returned.pages:
        replace_earlier(path, returned.content, _is_zip_of_pages)
    pages = counted(returned.pages, "feedback page")
    where = {"Canvas": "Re-Upload Submissions, in the assignment's menu in the Gradebook",
             "Moodle": "Upload multiple feedback files in a zip"}[options.target]
    print(f"wrote {path}: {pages} of {name}. In {options.target}, give it to {where}."
          if returned.pages else f"There is no feedback page of {name} to return, so no file.")
    if options.target == "Moodle":
        _write_comments(out, scores, name, options.roster)
    for what, students in (
        ("Not in it, because a person must grade them first", returned.waiting),
        ("Not in it, because they were graded before the assignment's cells or points changed; "
         "grade them again", returned.outdated),
        ("Not in it, because they handed in nothing", returned.missing),
        (f"Not in it, because {options.target} would not know whose page it is", returned.unknown),
        ("Not in it, because they have no page; give your course grade command again",
         returned.without_page),
    ):
        if students:
            print(f"{what}: {', '.join(students)}.")


def _write_comments(out: Path, scores: Scores, name: str, given: Path | None) -> None:
    path = given or roster_copy(out, name)
    if not path.exists():
        print("Name the grading worksheet with --roster to get its comments filled in too.")
        return
    comments = out / f"{name}-comments-moodle.csv"
    content = moodle_comments(scores, read_roster(path))
    replace_earlier(comments, content, lambda earlier: True)
    print(f"wrote {comments}: the worksheet with a comment for each student, grades unchanged.")


def _is_zip_of_pages(there: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(there)) as archive:
            return all(name.endswith(".html") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False
