"""Why an exercise of a submission has its points: judged once more, with nothing left out.

The inputs are those of the grade: the stored result names the batch that they were drawn for.
This is for the instructor: it shows the inputs that only the judge saw.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry

from course.grading.grade_one import Settings, Task, job_of
from course.grading.gradebook.dropped import read_dropped
from course.grading.gradebook.key import limits_in
from course.grading.gradebook.published import published_assignments
from course.grading.gradebook.results_folder import NAME_GRADES, read_secret
from course.grading.gradebook.stored import StoredResults
from course.grading.gradebook.tables import open_gradebook
from course.grading.intake.assignments import load_solution, solution_paths
from course.grading.intake.cell_kinds import (
    exercise_name,
    has_points,
    is_locked,
    is_manual,
    is_solution,
)
from course.grading.intake.folders import read_submission
from course.grading.intake.naming import student_name
from course.grading.intake.near import did_you_mean, exercise_as_known, spelt_as_known
from course.grading.intake.restore import restore
from course.grading.judging.notebook_run import NotebookRun
from course.grading.judging.plain_checks import tidy_checks
from course.grading.sandbox.client import SandboxDied, SandboxFailed
from course.grading.scoring import exercise_results
from course.grading.submission import ExerciseResult, GradingError, Limits, Reports

RULE = "-" * 40


def explain(
    out: Path, submitted: Path, student: str, exercise: str, assignment: str | None = None
) -> str:
    """The student's code, the judge's inputs, what was expected and what came, as text.

    The time limits are those of the grade.

    Raises GradingError if there is no such student, exercise or submission, or no folder of grades.
    """
    folder, exercise = _folder(out, submitted, student, exercise, assignment)
    source = load_solution(folder.name)
    handed_in = read_submission(folder, published_assignments(out))
    submission = restore(handed_in, source)
    if submission.notebook is None:
        raise GradingError(f"{student}'s submission of {folder.name} did not run: "
                           f"{' '.join(submission.notes)}")
    known = StoredResults(out).find(*submission.id)
    limits = limits_in(known.key) if known else Limits()
    batch = known.batch if known is not None and known.is_of(handed_in) else ""
    task = Task(submission, Settings(read_secret(out), limits, keep_reports=True), batch=batch)
    try:
        executed = NotebookRun(job_of(task)).execute()
    except (SandboxFailed, SandboxDied) as error:
        raise GradingError(f"the grader could not keep a sandbox running: {error}") from None
    tidy_checks(executed.notebook)
    [result] = [r for r in exercise_results(executed) if r.name == exercise]
    points = f"{result.score:g} of {result.max_score:g} points{_graded(out, folder, result)}"
    parts = [f"{student}, {folder.name}, {exercise}: {points}",
             *submission.notes, *filter(None, [executed.detail]), *executed.caveats,
             f"{RULE} the student's code", _code(executed.notebook, exercise),
             f"{RULE} the judge's inputs"]
    parts.append(_evidence(executed.reports.get(exercise), executed.notebook, result))
    return "\n".join(parts)


def _folder(
    out: Path, submitted: Path, student: str, exercise: str, assignment: str | None
) -> tuple[Path, str]:
    """The folder of the only submission of the student that has this exercise, and its name there.
    """
    if not (out / ".secret").is_file():
        raise GradingError(f"no .secret in {out}; {NAME_GRADES}")
    homes = {student_name(folder.name): folder for folder in sorted(submitted.glob("*"))}
    home = homes.get(spelt_as_known(student, homes), submitted / student)
    if not home.is_dir():
        raise GradingError(f"no folder {home}; name the folder of submissions with --submitted, "
                           f"and the student as in grades.csv{did_you_mean(student, homes)}")
    graded = StoredResults(out)
    there = [home / slug for slug in solution_paths() if assignment in (None, slug)
             if (home / slug).is_dir() or graded.find(student_name(home.name), slug)]
    known = {name for folder in there for name in _names(folder.name)}
    exercise = exercise_as_known(exercise, known)
    found = [folder for folder in there if exercise in _names(folder.name)]
    if not found:
        raise GradingError(f"{student} handed in no assignment with an exercise {exercise!r}; they "
                           f"have {', '.join(sorted(known)) or 'none'}"
                           f"{did_you_mean(exercise, known)}")
    if len(found) > 1:
        raise GradingError(f"{', '.join(f.name for f in found)} have an exercise {exercise!r}; "
                           "name one with --assignment")
    return found[0], exercise


def _names(assignment: str) -> set[str]:
    return {exercise_name(cell) for cell in load_solution(assignment).cells if has_points(cell)}


def _graded(out: Path, folder: Path, result: ExerciseResult) -> str:
    """What the gradebook has, if that differs."""
    if result.name in read_dropped(out).get(folder.name, {}):
        return "; dropped, so it does not count"
    with open_gradebook(out) as book:
        for cell in (f"check_{result.name}", result.name):
            try:
                grade = book.find_grade(cell, folder.name, folder.name,
                                        student_name(folder.parent.name))
            except MissingEntry:
                continue
            if grade.manual_score is not None:
                return f"; a person gave {grade.manual_score:g}"
            if grade.auto_score is not None and grade.auto_score != result.score:
                return f"; the gradebook has {grade.auto_score:g}: grade again"
    return ""


def _code(notebook: nbformat.NotebookNode, exercise: str) -> str:
    """The answer cell; all that the student wrote if the exercise has none."""
    answers = {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells
               if is_solution(cell)}
    if exercise in answers:
        return str(answers[exercise])
    return "\n\n".join(cell.source for cell in notebook.cells if not is_locked(cell))


def _evidence(
    reports: Reports | None, notebook: nbformat.NotebookNode, result: ExerciseResult
) -> str:
    """The judge's report; for a check without probes, the check and what it showed."""
    if reports is not None:
        return replace(reports.fresh, show_inputs=True, verdict_alone=False).text()
    [cell] = [c for c in notebook.cells if has_points(c) and exercise_name(c) == result.name]
    if is_manual(cell):
        return "A person gives the points."
    shown = [o.get("text") or "\n".join(o.get("traceback", [])) or o.get("data", {}).get(
        "text/plain", "") for o in cell.outputs]
    return "\n".join(filter(None, [cell.source, RULE + " what it showed", *shown, result.reason]))
