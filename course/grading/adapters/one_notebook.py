"""One notebook in, one document out: what a student handed in, graded apart from any class."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from course.checks.check_report import CheckReport
from course.grading.adapters.document import (
    VERSION,
    Document,
    ExerciseEntry,
    ProbeEntry,
    Protection,
    titled,
)
from course.grading.grade_one import Settings, Task, grade_one, not_graded
from course.grading.intake.assignments import find_assignment, grade_ids
from course.grading.intake.folders import files_in, handed_in_files, submission_of
from course.grading.judging.secret import SECRET_BYTES
from course.grading.pages.feedback import NOT_RUN, REASONS
from course.grading.sandbox.client import SandboxDied, missing_layers
from course.grading.sandbox.protection import held_layers
from course.grading.scoring import TO_GRADE_BY_HAND
from course.grading.submission import (
    ExerciseResult,
    Graded,
    GraderFailed,
    GradingError,
    Limits,
    ProbeResult,
    State,
    Submission,
)

MAX_OUTPUT = 4_000  # characters of one probe
ON_NEW_INPUTS = "It passes on the inputs that you see, and fails on new ones."
SECRET, THROW_AWAY = "secret", "throw-away"
THROWN_AWAY = ("No secret is set: the inputs are drawn from a throw-away one, so a second run "
               "draws others and may give other points.")


def read_notebook(path: Path, assignment: str | None = None, student: str = "") -> Submission:
    """What a student handed in: a notebook, or a folder that holds it and perhaps other files.

    `assignment` names its assignment, by slug or number; without it the notebook's cells do. Raises
    GradingError if there is no such path or assignment, or the cells belong to none or several.
    """
    if not path.exists():
        raise GradingError(f"no file {path}")
    handed_in = handed_in_files([path.resolve()] if path.is_file() else files_in(path))
    if assignment is not None:
        slug = find_assignment(assignment)
    else:
        found = handed_in.assignments(grade_ids())
        if len(found) != 1:
            belongs = f"belongs to {' and '.join(found)}" if found else "belongs to no assignment"
            raise GradingError(f"{path} {belongs}; name the assignment with --assignment")
        [slug] = found
    if not handed_in.notebooks and not handed_in.files and not handed_in.others:
        return Submission(student, slug, None, State.MISSING, ("There is no notebook.",))
    return submission_of(handed_in, student, slug)


def grade_notebook(submission: Submission, secret: bytes | None, limits: Limits) -> Document:
    """Grade one submission. Never raises for what is in it, nor if the grader itself fails.

    `secret` seeds the fresh inputs, with a digest of the submission; without one they are drawn
    from a secret that nobody knows.
    """
    task = Task(submission, Settings(secret or secrets.token_bytes(SECRET_BYTES), limits,
                                     keep_reports=True))
    graded = _graded(task)
    if graded.disturbed:
        graded = _graded(task)
    return _document(graded, SECRET if secret else THROW_AWAY)


def _graded(task: Task) -> Graded:
    try:
        return grade_one(task)
    except GraderFailed as error:
        return not_graded(task, str(error))
    except Exception as error:
        return not_graded(task, f"The grader failed on it, {type(error).__name__}: {error}"[:300])


def _document(graded: Graded, inputs: str) -> Document:
    """What is shown of an exercise is from the inputs that students see."""
    result = graded.result
    failed = result.state is State.NOT_GRADED
    shown = {name: reports.visible for name, reports in graded.reports.items()}
    exercises = [_exercise(e, shown.get(e.name), result.state) for e in result.exercises]
    sentences = [result.detail_with_caveats, THROWN_AWAY * (inputs == THROW_AWAY)]
    return Document(
        version=VERSION,
        assignment=result.assignment,
        state=result.state.value,
        score=None if failed else result.score,
        max_score=result.max_score,
        pending=0.0 if failed else sum(
            e["max_score"] for e in exercises if e["score"] is None),
        inputs=inputs,
        protection=_protection(),
        note=result.detail,
        detail=" ".join(filter(None, sentences)),
        seconds=round(result.seconds, 2),
        exercises=exercises,
    )


def _exercise(
    exercise: ExerciseResult, report: CheckReport | None, state: State
) -> ExerciseEntry:
    waits = state is State.NOT_GRADED or exercise.reason == TO_GRADE_BY_HAND
    lines = {} if report is None else {
        outcome.probe.label: outcome.passed or "\n".join(below)
        for outcome, below in report.shown()}
    verdict = exercise.verdict
    written = verdict is not None and not verdict.unwritten
    return ExerciseEntry(
        name=exercise.name,
        score=None if waits else exercise.score,
        max_score=exercise.max_score,
        needs_review=exercise.needs_review,
        advice="" if state in NOT_RUN else _advice(exercise),
        misconception=exercise.misconception,
        probes=[_probe(probe, lines.get(probe.label, "") if written else "")
                for probe in exercise.probes],
    )


def _advice(exercise: ExerciseResult) -> str:
    verdict = exercise.verdict
    if verdict is not None and not verdict.unwritten:
        return verdict.advice
    return REASONS.get(exercise.reason, exercise.reason)


def _probe(probe: ProbeResult, seen: str | bool) -> ProbeEntry:
    """`seen` is what the report on visible inputs says of a probe, True if it passes on them."""
    output = ON_NEW_INPUTS if seen is True else str(seen or "")
    if len(output) > MAX_OUTPUT:
        output = f"{output[:MAX_OUTPUT]} …"
    return ProbeEntry(
        label=probe.label, points=probe.points, max_points=probe.max_points, passed=probe.passed,
        output="" if probe.passed else output)


def _protection() -> Protection | None:
    try:
        missing = missing_layers()
    except (GraderFailed, SandboxDied):
        return None
    return Protection(sandboxed=not missing, held=held_layers(missing), missing=list(missing))


def as_text(document: Document) -> str:
    """The document as a table for a terminal."""
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    score = "no score" if document["score"] is None else (
        f"{document['score']:g} of {document['max_score']:g} points")
    waiting = f", {document['pending']:g} wait for a person" if document["pending"] else ""
    yield f"{document['assignment']}: {document['state']}, {score}{waiting}"
    for exercise in document["exercises"]:
        yield f"  {titled(exercise)}"
        if exercise["advice"]:
            yield f"      {exercise['advice']}"
        yield from (f"      FAIL  {probe['label']}" for probe in exercise["probes"]
                    if not probe["passed"] and exercise["score"])
    if document["detail"]:
        yield document["detail"]
    protection = document["protection"]
    if protection is not None and protection["sandboxed"]:
        yield "Sandboxed."
