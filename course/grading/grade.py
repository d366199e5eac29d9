"""Grade a class: find the submissions, give them to a pool of workers, write what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from pathlib import Path

from course.grading.grade_one import Settings, Task, grade_one, not_graded, warm_up
from course.grading.gradebook.by_hand import apply_by_hand
from course.grading.gradebook.resume import (
    Checkpoints,
    explained_failures,
    make_writable,
    read_secret,
)
from course.grading.gradebook.writer import GradebookWriter
from course.grading.intake.assignments import find_assignments, load_solution, solution_paths
from course.grading.intake.folders import find_submissions, read_submission
from course.grading.lms.about import complete_pages
from course.grading.lms.late import apply_lateness
from course.grading.lms.people import known_people
from course.grading.pages.class_report import write_grades, write_report
from course.grading.pool.cluster import ClusterPool
from course.grading.pool.local import LocalPool, WorkerDied
from course.grading.sandbox.client import missing_layers
from course.grading.sandbox.launcher import start_fork_server
from course.grading.submission import ExerciseResult, Graded, GradingError, Limits, Result

ReportProgress = Callable[[int, int, Result], None]
Pool = LocalPool | ClusterPool
DEFAULT_LIMITS = Limits()
QUEUED_PER_WORKER = 2


def grade(
    submitted: Path,
    out: Path,
    assignments: Sequence[str] = (),
    jobs: int = 1,
    limits: Limits = DEFAULT_LIMITS,
    progress: ReportProgress = lambda done, total, result: None,
    scheduler: str | None = None,
) -> list[Result]:
    """Grade every submission in `submitted` and write everything into `out`.

    Runs in `jobs` processes (0: one per core), or on the Dask cluster at `scheduler`. Only this
    process writes. A second call with the same `out` grades what is new or changed, what a stopped
    run did not reach, and what the grader failed on.

    Raises GradingError for wrong use: an unknown assignment, a folder that is missing, not a
    folder, empty or not writable, a cluster that cannot be used or is lost; and if the disk is full
    or the gradebook in use. Never raises for what is in a submission.
    """
    assignments = find_assignments(assignments)
    _need_folder(submitted)
    if out.resolve().is_relative_to(submitted.resolve()):
        raise GradingError(f"--out {out} lies in the folder of submissions; use another --out")
    solutions = solution_paths()
    folders = find_submissions(submitted, assignments, solutions)
    make_writable(out)
    with explained_failures(out):
        checkpoints, secret = Checkpoints(out, limits), read_secret(out)
    results: dict[Path, Result] = {}
    equal: dict[ExerciseResult, ExerciseResult] = {}

    def add(result: Result) -> None:
        # Students who did the same share one object: a large class needs no more memory.
        result.exercises = [equal.setdefault(e, e) for e in result.exercises]
        results[submitted / result.student / result.assignment] = result

    slugs = sorted({folder.name for folder in folders})
    tasks = _tasks(folders, checkpoints, Settings(secret, limits), add)
    with explained_failures(out), _pool(jobs, scheduler, slugs) as pool:
        graded = _run_tasks(pool, tasks)
        with GradebookWriter(out, {slug: solutions[slug] for slug in slugs}) as writer:
            for task, outcome in graded:
                writer.write(outcome)
                if not outcome.grader_failed:
                    checkpoints.save(task.submission, outcome.result)
                add(outcome.result)
                progress(len(results), len(folders), outcome.result)
    ordered = [results[folder] for folder in folders]
    with explained_failures(out):
        apply_by_hand(out, ordered)
        apply_lateness(out, submitted, ordered)
        complete_pages(out, ordered)
        write_grades(out / "grades.csv", ordered)
        write_report(out / "report.html", ordered, {slug: load_solution(slug) for slug in slugs},
                     known_people(out, slugs))
    return ordered


def _need_folder(submitted: Path) -> None:
    if not submitted.exists():
        raise GradingError(f"no folder {submitted}")
    if not submitted.is_dir():
        raise GradingError(f"{submitted} is a file; name the folder with the students' folders")


def _pool(jobs: int, scheduler: str | None, assignments: list[str]) -> Pool:
    if scheduler is not None:
        return ClusterPool(scheduler)
    # Workers are forks of this process: they share what it has started and cached.
    start_fork_server()
    warm_up(assignments)
    missing_layers()
    return LocalPool(jobs)


def _tasks(
    folders: list[Path], checkpoints: Checkpoints, settings: Settings,
    add: Callable[[Result], None],
) -> Iterator[Task]:
    """Yield a task per submission without a stored result; pass stored results to `add`."""
    for folder in folders:
        submission = read_submission(folder)
        known = checkpoints.load(submission)
        if known is None:
            yield Task(submission, settings)
        else:
            add(known)


def _run_tasks(pool: Pool, tasks: Iterator[Task]) -> Iterator[tuple[Task, Graded]]:
    """Yield (task, outcome) in order of completion; only a few tasks per worker are in memory.

    Submits the first tasks at once, before the caller asks for an outcome.
    """
    running: dict[Future[Graded], Task] = {}
    _submit(pool, tasks, running)
    return _outcomes(pool, tasks, running)


def _outcomes(
    pool: Pool, tasks: Iterator[Task], running: dict[Future[Graded], Task]
) -> Iterator[tuple[Task, Graded]]:
    while running:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            _submit(pool, tasks, running)
            yield task, _outcome(task, future)


def _submit(pool: Pool, tasks: Iterator[Task], running: dict[Future[Graded], Task]) -> None:
    for task in islice(tasks, max(0, QUEUED_PER_WORKER * pool.size - len(running))):
        running[pool.submit(grade_one, task)] = task


def _outcome(task: Task, future: Future[Graded]) -> Graded:
    """The worker's result; a `crashed` result if the worker died or the grader raised."""
    try:
        return future.result()
    except GradingError:
        raise
    except WorkerDied as error:
        return not_graded(task, str(error))
    except Exception as error:
        return not_graded(task, f"The grader failed on it, {type(error).__name__}: {error}"[:300])
