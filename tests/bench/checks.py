"""How long a check takes to answer: `python -m tests.bench.checks`, or `make bench`."""

from __future__ import annotations

import contextlib
import io
import statistics
import time

from course.checks.notebook import check
from course.publish.source import assignment_paths, read_assignment
from course.publish.variants import namespace

ROUNDS = 15
BAR = 150


def main() -> None:
    """Print the median and the worst time of every check, for a right and a wrong answer."""
    medians = []
    print(f"{'exercise':<36}{'median':>10}{'worst':>10}   (ms, right and wrong answers)")
    for path in assignment_paths():
        assignment = read_assignment(path)
        for name, exercise in assignment.exercises.items():
            times = []
            for code in [{}, {name: exercise.wrongs[0].code}]:
                names = namespace(assignment, code)
                times += [_milliseconds(assignment.slug, name, names) for _ in range(ROUNDS)]
            medians.append(statistics.median(times))
            print(f"{assignment.slug + ' ' + name:<36}{medians[-1]:>10.2f}{max(times):>10.2f}")
    print(f"{'median over the exercises':<36}{statistics.median(medians):>10.2f}   (bar: {BAR})")


def _milliseconds(slug: str, name: str, names: dict[str, object]) -> float:
    with contextlib.redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        check(slug, name, names=names)
        return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
