"""The points of each graded cell, with reasons: the judge's, a person's, or those of a plain check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import nbformat

from course.grading.intake.cell_kinds import (
    exercise_name,
    has_points,
    is_courses,
    is_locked,
    is_manual,
    is_solution,
    is_untouched,
)
from course.grading.intake.naming import printable
from course.grading.judging.plain_checks import result_from_outputs
from course.grading.submission import (
    CellGrade,
    Executed,
    ExerciseResult,
    GraderFailed,
    Result,
    State,
    Submission,
    VerdictSummary,
)

NOT_WRITTEN = "not written"
TO_GRADE_BY_HAND, GRADED_BY_HAND = "to be graded by hand", "graded by hand"
MAX_ANSWER, MAX_DETAIL = 20_000, 2_000
MAX_FAILED = 3
STOPPED = ("CellTimeoutError", "DeadKernelError")  # the detail tells them in other words
# Where Python says that it found a mistake: the cell has no file.
PLACE = re.compile(r"\((?:<[^<>]*>|[^(),]*\.py)?,? ?line (\d+)\)")


def result_of(submission: Submission, executed: Executed) -> Result:
    """The result of a submission that ran."""
    exercises = [_to_choose(e, submission.to_choose) for e in exercise_results(executed)]
    sentences = [executed.detail] if executed.detail else []
    sentences += submission.notes
    if any(e.score < e.max_score for e in exercises):
        sentences += failed_cells(executed.notebook)
    if executed.state is State.GRADED and all(e.reason == NOT_WRITTEN for e in exercises):
        sentences.append("Nothing was written yet.")
    by_hand = hand_grading_sentence(exercises)
    if by_hand:
        sentences.append(by_hand)
    return Result(
        submission.student,
        submission.assignment,
        sum(e.score for e in exercises),
        sum(e.max_score for e in exercises),
        State.NEEDS_REVIEW if by_hand and executed.state is State.GRADED else executed.state,
        _detail(sentences),
        exercises,
        executed.seconds,
        answers=_answers(executed.notebook),
        caveats=executed.caveats,
    )


def _to_choose(exercise: ExerciseResult, why: Mapping[str, str]) -> ExerciseResult:
    """The exercise, for a person to look at if there is a reason."""
    if exercise.name not in why or exercise.score >= exercise.max_score:
        return exercise
    return replace(exercise, reason=why[exercise.name], needs_review=True)


def failed_cells(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """A sentence for each of the student's cells that ended in an error, up to a few."""
    own = [cell for cell in notebook.cells if cell.cell_type == "code"
           and not is_locked(cell) and not is_courses(cell)
           and not (has_points(cell) and is_untouched(cell))]
    failed = [(cell.metadata.get("nbgrader", {}).get("grade_id"), error) for cell in own
              for error in cell.outputs
              if error.output_type == "error" and error.ename not in STOPPED]
    for name, error in failed[:MAX_FAILED]:
        message = printable(" ".join(PLACE.sub(r"(line \1)", error.evalue).split()))
        kind = printable(error.ename)
        yield (f"{f'The cell {name}' if name else 'A cell of the student'} ended in {kind}"
               + (f": {message.rstrip('.')}." if message else "."))
    if len(failed) > MAX_FAILED:
        yield f"{len(failed) - MAX_FAILED} more cells ended in an error."


def result_without_run(submission: Submission, source: nbformat.NotebookNode) -> Result:
    """The result of a submission that did not run: no points, and the reason."""
    exercises = [
        ExerciseResult(exercise_name(cell), 0, float(cell.metadata.nbgrader.points),
                       reason=submission.state.value)
        for cell in source.cells if has_points(cell)
    ]
    return Result(
        submission.student, submission.assignment, 0, sum(e.max_score for e in exercises),
        submission.state, _detail(submission.notes), exercises,
    )


def _detail(sentences: Iterable[str]) -> str:
    """The sentences, each once; cut if there are too many for anybody to read."""
    text = " ".join(dict.fromkeys(sentences))
    return text if len(text) <= MAX_DETAIL else f"{text[:MAX_DETAIL]} …"


def cell_grades(result: Result) -> list[CellGrade]:
    """The grades of a result as nbgrader's gradebook stores them, one per graded cell."""
    failed = result.state is State.NOT_GRADED
    needs_person = failed or result.state in (State.MALFORMED, State.CRASHED)
    return [
        CellGrade(grade_id,
                  None if failed or exercise.reason == TO_GRADE_BY_HAND else exercise.score,
                  exercise.needs_review or needs_person)
        for grade_id, exercise in zip(result.written, result.exercises, strict=True)
    ]


def exercise_results(executed: Executed) -> list[ExerciseResult]:
    """One result per cell with points; each says why points are missing."""
    return [_exercise_result(cell, executed.verdicts.get(exercise_name(cell)))
            for cell in executed.notebook.cells if has_points(cell)]


def _exercise_result(
    cell: nbformat.NotebookNode, verdict: VerdictSummary | None
) -> ExerciseResult:
    if is_manual(cell):
        return _hand_graded_result(cell)
    return result_from_outputs(cell) if verdict is None else _result_from_verdict(cell, verdict)


def hand_grading_sentence(exercises: Iterable[ExerciseResult]) -> str:
    """The sentence about what a person must still grade; "" if there is nothing."""
    names = [e.name for e in exercises if e.needs_review]
    return f"To be graded by hand: {', '.join(names)}." if names else ""


def recount(result: Result, exercises: Iterable[ExerciseResult]) -> None:
    """Put other exercises into a result: its points, its state and its detail follow."""
    before = hand_grading_sentence(result.exercises)
    result.exercises = list(exercises)
    result.score = sum(e.score for e in result.exercises)
    result.max_score = sum(e.max_score for e in result.exercises)
    after = hand_grading_sentence(result.exercises)
    if before and not after and result.state is State.NEEDS_REVIEW:
        result.state = State.GRADED
    elif after and result.state is State.GRADED:
        result.state = State.NEEDS_REVIEW
    if before != after:
        result.detail = result.detail.replace(before, "").replace("  ", " ").strip()
        result.add(after)


def _answers(notebook: nbformat.NotebookNode) -> dict[str, str]:
    return {
        cell.metadata.nbgrader.grade_id: cell.source[:MAX_ANSWER]
        for cell in notebook.cells
        if cell.cell_type == "code" and is_solution(cell) and not is_untouched(cell)
    }


def _hand_graded_result(cell: nbformat.NotebookNode) -> ExerciseResult:
    untouched = is_untouched(cell)
    return ExerciseResult(
        exercise_name(cell), 0, float(cell.metadata.nbgrader.points),
        reason=NOT_WRITTEN if untouched else TO_GRADE_BY_HAND, needs_review=not untouched)


def _result_from_verdict(cell: nbformat.NotebookNode, verdict: VerdictSummary) -> ExerciseResult:
    score, max_score = verdict.points, float(cell.metadata.nbgrader.points)
    if score > max_score:
        raise GraderFailed(f"The check of {exercise_name(cell)} gave {score:g} points and its cell "
                           f"has {max_score:g}; run make build.")
    reason = ""
    if verdict.unwritten:
        reason = NOT_WRITTEN
    elif score < max_score:
        failed = "; ".join(probe.label for probe in verdict.probes if not probe.passed)
        reason = verdict.refused or verdict.misconception or f"failed: {failed}"
    return ExerciseResult(exercise_name(cell), score, max_score, reason, verdict)
