"""Stock nbgrader and `course grade` on the same class: `make bench-grading`.

An honest class over three assignments: solutions, other right answers, misconceptions, untouched.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from course.grading.grade import grade
from course.grading.sample_class import DAMAGES, submissions
from course.publish.source import ROOT, assignment_paths, read_assignment

ASSIGNMENTS = ("03-chain-rule", "05-accumulation", "09-losses")


def main() -> None:
    """Print seconds and submissions a second for both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=20, help="submissions an assignment")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        count = make_class(course, options.each)
        stock = seconds_of_stock(course)
        ours, run = seconds_of_ours(course, options.jobs)
    print(f"{count} submissions, {len(ASSIGNMENTS)} assignments")
    print(f"{'nbgrader autograde':<32}{stock:>8.1f} s{count / stock:>8.2f} a second")
    print(f"{f'course grade, {options.jobs} jobs':<32}{ours:>8.1f} s{count / ours:>8.2f} a second"
          f"{stock / ours:>8.1f} x")
    print(f"{'  of it cells and probes, summed':<32}{run:>8.1f} s")


def make_class(course: Path, each: int) -> int:
    """nbgrader's layout with a class in `submitted`; how many submissions."""
    shutil.copy(ROOT / "nbgrader_config.py", course)
    count = 0
    for path in assignment_paths():
        assignment = read_assignment(path)
        if assignment.slug not in ASSIGNMENTS:
            continue
        shutil.copytree(ROOT / "solutions" / assignment.slug,
                        course / "solutions" / assignment.slug)
        contents = [c for s, c in submissions(assignment) if c is not None and s not in DAMAGES]
        for number in range(each):
            target = course / "submitted" / f"student-{number:02}" / assignment.slug
            target.mkdir(parents=True)
            (target / f"{assignment.slug}.ipynb").write_bytes(contents[number % len(contents)])
            count += 1
    return count


def seconds_of_stock(course: Path) -> float:
    """nbgrader's own autograde, one command an assignment; releases are made before."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    seconds = 0.0
    for command in ("generate_assignment", "autograde"):
        started = time.perf_counter()
        for assignment in ASSIGNMENTS:
            subprocess.run([sys.executable, "-m", "nbgrader", command, assignment], cwd=course,
                           env=environment, capture_output=True, check=True)
        seconds = time.perf_counter() - started
    return seconds


def seconds_of_ours(course: Path, jobs: int) -> tuple[float, float]:
    """`course grade` with sandbox, judge, gradebook, feedback and report."""
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        results = grade(course / "submitted", course / "ours", ASSIGNMENTS, jobs)
    return time.perf_counter() - started, sum(result.seconds for result in results)


if __name__ == "__main__":
    main()
