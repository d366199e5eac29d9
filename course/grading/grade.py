"""Grade a class: find the submissions, give them to a pool of workers, write what comes back."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path

from course.grading.class_run import ClassRun
from course.grading.dispatch import Pool, run_tasks
from course.grading.grade_one import Settings, warm_up
from course.grading.gradebook.key import Keys
from course.grading.gradebook.messages import MAX_LISTED, say_changes, say_put_back, say_regraded
from course.grading.gradebook.nbgrader_settings import write_settings
from course.grading.gradebook.published import read_published
from course.grading.gradebook.results_folder import explained_failures, make_writable, read_secret
from course.grading.gradebook.stored import StoredResults
from course.grading.gradebook.unfinished import begin, end
from course.grading.intake.assignments import find_assignments, read_solution, solution_paths
from course.grading.intake.folders import find_submissions, notebooks_in_no_folder, submission_id
from course.grading.lasting_imports import lasting_imports
from course.grading.lms.records import put_back_due_dates
from course.grading.pages.templates import template
from course.grading.pool.cluster import ClusterPool
from course.grading.pool.local import LocalPool
from course.grading.request import asked_again, need_built, need_folder
from course.grading.sandbox.client import SandboxDied, missing_layers
from course.grading.sandbox.launcher import start_fork_server
from course.grading.submission import GraderFailed, GradingError, Limits, Result
from course.words import first_few

ReportProgress = Callable[[int, int, Result], None]
DEFAULT_LIMITS = Limits()


def grade(
    submitted: Path,
    out: Path,
    assignments: Sequence[str] = (),
    jobs: int = 1,
    limits: Limits = DEFAULT_LIMITS,
    progress: ReportProgress = lambda done, total, result: None,
    scheduler: str | None = None,
    again: Sequence[str] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> list[Result]:
    """Grade every submission in `submitted` and write everything into `out`; their results.

    Runs in `jobs` processes (0: one per core), or on the Dask cluster at `scheduler`. Only this
    process writes. A second call with the same `out` grades what is new or changed, what a stopped
    run did not reach, what the grader failed on, what another notebook, check, engine, grader,
    limit or package concerns, and what somebody deleted from `autograded`. It keeps all other
    results. `again` names students, exercises or assignments to grade in any case; () stands for
    all. `say` gets a line for each thing that an instructor should know.

    Raises GradingError for wrong use: an unknown assignment, a folder that is missing, not a
    folder, empty or not writable, a name in `again` that nobody has, a cluster that cannot be used
    or is lost; and if the disk is full or the gradebook in use. Never raises for what is in a
    submission.
    """
    need_folder(submitted, out)
    folders = find_submissions(submitted, find_assignments(assignments), solution_paths())
    wanted = asked_again(again, folders)
    slugs = sorted({folder.name for folder in folders})
    need_built(slugs)
    make_writable(out)
    with explained_failures(out):
        write_settings(out)
        settings = Settings(read_secret(out), limits, ahead=scheduler is None)
        run = ClassRun(out, StoredResults(out), Keys(limits, settings.secret), wanted, settings,
                       read_published(out))
        if not (out / "gradebook.db").exists():
            put_back_due_dates(out, {entry.result.assignment for entry in run.stored.all()})
        _grade(run, folders, submitted, _pool(jobs, scheduler, slugs), progress)
        from course.grading.publication import publish  # imported by now, see _import_what_writes

        published = publish(out, run.keys)
        end(out, submitted, slugs)
    say_put_back(run.put_back, out, say)
    say_regraded(run.regraded, say)
    say_changes(published.changes, say)
    _say_kept(run, folders, submitted, len(published.results), say)
    for line in published.outdated:
        say(line)
    found = {result.id: result for result in published.results}
    return [found[submission_id(folder)] for folder in folders]


def _say_kept(
    run: ClassRun, folders: Sequence[Path], submitted: Path, results: int,
    say: Callable[[str], None],
) -> None:
    """Say which of all results this run did not make, and why."""
    if run.older:
        say("Not graded, because a later hand-in from another folder was: "
            f"{first_few(run.older, MAX_LISTED)}. Use --again with a name to grade these.")
    if loose := notebooks_in_no_folder(submitted):
        say(f"Not graded, because it lies in no student's folder: {first_few(loose, MAX_LISTED)}.")
    if kept := results - len(folders):
        say(f"Kept from earlier runs: {kept}.")
        if gone := run.gone_from(submitted, folders):
            say(f"Their folders are here no more: {first_few(gone, MAX_LISTED)}.")


def _grade(
    run: ClassRun, folders: Sequence[Path], submitted: Path, pool: Pool, progress: ReportProgress
) -> None:
    """Grade in the pool what has no result that holds, and write it.

    Writes also what the gradebook lacks of stored results, or has otherwise.
    """
    out, solutions = run.out, solution_paths()
    slugs = {folder.name for folder in folders}
    with pool:
        graded = run_tasks(pool, run.tasks(folders))  # the workers begin with the first tasks
        missing = run.missing_in(out)
        concerned = slugs | {r.assignment for r in missing if r.assignment in solutions}
        _import_what_writes()
        from course.grading.gradebook.writer import GradebookWriter

        with GradebookWriter(out, {s: read_solution(s) for s in sorted(concerned)}) as writer:
            template("class_report.html.j2")  # takes long to read
            for task, outcome in graded:
                begin(out, submitted, slugs)
                result = run.write(writer, task, outcome)
                progress(run.done, len(folders), result)
            for result in run.missing_in(out) if missing else ():
                begin(out, submitted, slugs)
                run.put_back += writer.put_back(result)


def _import_what_writes() -> None:
    """Import the gradebook's writer and `publish`, which takes long: the workers have begun."""
    with lasting_imports():
        importlib.import_module("course.grading.gradebook.writer")
        importlib.import_module("course.grading.publication")


def _pool(jobs: int, scheduler: str | None, assignments: list[str]) -> Pool:
    if scheduler is not None:
        return ClusterPool(scheduler)
    # Workers are forks of this process: they share what it has started and cached.
    start_fork_server()
    warm_up(assignments)
    try:
        missing_layers()
    except (GraderFailed, SandboxDied) as error:
        raise GradingError(f"no sandbox can be started: {error}. Is there room for more processes, "
                           "memory and files in /tmp?") from None
    return LocalPool(jobs)
