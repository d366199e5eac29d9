"""How long the lessons take to execute: `python -m tests.bench.lessons`, or `make bench`."""

from __future__ import annotations

import time

from course.publish.lesson import executed, lesson_notebook
from course.publish.source import lesson_paths

BAR_EACH, BAR_TOGETHER = 10, 60


def main() -> None:
    """Run every lesson once in a new kernel and print the seconds, kernel start included."""
    total = 0.0
    for path in lesson_paths():
        started = time.perf_counter()
        executed(lesson_notebook(path))
        seconds = time.perf_counter() - started
        total += seconds
        print(f"{path.stem:<24}{seconds:>8.1f} s   bar {BAR_EACH}", flush=True)
    print(f"{'together':<24}{total:>8.1f} s   bar {BAR_TOGETHER}")


if __name__ == "__main__":
    main()
