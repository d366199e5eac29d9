"""`course grade`: grade a class, show how far the run is, print what an instructor should know."""

from __future__ import annotations

import argparse
from collections import Counter

from course.commands.grading_options import limits_of, need_jobs
from course.commands.support.interrupt import ending_at_once
from course.errors import CourseError
from course.grading.lasting_imports import lasting_imports
from course.grading.submission import Limits


def grade_class(options: argparse.Namespace) -> None:
    """Grade what the options name. Raises CourseError for wrong use."""
    need_jobs(options)
    limits = limits_of(options)
    if options.scheduler is not None and options.jobs:
        raise CourseError("--jobs is for this computer; with --scheduler the cluster's workers "
                          "grade")
    with ending_at_once(f"Stopped. Finished grades are saved in {options.out}. Run the same "
                        "command to continue."):
        _grade(options, limits)


def _grade(options: argparse.Namespace, limits: Limits) -> None:
    if options.scheduler is None:
        from course.grading.sandbox.launcher import start_fork_server

        start_fork_server()  # it imports what it needs while this process does
    with lasting_imports():
        from course.commands.support.lms_files import submissions_to_grade
        from course.commands.support.progress_line import ProgressLine
        from course.grading.grade import grade
        from course.words import counted

    submitted = submissions_to_grade(options)
    messages: list[str] = []
    with ProgressLine() as progress:
        results = grade(
            submitted, options.out.absolute(),
            assignments=() if options.zip else options.assignments, jobs=options.jobs,
            limits=limits, progress=progress, scheduler=options.scheduler,
            again=_again(options.again), say=messages.append)
    states = Counter(str(result.state) for result in results)
    in_states = ", ".join(f"{number} {state}" for state, number in states.items())
    print(f"{counted(len(results), 'submission')}: {in_states}. Open {options.out / 'report.html'}")
    for line in messages:
        print(line)


def _again(names: list[str] | None) -> list[str] | None:
    """What `--again` names: None without it, [] for all."""
    return names if names is None else [] if "" in names else names
