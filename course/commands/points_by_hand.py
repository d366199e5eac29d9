"""What a person gave in formgrader since the last run: brought into grades, pages and penalties."""

from __future__ import annotations

from pathlib import Path

from course.grading.grade import DEFAULT_LIMITS
from course.grading.gradebook.key import Keys
from course.grading.gradebook.results_folder import explained_failures, make_writable
from course.grading.gradebook.stored import StoredResults
from course.grading.messages import say_changes
from course.grading.publication import publish


def bring_in_points_by_hand(out: Path) -> None:
    """Write grades, report, pages and penalties anew, and print the grades that changed.

    Raises GradingError if nothing can be written there.
    """
    out = out.absolute()
    make_writable(out)
    with explained_failures(out):
        if any(StoredResults(out).all()):
            say_changes(publish(out, Keys(DEFAULT_LIMITS)).changes, print)
