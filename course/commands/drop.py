"""`course drop` and `course keep`: leave exercises out of the totals, or take them back in."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.grading.grade import DEFAULT_LIMITS
from course.grading.gradebook.dropped import drop, keep, points_of, read_dropped
from course.grading.gradebook.key import Keys
from course.grading.gradebook.messages import say_changes
from course.grading.gradebook.published import published_assignments
from course.grading.gradebook.results_folder import (
    explained_failures,
    make_writable,
    need_gradebook,
)
from course.grading.gradebook.stored import StoredResults
from course.grading.intake.assignments import find_assignment
from course.grading.intake.near import did_you_mean, exercise_as_known
from course.grading.publication import publish
from course.grading.submission import GradingError


def drop_exercises(options: argparse.Namespace) -> None:
    """Leave exercises out, and write grades, report and pages anew.

    A command that was interrupted can be given again: what is so already stays so. Raises
    GradingError for wrong use.
    """
    _change(options, counts=False)


def keep_exercises(options: argparse.Namespace) -> None:
    """Take dropped exercises back in, in the same way."""
    _change(options, counts=True)


def _change(options: argparse.Namespace, counts: bool) -> None:
    out: Path = options.grades.absolute()
    need_gradebook(out)
    slug = find_assignment(options.assignment, published_assignments(out))
    names = list(dict.fromkeys(options.exercises))
    gone = read_dropped(out).get(slug, {}) if counts else {}  # it may have left the assignment
    make_writable(out)
    with explained_failures(out):
        results = [entry.result for entry in StoredResults(out).all()]
        known = points_of(slug, results)
        names = [exercise_as_known(name, {*known, *gone}) for name in names]
        for name in names:
            if name not in known and name not in gone:
                raise GradingError(f"no exercise {name!r} in {slug}; it has {', '.join(known)}"
                                   f"{did_you_mean(name, known)}")
        if not any(result.assignment == slug for result in results):
            raise GradingError(f"{options.grades} holds no grades of {slug}; grade it first")
        dropped = read_dropped(out).get(slug, {})
        changed = [name for name in names if (name in dropped) == counts]
        if counts:
            keep(out, slug, changed, results)
        else:
            drop(out, slug, changed)
        published = publish(out, Keys(DEFAULT_LIMITS))
    if changed:
        print(f"{'Counted again' if counts else 'No longer counted'} in {slug}: "
              f"{', '.join(changed)}.")
    if same := [name for name in names if name not in changed]:
        print(f"{', '.join(same)} of {slug} {'was not' if counts else 'was'} dropped "
              "before; nothing changed.")
    say_changes(published.changes, print)
