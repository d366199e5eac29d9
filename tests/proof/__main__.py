"""Print the figures of the proof: `make proof`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from typing import NamedTuple

from course.checks.cases import ProbeCase, fresh_cases, visible_cases
from course.checks.implementation import LocalImplementation
from course.checks.recognition import recognise
from course.checks.unit import Exercise, load_unit
from course.checks.verdict import Verdict, judge
from course.publish.misconceptions import misconceptions
from course.publish.source import Assignment
from course.publish.variants import namespace
from tests.assignments import ASSIGNMENTS
from tests.proof.survivors import argued, exercise_mutants, survives

FRESH_RUNS = 20
HEADS = ("unit", "exercises", "misconceptions", "named", "right answers", "all points",
         "mutants", "by meaning", "caught", "argued", "left")


class Figures(NamedTuple):
    """What is counted of an exercise, or of several together."""

    exercises: int
    wrongs: int
    named: int
    rights: int
    full: int
    by_token: int
    by_meaning: int
    caught: int
    argued: int
    left: int


class Proof(NamedTuple):
    """The figures of an exercise, and a line for whatever is not at its bar."""

    unit: str
    figures: Figures
    faults: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """One row a unit, then the sums; 1 if anything is not at its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("units", nargs="*", metavar="UNIT", help="such as 05-accumulation (all)")
    units = parser.parse_args(arguments).units
    exercises = [(assignment, name) for assignment in ASSIGNMENTS.values()
                 if not units or assignment.slug in units for name in assignment.exercises]
    if not exercises:
        parser.error(f"no unit is called {' or '.join(units)}")
    together = []
    print(" ".join(f"{head:>14}" for head in HEADS))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        proofs = pool.map(proof, *zip(*exercises, strict=True))
        for unit, parts in groupby(proofs, key=lambda part: part.unit):
            together += (found := list(parts))
            for fault in (fault for part in found for fault in part.faults):
                print(f"  {unit} {fault}")
            print_row(unit, found)
    print_row("together", together)
    return int(any(part.faults for part in together))


def print_row(label: str, proofs: Sequence[Proof]) -> None:
    """A line of the table, in the order of HEADS."""
    sums = [sum(column) for column in zip(*(part.figures for part in proofs), strict=True)]
    print(" ".join(f"{value:>14}" for value in [label, *sums]), flush=True)


def proof(assignment: Assignment, name: str) -> Proof:
    """Try the misconceptions, the right answers and the mutants of an exercise."""
    exercise = load_unit(assignment.slug).exercises[name]
    cases = [visible_cases(exercise), *(fresh_cases(exercise, run) for run in range(FRESH_RUNS))]
    wrongs, rights = assignment.exercises[name].wrongs, assignment.exercises[name].rights
    unnamed = misconceptions_not_named(assignment, exercise, cases)
    solutions = [("the solution", {}), *((f"right answer {n}", {name: right.code})
                                         for n, right in enumerate(rights, start=1))]
    incomplete = [label for label, answer in solutions
                  if not all(verdict(assignment, exercise, answer, seed).passed for seed in cases)]
    by_token, by_meaning = exercise_mutants(assignment, name)
    passed = [mutant for mutant in by_token + by_meaning if survives(assignment, exercise, mutant)]
    known = argued()
    left = [m for m in passed if (assignment.slug, name, m.change) not in known]
    mutants = len(by_token) + len(by_meaning)
    return Proof(
        assignment.slug,
        Figures(1, len(wrongs), len(wrongs) - len(unnamed), len(solutions),
                len(solutions) - len(incomplete), len(by_token), len(by_meaning),
                mutants - len(passed), len(passed) - len(left), len(left)),
        [*(f"{name}: {fault}" for fault in unnamed),
         *(f"{name}: {label} does not earn all points" for label in incomplete),
         *(f"{name}, line {m.line}: {m.change}" for m in left)])


def misconceptions_not_named(
    assignment: Assignment, exercise: Exercise, cases: Sequence[list[ProbeCase]]
) -> list[str]:
    """A line for each misconception that some draw does not catch, or calls something else."""
    known = [misconceptions(assignment, exercise.name, seed) for seed in cases]
    lines = []
    for wrong in assignment.exercises[exercise.name].wrongs:
        found = [recognise(verdict(assignment, exercise, {exercise.name: wrong.code}, seed), wrongs)
                 for seed, wrongs in zip(cases, known, strict=True)]
        names = {one.name if one else "nothing" for one in found} - {wrong.name}
        if names:
            lines.append(f"{wrong.name!r} is also recognised as {', '.join(sorted(names))}")
    return lines


def verdict(
    assignment: Assignment, exercise: Exercise, answer: dict[str, str], cases: list[ProbeCase]
) -> Verdict:
    """What the judge decides of the solution with some answers in place of its own."""
    code = LocalImplementation(namespace(assignment, answer))
    return judge(exercise, load_unit(assignment.slug), code, cases)


if __name__ == "__main__":
    raise SystemExit(main())
