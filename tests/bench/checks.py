"""How long a check takes to answer in a notebook: `python -m tests.bench.checks`, `make bench`.

Each check cell is sent to a real kernel, with a right and with a wrong answer, and timed from the
request until the kernel has displayed the report and is idle again.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from course.publish.source import Assignment
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS

BAR_MEDIAN, BAR_WORST = 150, 500


def main() -> None:
    """Print the median and the worst time of every check, and of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="times each check is run")
    rounds = parser.parse_args().rounds
    medians, worst = [], 0.0
    print(f"{'check, right and wrong answers':<44}{'median':>10}{'worst':>10}   ms")
    for assignment in ASSIGNMENTS.values():
        with kernel(assignment) as client:
            for name in assignment.exercises:
                times = check_times(client, assignment, name, rounds)
                medians.append(statistics.median(times))
                worst = max(worst, *times)
                print(f"{assignment.slug + ' ' + name:<44}{medians[-1]:>10.1f}{max(times):>10.1f}")
    print(f"{'median over the exercises, worst of all':<44}"
          f"{statistics.median(medians):>10.1f}{worst:>10.1f}   bars {BAR_MEDIAN}, {BAR_WORST}")


@contextmanager
def kernel(assignment: Assignment) -> Iterator[BlockingKernelClient]:
    """A kernel in which the solved notebook has been run once."""
    manager, client = start_new_kernel(extra_arguments=["--IPKernelApp.log_level=40"])
    try:
        for code in code_cells(assignment).values():
            run(client, code)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def check_times(
    client: BlockingKernelClient, assignment: Assignment, name: str, rounds: int
) -> list[float]:
    """Milliseconds of one check, for the solution and for the first misconception."""
    call = f'from course.checks import check\n\ncheck("{assignment.slug}", "{name}")'
    exercise = assignment.exercises[name]
    right = code_cells(assignment)[name]
    times = []
    for answer in (exercise.wrongs[0].code, right):
        run(client, answer)
        times += [run(client, call) for _ in range(rounds)]
    return times


def run(client: BlockingKernelClient, code: str) -> float:
    """Run code in the kernel; the milliseconds until it is idle again."""
    started = time.perf_counter()
    reply = client.execute_interactive(code, timeout=60, output_hook=lambda message: None)
    milliseconds = (time.perf_counter() - started) * 1000
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{reply['content']['ename']}: {reply['content']['evalue']}")
    return milliseconds


if __name__ == "__main__":
    main()
