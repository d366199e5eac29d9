"""Grading a class from a folder of submissions."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from pathlib import Path

from course.grading.gradebook import Recorder
from course.grading.intake import Place, find_submissions, read_in
from course.grading.ledger import Ledger
from course.grading.lms.late import apply_origins
from course.grading.report import write_grades, write_report
from course.grading.run import Limits
from course.grading.states import GradingError, Result
from course.grading.work import (
    Graded,
    Setting,
    Task,
    assignments_there,
    given_up,
    grade_submission,
    source_notebook,
)

Progress = Callable[[int, int, Result], None]
STANDARD = Limits()
AHEAD = 2  # tasks handed out for each worker


def grade(
    submitted: Path,
    out: Path,
    assignments: Sequence[str] = (),
    jobs: int = 1,
    limits: Limits = STANDARD,
    progress: Progress = lambda done, total, result: None,
) -> list[Result]:
    """Grade every submission below `submitted` and write everything into `out`.

    Raises GradingError for wrong use: an unknown assignment, a folder that is missing, not a
    folder, empty or not writable. What a submission holds never raises. Called again with the same
    `out`, it goes on where it was stopped, and grades anew only what was handed in anew.
    """
    assignments = chosen_assignments(assignments)
    _need_folder(submitted)
    if out.resolve().is_relative_to(submitted.resolve()):
        raise GradingError(f"{out} lies in the folder of submissions; name another place for --out")
    places = find_submissions(submitted, assignments, assignments_there())
    make_writable(out)
    ledger = Ledger(out, limits)
    results: dict[tuple[str, str], Result] = {}

    def done(result: Result) -> None:
        results[result.assignment, result.student] = result
        progress(len(results), len(places), result)

    slugs = {place.assignment for place in places}
    tasks = _tasks(places, ledger, Setting(_secret(out), limits), done)
    with Recorder(out, sorted(slugs)) as recorder, \
            _executor(jobs) as executor:
        for task, graded in _executed(executor, tasks, AHEAD * (jobs or os.cpu_count() or 1)):
            recorder.record(graded)
            ledger.keep(task.handed_in, graded.result)
            done(graded.result)
    ordered = [results[place.assignment, place.student] for place in places]
    apply_origins(out, submitted, ordered)
    write_grades(out / "grades.csv", ordered)
    write_report(out / "report.html", ordered, {slug: source_notebook(slug) for slug in slugs})
    return ordered


def _tasks(
    places: list[Place], ledger: Ledger, setting: Setting, done: Callable[[Result], None]
) -> Iterator[Task]:
    """What is still to be graded, read one by one; results that are known go to `done`."""
    for place in places:
        handed_in = read_in(place)
        known = ledger.recall(handed_in)
        if known is None:
            yield Task(handed_in, setting)
        else:
            done(known)


def chosen_assignments(names: Sequence[str]) -> list[str]:
    """The assignments that were asked for, by slug or by number.

    Raises GradingError where there is no such assignment.
    """
    there = list(assignments_there())
    slugs = []
    for name in names:
        found = [slug for slug in there if name in (slug, slug.partition("-")[0])]
        if not found:
            raise GradingError(f"no assignment {name!r}; there are: {', '.join(there)}")
        slugs += found
    return slugs


def _need_folder(submitted: Path) -> None:
    if not submitted.exists():
        raise GradingError(f"no folder {submitted}")
    if not submitted.is_dir():
        raise GradingError(f"{submitted} is a file; name the folder with the students' folders")


def make_writable(out: Path) -> None:
    """Make the folder for the results. Raises GradingError where nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise GradingError(f"cannot write into {out}: {error.strerror}") from None


def _secret(out: Path) -> bytes:
    """What seeds the fresh inputs of this run: made once, so that a run can be repeated."""
    path = out / ".secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def _executor(jobs: int) -> Executor:
    return ProcessPoolExecutor(max_workers=jobs or os.cpu_count() or 1)


def _executed(
    executor: Executor, tasks: Iterator[Task], ahead: int
) -> Iterator[tuple[Task, Graded]]:
    """Each task with its outcome, as they come; never more than `ahead` of them in memory."""
    waiting: dict[Future[Graded], Task] = {}
    for task in tasks:
        waiting[executor.submit(grade_submission, task)] = task
        if len(waiting) >= ahead:
            yield from _ended(waiting)
    while waiting:
        yield from _ended(waiting)


def _ended(waiting: dict[Future[Graded], Task]) -> Iterator[tuple[Task, Graded]]:
    """Wait until something has ended, and hand it out."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        task = waiting.pop(future)
        yield task, _outcome(task, future)


def _outcome(task: Task, future: Future[Graded]) -> Graded:
    """What a worker gave; a fault of the grader itself costs one submission, not the run."""
    try:
        return future.result()
    except Exception as error:
        return given_up(task, f"The grader failed on it, {type(error).__name__}: {error}"[:300])
