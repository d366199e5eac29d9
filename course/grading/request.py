"""What a run is asked for, checked before anything starts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from course.checks.unit import load_unit, unit_slugs
from course.grading.gradebook.results_folder import is_graded
from course.grading.intake.assignments import exercise_points
from course.grading.intake.folders import submission_id
from course.grading.intake.near import (
    assignment_as_known,
    did_you_mean,
    exercise_as_known,
    spelt_as_known,
)
from course.grading.submission import GradingError, SubmissionId


def need_folder(submitted: Path, out: Path) -> None:
    if not submitted.exists():
        raise GradingError(f"no folder {submitted}")
    if not submitted.is_dir():
        way = "to grade a download, name it with --zip" if submitted.suffix == ".zip" else \
            "name the folder with the students' folders"
        raise GradingError(f"{submitted} is a file; {way}")
    if is_graded(submitted):
        raise GradingError(f"{submitted} holds results, not submissions; name the folder with what "
                           "students handed in")
    if out.resolve().is_relative_to(submitted.resolve()):
        raise GradingError(f"--out {out} lies in the folder of submissions; use another --out")


def need_built(slugs: Iterable[str]) -> None:
    """The notebooks must have the points of the checks: nbgrader takes no more than they say."""
    for slug in set(slugs) & set(unit_slugs()):
        points = exercise_points(slug)
        for name, exercise in load_unit(slug).exercises.items():
            if points.get(name, exercise.points) != exercise.points:
                raise GradingError(f"{name} of {slug} is worth {exercise.points:g} points in its "
                                   f"checks and {points[name]:g} in solutions/; run make build")


def asked_again(names: Sequence[str] | None, folders: Sequence[Path]) -> frozenset[SubmissionId]:
    """The submissions that `--again` names. Raises GradingError if a name is nobody's."""
    if names is None:
        return frozenset()
    wanted: set[SubmissionId] = set()
    everything = set(map(submission_id, folders))
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
