"""One run over a class: which submissions to grade, and what to write of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from course.grading.grade_one import Settings, Task, not_graded
from course.grading.gradebook.key import SUBMISSION, Keys, digest_of_all, reasons
from course.grading.gradebook.published import PublishedGrade
from course.grading.gradebook.results_folder import executed_path
from course.grading.gradebook.stored import Stored, StoredResults
from course.grading.intake.folders import read_submission, read_timestamp, submission_id
from course.grading.lms.times import is_later
from course.grading.submission import Graded, Result, State, Submission, SubmissionId

if TYPE_CHECKING:
    from course.grading.gradebook.writer import GradebookWriter

# What a text may bring about where nobody expected it. The disk's and the database's errors differ:
# they concern the whole run.
UNWRITABLE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
NOTEBOOK_GONE = "the notebook as it ran was gone from autograded/"


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
        here = set(map(submission_id, folders))
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
