"""Give the submissions to a pool's workers, a few at a time, and take the results as they come."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from itertools import islice

from course.grading.grade_one import Task, grade_one, not_graded
from course.grading.pool.cluster import ClusterPool
from course.grading.pool.local import LocalPool
from course.grading.submission import Graded, GraderFailed, GradingError, Limits

Pool = LocalPool | ClusterPool
QUEUED_PER_WORKER = 8
MORE_TIME = 3  # of it gets a submission that others disturbed the first time


def run_tasks(pool: Pool, tasks: Iterator[Task]) -> Iterator[tuple[Task, Graded]]:
    """Yield (task, outcome) in order of completion; only a few tasks per worker are in memory.

    Submits the first tasks at once, before the caller asks for an outcome.
    """
    running: dict[Future[Graded], Task] = {}
    _submit(pool, tasks, running)
    return _outcomes(pool, tasks, running)


def _outcomes(
    pool: Pool, tasks: Iterator[Task], running: dict[Future[Graded], Task]
) -> Iterator[tuple[Task, Graded]]:
    disturbed = []
    while running:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            _submit(pool, tasks, running)
            outcome = _outcome(task, future)
            if outcome.disturbed:
                disturbed.append(task)
            else:
                yield task, outcome
    for task in disturbed:  # alone now
        yield task, _outcome(task, pool.submit(grade_one, _with_more_time(task)))


def _with_more_time(task: Task) -> Task:
    """The task for a machine that may stay busy with other people's work."""
    limits = task.settings.limits
    more = Limits(MORE_TIME * limits.cell, MORE_TIME * limits.notebook)
    return replace(task, settings=replace(task.settings, limits=more))


def _submit(pool: Pool, tasks: Iterator[Task], running: dict[Future[Graded], Task]) -> None:
    for task in islice(tasks, max(0, QUEUED_PER_WORKER * pool.size - len(running))):
        running[pool.submit(grade_one, task)] = task


def _outcome(task: Task, future: Future[Graded]) -> Graded:
    """The worker's result; a `not-graded` one if the worker died or the grader raised."""
    try:
        return future.result()
    except GradingError:
        raise
    except GraderFailed as error:
        return not_graded(task, str(error))
    except Exception as error:
        return not_graded(task, f"The grader failed on it, {type(error).__name__}: {error}"[:300])
