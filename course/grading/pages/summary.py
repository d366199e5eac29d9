"""Count the results of a class: scores, exercises, probes, misconceptions, time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import correlation, mean, median, quantiles

from course.checks.fingerprints import known_misconceptions
from course.checks.unit import unit_slugs
from course.grading.scoring import NOT_WRITTEN
from course.grading.submission import ExerciseResult, Result, State

BINS = 10
MIN_CLASS = 10  # of fewer results a correlation says nothing
SCORED = (State.GRADED, State.TIMED_OUT, State.CRASHED, State.NEEDS_REVIEW)


@dataclass
class ProbeSummary:
    """One probe of an exercise: how many passed it, and who did not."""

    label: str
    passed: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.passed + len(self.failed)


@dataclass
class ExerciseSummary:
    """One exercise over the class: how many earned everything, a part, nothing.

    earned:  the share of its points that the class has, its difficulty; None if nobody has a score
    discrimination:  the correlation of its points with those of all other exercises; None for a
                     small class, or if all have the same
    """

    name: str
    max_score: float
    full: int = 0
    part: int = 0
    none: int = 0
    unwritten: int = 0
    waiting: int = 0
    earned: float | None = None
    discrimination: float | None = None
    probes: dict[str, ProbeSummary] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.full + self.part + self.none + self.unwritten + self.waiting


@dataclass(frozen=True)
class MisconceptionSummary:
    """A misconception that students of the class hold, who they are, and the hint they read."""

    exercise: str
    name: str
    students: list[str]
    hint: str


@dataclass(frozen=True)
class AssignmentSummary:
    """One assignment over the class."""

    name: str
    results: list[Result]

    @property
    def scored(self) -> list[Result]:
        """The results of code that ran, at least in part."""
        return [r for r in self.results if r.state in SCORED]

    @property
    def max_score(self) -> float:
        return max((r.max_score for r in self.results), default=0.0)

    @property
    def median(self) -> float:
        return median([r.score for r in self.scored] or [0.0])

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """The scores that a quarter, a half and three quarters of the class do not exceed."""
        scores = [r.score for r in self.scored] or [0.0]
        if len(scores) == 1:
            return scores[0], scores[0], scores[0]
        first, middle, third = quantiles(scores, n=4, method="inclusive")
        return first, middle, third

    @property
    def complete(self) -> int:
        return sum(r.score == r.max_score for r in self.scored)

    @property
    def empty(self) -> int:
        return sum(r.score == 0 for r in self.scored)

    @property
    def bins(self) -> list[int]:
        """How many results are in each tenth of the points; last, how many have all points."""
        counts = [0] * (BINS + 1)
        for r in self.scored:
            if r.max_score:
                counts[max(0, min(int(BINS * r.score / r.max_score), BINS))] += 1
        return counts

    @property
    def exercises(self) -> list[ExerciseSummary]:
        rows: dict[str, ExerciseSummary] = {}
        for result in self.scored:
            for e in result.exercises:
                _count(rows.setdefault(e.name, ExerciseSummary(e.name, e.max_score)), e,
                       result.student)
        for row in rows.values():
            _measure(row, self.scored)
        return list(rows.values())

    @property
    def misconceptions(self) -> list[MisconceptionSummary]:
        """The most frequent one first."""
        held: dict[tuple[str, str], list[str]] = defaultdict(list)
        for result in self.results:
            for key in result.misconceptions:
                held[key].append(result.student)
        known = hints(self.name)
        return [MisconceptionSummary(*key, students, known.get(key, ""))
                for key, students in sorted(held.items(), key=lambda i: (-len(i[1]), i[0]))]

    @property
    def troubled(self) -> list[Result]:
        """The results with another state than graded."""
        return [r for r in self.results if r.state is not State.GRADED]

    @property
    def slowest(self) -> list[Result]:
        return sorted(self.scored, key=lambda r: -r.seconds)[:3]

    @property
    def median_seconds(self) -> float:
        return median([r.seconds for r in self.scored] or [0.0])


def summaries(results: Sequence[Result]) -> list[AssignmentSummary]:
    """One summary for each assignment, sorted by name."""
    return [AssignmentSummary(name, [r for r in results if r.assignment == name])
            for name in sorted({r.assignment for r in results})]


@cache
def hints(assignment: str) -> dict[tuple[str, str], str]:
    """The hint of each misconception, by exercise and name; none for an instructor's own."""
    if assignment not in unit_slugs():
        return {}
    return {(exercise, m.name): m.hint
            for exercise, known in known_misconceptions(assignment).items() for m in known}


def _measure(row: ExerciseSummary, results: Sequence[Result]) -> None:
    """Set the difficulty and the discrimination of an exercise."""
    own, rest = [], []
    for result in results:
        for e in result.exercises:
            if e.name == row.name and not e.needs_review:
                own.append(e.score)
                rest.append(result.score - e.score)
    if own and row.max_score:
        row.earned = mean(own) / row.max_score
    if len(own) >= MIN_CLASS and len(set(own)) > 1 and len(set(rest)) > 1:
        row.discrimination = correlation(own, rest)


def _count(row: ExerciseSummary, exercise: ExerciseResult, student: str) -> None:
    if exercise.score >= exercise.max_score:
        row.full += 1
    elif exercise.reason == NOT_WRITTEN:
        row.unwritten += 1
    elif exercise.needs_review:
        row.waiting += 1
    elif exercise.score > 0:
        row.part += 1
    else:
        row.none += 1
    for result in exercise.probes:
        probe = row.probes.setdefault(result.label, ProbeSummary(result.label))
        if result.passed:
            probe.passed += 1
        else:
            probe.failed.append(student)
