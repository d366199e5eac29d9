"""Exercises that do not count: their points leave the totals, and come back with `course keep`.

In nbgrader's gradebook a dropped cell is worth 0 points, and so is every grade of it. The points
that a person gave are kept in `.dropped.json`, with the digest of the answer that they are for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.api import Grade, Gradebook, MissingEntry

from course.grading.gradebook.tables import open_gradebook
from course.grading.intake.assignments import exercise_points, solution_paths
from course.grading.scoring import cell_grades, recount
from course.grading.submission import GradingError, Result
from course.grading.whole_file import write_whole

FILE = ".dropped.json"
ANSWER = "answer"
BY_HAND = ("manual_score", "extra_credit", "needs_manual_grade")
# By assignment, exercise and student: what a person gave for the exercise.
Dropped = dict[str, dict[str, dict[str, dict[str, Any]]]]


def read_dropped(out: Path) -> Dropped:
    """The dropped exercises. Raises GradingError if the file is damaged or cannot be read."""
    path = out / FILE
    if not path.exists():
        return {}
    try:
        text = path.read_bytes()
    except OSError as error:
        raise GradingError(f"cannot read {path}: {error.strerror}") from None
    try:
        dropped: Dropped = json.loads(text)
        return {slug: {name: dict(hand) for name, hand in names.items()}
                for slug, names in dropped.items()}
    except (ValueError, AttributeError, TypeError):
        raise GradingError(f"{path} is damaged. It holds the points that a person gave for dropped "
                           "exercises. Put it back from a backup. If there is none, delete it, "
                           "which loses these points, and drop the exercises again") from None


def dropped_cells(out: Path, slug: str) -> frozenset[str]:
    """The names that the graded cells of an assignment's dropped exercises may have."""
    return frozenset(cell for name in read_dropped(out).get(slug, {}) for cell in _cells_of(name))


def points_of(slug: str, results: Iterable[Result]) -> dict[str, float]:
    """The exercises of an assignment and what they are worth.

    The results tell it of one that is in solutions/ no more.
    """
    if slug in solution_paths():
        return exercise_points(slug)
    return {exercise.name: exercise.max_score for result in results if result.assignment == slug
            for exercise in result.exercises}


def drop(out: Path, slug: str, names: Iterable[str]) -> None:
    """Let exercises of an assignment count no more, from the next `apply_dropped` on."""
    dropped = read_dropped(out)
    for name in names:
        dropped.setdefault(slug, {}).setdefault(name, {})
    _write(out, dropped)


def keep(out: Path, slug: str, names: Iterable[str], results: Iterable[Result]) -> None:
    """Let dropped exercises count again, with the points of `results` and those by hand.

    Of an exercise that the assignment no longer has, only the entry goes.
    """
    dropped = read_dropped(out)
    back = {name: dropped.get(slug, {}).get(name, {}) for name in names}
    of_assignment = [result for result in results if result.assignment == slug]
    points = points_of(slug, of_assignment)
    with open_gradebook(out) as book:
        for name, by_hand in back.items():
            cell = _graded_cell(book, slug, name)
            if cell is None or name not in points:
                continue
            cell.max_score = points[name]
            grades = _grades(book, cell)
            for result in of_assignment:
                if result.student in grades:
                    _restore(grades[result.student], result, by_hand.get(result.student))
        book.db.commit()
    for name in back:
        dropped.get(slug, {}).pop(name, None)
    _write(out, dropped)


def _restore(grade: Grade, result: Result, by_hand: dict[str, Any] | None) -> None:
    """Give a grade its points again; those by hand wait if the answer is another one by now.

    A result that is older than the cell has no points for it.
    """
    given = {g.grade_id: g for g in cell_grades(result)}.get(grade.name)
    grade.auto_score = given.score if given else None
    grade.needs_manual_grade = given is not None and given.needs_manual_grade
    if by_hand is not None:
        for column in BY_HAND:
            setattr(grade, column, by_hand[column])
        if by_hand[ANSWER] != result.written.get(grade.name):
            grade.needs_manual_grade = True


def apply_dropped(out: Path, results: Iterable[Result]) -> None:
    """Take dropped exercises out of the results and out of the gradebook's totals.

    One that the gradebook does not have stays dropped, in case it comes back.
    """
    dropped = read_dropped(out)
    if not any(dropped.values()):
        return
    written = {result.id: result.written for result in results}
    for result in results:
        gone = {e.name for e in result.exercises} & dropped.get(result.assignment, {}).keys()
        if gone:
            recount(result, [e for e in result.exercises if e.name not in gone])
            result.add(f"Not counted: {', '.join(sorted(gone))}.")
    with open_gradebook(out) as book:
        cells = []
        for slug, by_exercise in dropped.items():
            for name, by_hand in by_exercise.items():
                cell = _graded_cell(book, slug, name)
                if cell is None:
                    continue
                cells.append(cell)
                for student, grade in _grades(book, cell).items():
                    if grade.manual_score is not None or grade.extra_credit:
                        answer = written.get((student, slug), {}).get(cell.name)
                        by_hand[student] = {column: getattr(grade, column) for column in BY_HAND}
                        by_hand[student][ANSWER] = answer
        _write(out, dropped)  # before the gradebook forgets them
        for cell in cells:
            cell.max_score = 0
            for grade in _grades(book, cell).values():
                grade.auto_score, grade.manual_score, grade.extra_credit = 0, None, None
                grade.needs_manual_grade = False
        book.db.commit()


def _cells_of(exercise: str) -> tuple[str, str]:
    return exercise, f"check_{exercise}"


def _graded_cell(book: Gradebook, slug: str, exercise: str) -> Any:
    """The row of an exercise's graded cell; None if the gradebook has none."""
    for name in _cells_of(exercise):
        for find in (book.find_grade_cell, book.find_task_cell):
            try:
                return find(name, slug, slug)
            except MissingEntry:
                continue
    return None


def _grades(book: Gradebook, cell: Any) -> dict[str, Grade]:
    """The grades of a cell by student."""
    return {grade.student.id: grade
            for grade in book.db.query(Grade).filter(Grade.cell_id == cell.id)}


def _write(out: Path, dropped: Dropped) -> None:
    write_whole(out / FILE, json.dumps({k: v for k, v in dropped.items() if v}, indent=1))
