"""Grading a class from a folder of submissions."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path

import nbformat

from course.grading.blank import with_blank_answers
from course.grading.gradebook import Recorder
from course.grading.intake import find_submissions
from course.grading.judge import Job, run_job
from course.grading.ledger import Ledger
from course.grading.report import write_grades, write_report
from course.grading.results import result_of, result_without_run, tidy_graded_cells
from course.grading.run import Executed, Limits
from course.grading.states import GradingError, Result, State, Submission
from course.publish.source import ROOT

Progress = Callable[[int, int, Result], None]
STANDARD = Limits()


def assignments_there() -> dict[str, Path]:
    """The solution notebooks by assignment."""
    return {path.stem: path for path in sorted((ROOT / "solutions").glob("*/*.ipynb"))}


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
    sources, assignments = _sources(), _slugs(assignments)
    _need_folder(submitted)
    if out.resolve().is_relative_to(submitted.resolve()):
        raise GradingError(f"{out} lies in the folder of submissions; name another place for --out")
    submissions = find_submissions(submitted, assignments, sources)
    _make_writable(out)
    results = []
    ledger = Ledger(out, limits)
    known = [ledger.recall(submission) for submission in submissions]
    todo = [s for s, result in zip(submissions, known, strict=True) if result is None]
    wanted = sorted({s.assignment for s in submissions})
    with Recorder(out, sources, wanted) as recorder, _executor(jobs) as executor:
        executions = _executed(executor, todo, _secret(out), limits)
        for submission, recalled in zip(submissions, known, strict=True):
            result = recalled or _graded(submission, next(executions), sources)
            if recalled is None:
                recorder.record(submission, result)
                ledger.keep(submission, result)
            results.append(result)
            progress(len(results), len(submissions), result)
    write_grades(out / "grades.csv", results)
    write_report(out / "report.html", results)
    return results


def _graded(
    submission: Submission, executed: Executed | None, sources: dict[str, nbformat.NotebookNode]
) -> Result:
    if executed is None:
        return result_without_run(submission, sources[submission.assignment])
    submission.notebook = executed.notebook
    tidy_graded_cells(executed.notebook)
    return result_of(submission, executed)


def _sources() -> dict[str, nbformat.NotebookNode]:
    return {name: with_blank_answers(nbformat.read(path, as_version=4))
            for name, path in assignments_there().items()}


def _slugs(names: Sequence[str]) -> list[str]:
    """The assignments that were asked for, by slug or by number."""
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


def _make_writable(out: Path) -> None:
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
    executor: Executor, submissions: list[Submission], secret: bytes, limits: Limits
) -> Iterator[Executed | None]:
    """Each submission executed, in order, whatever the number of jobs; None where nothing runs."""
    futures = [
        executor.submit(run_job, Job(s.student, s.assignment, s.notebook, secret, limits))
        if s.notebook is not None else None
        for s in submissions
    ]
    for submission, future in zip(submissions, futures, strict=True):
        yield _outcome(submission, future) if future is not None else None


def _outcome(submission: Submission, future: Future[Executed]) -> Executed:
    """What a worker gave; a fault of the grader itself costs one submission, not the run."""
    try:
        return future.result()
    except Exception as error:
        assert submission.notebook is not None
        reason = f"The grader failed on it, {type(error).__name__}: {error}"[:300]
        return Executed(submission.notebook, State.CRASHED, reason, 0.0)
