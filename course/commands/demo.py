"""`course demo`: make up a class with every kind of trouble, grade it, print a table."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence

from course.commands.grading_options import need_jobs
from course.commands.support.interrupt import ending_at_once
from course.commands.support.progress_line import ProgressLine
from course.commands.support.sample_class import make_class
from course.errors import CourseError, writing_into
from course.grading.grade import grade
from course.grading.intake.assignments import find_assignment
from course.grading.pages.grades_csv import full_detail
from course.grading.submission import Limits, Result
from course.publish.source import assignment_paths, read_assignment


def demo(options: argparse.Namespace) -> None:
    """Grade the sample class of one assignment in a folder; deletes an earlier one there.

    Raises CourseError if there is no such assignment, or nothing can be written.
    """
    need_jobs(options)
    slug = find_assignment(options.assignment)
    assignments = {a.slug: a for a in map(read_assignment, assignment_paths())}
    if slug not in assignments:
        raise CourseError(f"{slug} has no answers to hand in; these have: {', '.join(assignments)}")
    submitted, out = options.out / "submitted", options.out / "graded"
    with writing_into(options.out):
        for old in (submitted, out):
            shutil.rmtree(old, ignore_errors=True)
        students = make_class(submitted, assignments[slug])
    print(f"A class of {len(students)} for {slug}, in {submitted}")
    with ending_at_once("Stopped."), ProgressLine() as progress:
        results = grade(submitted, out.absolute(), [slug], options.jobs, Limits(cell=5), progress)
    print("", *table(results), sep="\n")
    print(f"\nOpen {out / 'report.html'} for the class, "
          f"{out / 'feedback'} for what each student reads, {out / 'grades.csv'} for the grades.")


def table(results: Sequence[Result]) -> list[str]:
    """A line for each submission, below a heading."""
    width = max(len(result.student) for result in results)
    heading = f"{'student':<{width}}  {'score':>9}  {'state':<10} what happened"
    return [heading, *(
        f"{r.student:<{width}}  {r.score:>4g} / {r.max_score:<2g}  {r.state:<10} {full_detail(r)}"
        for r in results)]
