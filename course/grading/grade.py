"""Grade a class: find the submissions, give them to a pool of workers, write what comes back."""

from __future__ import annotations

import gc
import importlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from course.checks.unit import load_unit, unit_slugs
from course.grading.dispatch import Pool, run_tasks
from course.grading.grade_one import Settings, Task, not_graded, warm_up
from course.grading.gradebook.key import SUBMISSION, Keys, digest_of_all, reasons
from course.grading.gradebook.messages import MAX_LISTED, say_changes, say_put_back, say_regraded
from course.grading.gradebook.nbgrader_settings import write_settings
from course.grading.gradebook.published import PublishedGrade, read_published
from course.grading.gradebook.results_folder import (
    executed_path,
    explained_failures,
    make_writable,
    read_secret,
)
from course.grading.gradebook.stored import Stored, StoredResults
from course.grading.gradebook.unfinished import begin, end
from course.grading.intake.assignments import (
    exercise_points,
    find_assignments,
    read_solution,
    solution_paths,
)
from course.grading.intake.folders import (
    find_submissions,
    notebooks_in_no_folder,
    read_submission,
    read_timestamp,
)
from course.grading.intake.naming import student_name
from course.grading.intake.near import (
    assignment_as_known,
    did_you_mean,
    exercise_as_known,
    spelt_as_known,
)
from course.grading.lms.records import put_back_due_dates
from course.grading.lms.times import is_later
from course.grading.pages.templates import template
from course.grading.pool.cluster import ClusterPool
from course.grading.pool.local import LocalPool
from course.grading.sandbox.client import SandboxDied, missing_layers
from course.grading.sandbox.launcher import start_fork_server
from course.grading.submission import (
    Graded,
    GraderFailed,
    GradingError,
    Limits,
    Result,
    State,
    Submission,
    SubmissionId,
)
from course.words import first_few

if TYPE_CHECKING:
    from course.grading.gradebook.writer import GradebookWriter

ReportProgress = Callable[[int, int, Result], None]
DEFAULT_LIMITS = Limits()
# What a text may bring about where nobody expected it. The disk's and the database's errors differ:
# they concern the whole run.
UNWRITABLE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
NOTEBOOK_GONE = "the notebook as it ran was gone from autograded/"


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
    _need_folder(submitted, out)
    folders = find_submissions(submitted, find_assignments(assignments), solution_paths())
    wanted = _asked_again(again, folders)
    slugs = sorted({folder.name for folder in folders})
    _need_built(slugs)
    make_writable(out)
    with explained_failures(out):
        write_settings(out)
        settings = Settings(read_secret(out), limits, ahead=scheduler is None)
        run = ClassRun(out, StoredResults(out), Keys(limits), wanted, settings, read_published(out))
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
    return [found[_id_of(folder)] for folder in folders]


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


def _id_of(folder: Path) -> SubmissionId:
    return student_name(folder.parent.name), folder.name


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


@dataclass
class ClassRun:
    """What one run does with each submission.

    done:  how many submissions have a result
    older:  whose work here is older than what was graded of them
    regraded:  how many of an assignment had a result that holds no more, by the reason
    put_back:  how many stored results the gradebook lacked, or had otherwise
    """

    out: Path
    stored: StoredResults
    keys: Keys
    wanted: frozenset[SubmissionId]
    settings: Settings
    published: Mapping[SubmissionId, PublishedGrade]
    done: int = 0
    regraded: Counter[tuple[str, str]] = field(default_factory=Counter)
    put_back: int = 0
    older: list[str] = field(default_factory=list)
    _batches: dict[str, str] = field(default_factory=dict)

    def gone_from(self, submitted: Path, folders: Sequence[Path]) -> list[str]:
        """Whose work of these assignments was in the folder of submissions and is there no more."""
        home, slugs = str(submitted.resolve()), {folder.name for folder in folders}
        here = set(map(_id_of, folders))
        stored = [entry.result for entry in self.stored.all() if entry.home == home]
        return sorted(f"{result.student} in {result.assignment}" for result in stored
                      if result.assignment in slugs and result.id not in here)

    def missing_in(self, out: Path) -> list[Result]:
        """The stored results that the gradebook lacks, or has otherwise."""
        stored = [entry.result for entry in self.stored.all()]
        if not stored:
            return []
        from course.grading.gradebook.comparison import differing  # imports nbgrader

        return differing(out, stored)

    def tasks(self, folders: Sequence[Path]) -> Iterator[Task]:
        """A task for each submission without a stored result that holds."""
        graded = {assignment for _, assignment in self.published}
        for folder in folders:
            submission = read_submission(folder, graded)
            known = self.stored.find(*submission.id)
            home, time = str(folder.parent.parent.resolve()), read_timestamp(folder)
            if known is not None and self._is_older(known, submission, home, time):
                self.older.append(f"{submission.student} in {submission.assignment}")
                self.done += 1
                continue
            if known is None or not self._holds(known, submission):
                batch = self._earlier_batch(known, submission)
                if batch is None:
                    batch = self._batch_of(submission.assignment, folders, graded)
                yield Task(submission, self.settings, time, home, batch)
                continue
            if submission.state is not State.MISSING and time != known.result.time:
                self.stored.save(replace(known, result=replace(known.result, time=time)))
            self.done += 1

    def _earlier_batch(self, known: Stored | None, submission: Submission) -> str | None:
        """The batch in which the same work was graded, so that it gets the same inputs again."""
        return known.batch if known is not None and known.is_of(submission) else None

    def _batch_of(
        self, assignment: str, folders: Sequence[Path], graded: Collection[str]
    ) -> str:
        """A digest of all that is in the folders for an assignment.

        So a student who learned the inputs of a run, and hands in something else, gets others.
        """
        if assignment not in self._batches:
            self._batches[assignment] = digest_of_all(
                read_submission(folder, graded) for folder in folders if folder.name == assignment)
        return self._batches[assignment]

    def _holds(self, known: Stored, submission: Submission) -> bool:
        """Whether a stored result is that of the submission; nothing takes no grade away."""
        if submission.state is State.MISSING and known.result.state is not State.MISSING:
            return True
        if submission.id in self.wanted:
            return False
        if known.key != self.keys.of(submission):
            return False
        return executed_path(self.out, known.result).is_file()

    def _is_older(
        self, known: Stored, submission: Submission, home: str, time: str | None
    ) -> bool:
        """Whether a later hand-in of theirs, from another folder, was graded after this one."""
        return (submission.state is not State.MISSING and known.home != home
                and self.keys.of(submission)[SUBMISSION] in known.past
                and submission.id not in self.wanted
                and not is_later(time, known.result.time))

    def write(self, writer: GradebookWriter, task: Task, outcome: Graded) -> Result:
        """Write what came back for a task, and return its result.

        If a text in it cannot be written, the result is that the grader failed on the submission.
        """
        try:
            self._write(writer, task, outcome)
        except UNWRITABLE as error:
            outcome = not_graded(task, f"Its result could not be written: {type(error).__name__}.")
            self._write(writer, task, outcome)
        return outcome.result

    def _write(self, writer: GradebookWriter, task: Task, outcome: Graded) -> None:
        """Write into the gradebook, then to the stored results."""
        result, key = outcome.result, self.keys.of(task.submission)
        known, earlier, past = self.stored.find(*result.id), {}, []
        if known is not None:
            same = known.key.get(SUBMISSION) == key[SUBMISSION]
            published = self.published.get(result.id)
            earlier = known.earlier if same else known.best_with(
                published.exercises if published else {})
            past = known.past if same else [*known.past, known.key[SUBMISSION]]
            if outcome.grader_failed and same:
                result.written = known.result.written
        result.time = task.time
        before = known.result.written if known else {}
        writer.write(outcome, [cell for cell, digest in result.written.items()
                               if before.get(cell) == digest])
        # Of what the grader failed on, the key is not whole: the next run grades it again.
        self.stored.save(Stored(result, {SUBMISSION: key[SUBMISSION]} if outcome.grader_failed
                                else key, earlier, task.home, past, task.batch))
        self.done += 1
        if known is not None and same:
            if known.key != key:
                self.regraded[result.assignment, " and ".join(reasons(known.key, key))] += 1
            elif result.id not in self.wanted:
                self.regraded[result.assignment, NOTEBOOK_GONE] += 1


def _import_what_writes() -> None:
    """Import the gradebook's writer and `publish`, which takes long: the workers have begun."""
    gc.disable()  # imports leave nothing to collect
    importlib.import_module("course.grading.gradebook.writer")
    importlib.import_module("course.grading.publication")
    gc.freeze()
    gc.enable()


def _need_built(slugs: Iterable[str]) -> None:
    """The notebooks must have the points of the checks: nbgrader takes no more than they say."""
    for slug in set(slugs) & set(unit_slugs()):
        points = exercise_points(slug)
        for name, exercise in load_unit(slug).exercises.items():
            if points.get(name, exercise.points) != exercise.points:
                raise GradingError(f"{name} of {slug} is worth {exercise.points:g} points in its "
                                   f"checks and {points[name]:g} in solutions/; run make build")


def _asked_again(names: Sequence[str] | None, folders: Sequence[Path]) -> frozenset[SubmissionId]:
    """The submissions that `--again` names. Raises GradingError if a name is nobody's."""
    if names is None:
        return frozenset()
    wanted: set[SubmissionId] = set()
    everything = set(map(_id_of, folders))
    exercises = {slug: exercise_points(slug) for slug in {slug for _, slug in everything}}
    students = {student for student, _ in everything}
    known = {*students, *exercises, *(e for slug in exercises for e in exercises[slug])}
    for name in names:
        name = _asked_name(name, students, exercises)
        found = {(student, slug) for student, slug in everything
                 if name in (student, slug, slug.partition("-")[0], *exercises[slug])}
        if not found:
            raise GradingError(f"--again {name}: no student, exercise or assignment here has that "
                               f"name{did_you_mean(name, known)}")
        wanted |= found
    return frozenset(wanted if names else everything)


def _asked_name(
    name: str, students: Collection[str], exercises: Mapping[str, Collection[str]]
) -> str:
    """The student, assignment or exercise that a name stands for, or the name itself."""
    student = spelt_as_known(name, students)
    if student in students:
        return student
    slugs = assignment_as_known(name, exercises)
    return slugs[0] if len(slugs) == 1 else exercise_as_known(
        name, {exercise for names in exercises.values() for exercise in names})


def _need_folder(submitted: Path, out: Path) -> None:
    if not submitted.exists():
        raise GradingError(f"no folder {submitted}")
    if not submitted.is_dir():
        way = "to grade a download, name it with --zip" if submitted.suffix == ".zip" else \
            "name the folder with the students' folders"
        raise GradingError(f"{submitted} is a file; {way}")
    if out.resolve().is_relative_to(submitted.resolve()):
        raise GradingError(f"--out {out} lies in the folder of submissions; use another --out")


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
