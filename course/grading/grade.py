"""Grading a class from a folder of submissions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from pathlib import Path

from course.grading.cluster import ClusterPool
from course.grading.grade_one import (
    Graded,
    Setting,
    Task,
    assignments_there,
    given_up,
    grade_submission,
    learn,
    source_notebook,
)
from course.grading.gradebook.by_hand import apply_by_hand
from course.grading.gradebook.resume import Ledger
from course.grading.gradebook.trouble import told
from course.grading.gradebook.writer import Recorder
from course.grading.intake.restore import Place, find_submissions, read_in
from course.grading.lms.late import apply_origins
from course.grading.pages.class_report import write_grades, write_report
from course.grading.run import Limits
from course.grading.sandbox.outside import lacks
from course.grading.sandbox.warm import warm_process
from course.grading.submission import ExerciseResult, GradingError, Result
from course.grading.workers import LocalPool, WorkerDied

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
    scheduler: str | None = None,
) -> list[Result]:
    """Grade every submission below `submitted` and write everything into `out`.

    `jobs` processes of this machine do it, one for each processor where it is 0, or the workers
    of the Dask cluster whose `scheduler` is named; this process alone writes.

    Raises GradingError for wrong use: an unknown assignment, a folder that is missing, not a
    folder, empty or not writable, a cluster that cannot be used or is lost; and where the disk is
    full or the gradebook in use. What a submission holds never raises. Called again with the same
    `out`, it goes on where it was stopped, and grades anew only what was handed in anew.
    """
    assignments = chosen_assignments(assignments)
    _need_folder(submitted)
    if out.resolve().is_relative_to(submitted.resolve()):
        raise GradingError(f"{out} lies in the folder of submissions; name another place for --out")
    there = assignments_there()
    places = find_submissions(submitted, assignments, there)
    make_writable(out)
    with told(out):
        ledger, secret = Ledger(out, limits), _secret(out)
    results: dict[tuple[str, str], Result] = {}
    equal: dict[ExerciseResult, ExerciseResult] = {}

    def keep(result: Result) -> None:
        # Many did the same; it is held once, so that a large class needs no more memory.
        result.exercises = [equal.setdefault(e, e) for e in result.exercises]
        results[result.assignment, result.student] = result

    slugs = sorted({place.assignment for place in places})
    tasks = _tasks(places, ledger, Setting(secret, limits), keep)
    with told(out), _pool(jobs, scheduler, slugs) as pool:
        executed = _executed(pool, tasks)
        with Recorder(out, {slug: there[slug] for slug in slugs}) as recorder:
            for task, graded in executed:
                recorder.record(graded)
                ledger.keep(task.handed_in, graded.result)
                keep(graded.result)
                progress(len(results), len(places), graded.result)
    ordered = [results[place.assignment, place.student] for place in places]
    with told(out):
        apply_by_hand(out, ordered)
        apply_origins(out, submitted, ordered)
        write_grades(out / "grades.csv", ordered)
        write_report(out / "report.html", ordered, {slug: source_notebook(slug) for slug in slugs})
    return ordered


def _pool(jobs: int, scheduler: str | None, assignments: list[str]) -> LocalPool | ClusterPool:
    if scheduler is not None:
        return ClusterPool(scheduler)
    # Workers are forks of this process: they share what it has started and learned.
    warm_process()
    learn(assignments)
    lacks()
    return LocalPool(jobs)


def _tasks(
    places: list[Place], ledger: Ledger, setting: Setting, keep: Callable[[Result], None]
) -> Iterator[Task]:
    """What is still to be graded, read one by one; results that are known go to `keep`."""
    for place in places:
        handed_in = read_in(place)
        known = ledger.recall(handed_in)
        if known is None:
            yield Task(handed_in, setting)
        else:
            keep(known)


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
    path, half = out / ".secret", out / ".secret.half"
    if not path.exists():
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_bytes(secrets.token_bytes(32))
        half.rename(path)
    return path.read_bytes()


def _executed(
    pool: LocalPool | ClusterPool, tasks: Iterator[Task]
) -> Iterator[tuple[Task, Graded]]:
    """Each task with its outcome, as they come; only a few for each worker are in memory.

    The first are handed out at once, before anybody asks for an outcome.
    """
    waiting: dict[Future[Graded], Task] = {}
    _hand_out(pool, tasks, waiting)
    return _ended(pool, tasks, waiting)


def _ended(
    pool: LocalPool | ClusterPool, tasks: Iterator[Task], waiting: dict[Future[Graded], Task]
) -> Iterator[tuple[Task, Graded]]:
    while waiting:
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            task = waiting.pop(future)
            _hand_out(pool, tasks, waiting)
            yield task, _outcome(task, future)


def _hand_out(
    pool: LocalPool | ClusterPool, tasks: Iterator[Task], waiting: dict[Future[Graded], Task]
) -> None:
    for task in islice(tasks, max(0, AHEAD * pool.width - len(waiting))):
        waiting[pool.submit(grade_submission, task)] = task


def _outcome(task: Task, future: Future[Graded]) -> Graded:
    """What a worker gave; a fault of the grader itself costs one submission, not the run."""
    try:
        return future.result()
    except GradingError:
        raise
    except WorkerDied as error:
        return given_up(task, f"The process that graded it died, twice in two tries: {error}.")
    except Exception as error:
        return given_up(task, f"The grader failed on it, {type(error).__name__}: {error}"[:300])
