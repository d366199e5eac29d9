"""What counts now: with what a person gave in formgrader since the last run, and late penalties."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from course.grading.grade import DEFAULT_LIMITS
from course.grading.gradebook.key import Keys
from course.grading.gradebook.messages import MAX_LISTED, say_changes
from course.grading.gradebook.results_folder import explained_failures, make_writable
from course.grading.gradebook.stored import StoredResults
from course.grading.lms.scores import Scores, read_scores
from course.grading.publication import publish
from course.words import first_few


def current_scores(out: Path, assignments: Sequence[str]) -> Scores:
    """The scores, after grades, report, pages and penalties are written anew.

    Prints the grades that changed. Raises GradingError as `read_scores`, and if nothing can be
    written there.
    """
    read_scores(out, assignments)  # says what is wrong with the folder
    absolute = out.absolute()
    make_writable(absolute)
    with explained_failures(absolute):
        if any(StoredResults(absolute).all()):
            say_changes(publish(absolute, Keys(DEFAULT_LIMITS)).changes, print)
    scores = read_scores(out, assignments)
    if scores.lacking:
        names = first_few([student for student, _ in scores.lacking], MAX_LISTED)
        print(f"Graded, but not in {out / 'gradebook.db'}, so not in the file: {names}. Give your "
              "course grade command again: it puts them back.")
    return scores
