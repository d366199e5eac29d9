"""Print the figures of the proof: `make proof`."""

from __future__ import annotations

import sys

from course.checks.cases import fresh_cases, visible_cases
from course.checks.implementation import LocalImplementation
from course.checks.recognition import recognise
from course.checks.unit import load_unit
from course.checks.verdict import judge
from course.publish.misconceptions import misconceptions
from course.publish.source import Assignment, assignment_paths, read_assignment
from course.publish.variants import namespace
from tests.proof.survivors import argued, exercise_mutants, survives

FRESH_RUNS = 20
HEADS = ("unit", "exercises", "misconceptions", "named", "right answers", "all points",
         "mutants", "by meaning", "caught", "argued", "left")


def main() -> int:
    """One row a unit, then the sums; 1 if anything is not at its bar.

    Units can be named on the command line; all by default.
    """
    rows = []
    print(" ".join(f"{head:>14}" for head in HEADS))
    assignments = [read_assignment(path) for path in assignment_paths()]
    for assignment in assignments:
        if sys.argv[1:] and assignment.slug not in sys.argv[1:]:
            continue
        row = unit_row(assignment)
        rows.append(row[1:])
        print(" ".join(f"{value:>14}" for value in row), flush=True)
    sums = [sum(column) for column in zip(*rows, strict=True)]
    print(" ".join(f"{value:>14}" for value in ["together", *sums]))
    _, wrongs, named, rights, full, *_, left = sums
    return int(named != wrongs or full != rights or left > 0)


def unit_row(assignment: Assignment) -> list[object]:
    """The figures of one unit, in the order of HEADS."""
    exercises = load_unit(assignment.slug).exercises
    wrongs = sum(len(e.wrongs) for e in assignment.exercises.values())
    named = sum(named_rightly(assignment, name) for name in exercises)
    rights = sum(len(e.rights) + 1 for e in assignment.exercises.values())
    full = sum(right_answers_with_all_points(assignment, name) for name in exercises)
    tokens = meaning = caught = accepted = left = 0
    known = argued()
    for name, exercise in exercises.items():
        by_token, by_meaning = exercise_mutants(assignment, name)
        tokens, meaning = tokens + len(by_token), meaning + len(by_meaning)
        for mutant in by_token + by_meaning:
            if not survives(assignment, exercise, mutant):
                caught += 1
            elif (assignment.slug, name, mutant.change) in known:
                accepted += 1
            else:
                left += 1
                print(f"  {assignment.slug} {name}, line {mutant.line}: {mutant.change}")
    return [assignment.slug, len(exercises), wrongs, named, rights, full, tokens, meaning, caught,
            accepted, left]


def named_rightly(assignment: Assignment, name: str) -> int:
    """How many misconceptions of an exercise are caught and named on all fresh draws."""
    exercise, unit = load_unit(assignment.slug).exercises[name], load_unit(assignment.slug)
    seeds = [visible_cases(exercise), *(fresh_cases(exercise, run) for run in range(FRESH_RUNS))]
    known = [misconceptions(assignment, name, seed) for seed in seeds]
    count = 0
    for wrong in assignment.exercises[name].wrongs:
        implementation = LocalImplementation(namespace(assignment, {name: wrong.code}))
        found = [recognise(judge(exercise, unit, implementation, seed), wrongs)
                 for seed, wrongs in zip(seeds, known, strict=True)]
        count += all(m is not None and m.name == wrong.name for m in found)
    return count


def right_answers_with_all_points(assignment: Assignment, name: str) -> int:
    """How many right answers, the solution included, earn everything on all fresh draws."""
    exercise, unit = load_unit(assignment.slug).exercises[name], load_unit(assignment.slug)
    seeds = [visible_cases(exercise), *(fresh_cases(exercise, run) for run in range(FRESH_RUNS))]
    answers = [{}, *({name: right.code} for right in assignment.exercises[name].rights)]
    return sum(
        all(judge(exercise, unit, LocalImplementation(namespace(assignment, answer)), seed).passed
            for seed in seeds)
        for answer in answers
    )


if __name__ == "__main__":
    sys.exit(main())
