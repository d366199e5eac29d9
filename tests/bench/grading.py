"""Stock nbgrader and `course grade` on the same class: `make bench-grading`.

An honest class over three assignments: solutions, other right answers, misconceptions, untouched.
Both are run as commands, as an instructor gives them, and timed from their start to their end.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from course.commands.support.sample_class import DAMAGES, submissions
from course.publish.source import ROOT, assignment_paths, read_assignment
from tests.bench.watch import Watched, watch

ASSIGNMENTS = ("03-chain-rule", "05-accumulation", "09-losses")


def main() -> None:
    """Print times and rates of both and where our time goes; or how a large class compares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=20, help="submissions an assignment")
    parser.add_argument("--jobs", type=int, nargs="+", default=[2, 1])
    parser.add_argument("--large", type=int, metavar="EACH",
                        help="compare with a class of so many submissions an assignment instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.large:
            compare(Path(folder), options.each, options.large, options.jobs[0])
        else:
            race(Path(folder), options.each, options.jobs)


def race(course: Path, each: int, jobs: list[int]) -> None:
    """Stock nbgrader and us."""
    count = make_class(course, each)
    compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)  # pip did not
    print(f"{count} submissions, {len(ASSIGNMENTS)} assignments, {os.cpu_count()} processors")
    stock = seconds_of_stock(course)
    print(f"{'nbgrader autograde':<44}{stock:>8.1f} s{count / stock:>8.2f} a second")
    for number in jobs:
        ours = run_of_ours(course, number)
        name = f"course grade --jobs {number}"
        print(f"{name:<44}{ours.seconds:>8.1f} s{count / ours.seconds:>8.2f} a second"
              f"{stock / ours.seconds:>8.1f} x")
        where_time_goes(ours)


def where_time_goes(ours: Watched) -> None:
    """By the clock, and by processor seconds of each kind of process."""
    for label, seconds in (
        ("until the first result", ours.first),
        ("from the first to the last", ours.last - ours.first),
        ("report and end", ours.seconds - ours.last),
    ):
        print(f"    {label:<40}{seconds:>8.1f} s")
    by_role: dict[str, float] = defaultdict(float)
    for who, seconds in ours.processor.items():
        by_role[who.partition(" ")[2]] += seconds
    for role, seconds in by_role.items():
        print(f"      processor, {role:<38}{seconds:>6.1f} s")


def compare(folder: Path, small: int, large: int, jobs: int) -> None:
    """Rate and memory for a small class and for a large one."""
    rates = []
    for each in (small, large):
        course = folder / str(each)
        count = make_class(course, each)
        ours = run_of_ours(course, jobs, memory=True)
        rates.append(ours.rate)
        print(f"{count:>5} submissions, {jobs} jobs: {ours.seconds:.1f} s, "
              f"{count / ours.seconds:.2f} a second in all, {ours.rate:.2f} once it runs")
        print(f"      memory of all processes (PSS): at most {ours.peak()} MB; by fifths of the "
              f"run {', '.join(str(ours.peak(n / 5, (n + 1) / 5)) for n in range(5))} MB")
    print(f"      the large class runs at {rates[1] / rates[0]:.0%} of the small one's rate")


def make_class(course: Path, each: int) -> int:
    """nbgrader's layout with a class in `submitted`; how many submissions."""
    course.mkdir(exist_ok=True)
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
            target = course / "submitted" / f"student-{number:03}" / assignment.slug
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


def run_of_ours(course: Path, jobs: int, memory: bool = False) -> Watched:
    """`course grade` with sandbox, judge, gradebook, feedback and report."""
    out = course / f"ours-{jobs}"
    return watch(
        [sys.executable, "-m", "course.cli", "grade", *ASSIGNMENTS, "--jobs", str(jobs),
         "--submitted", str(course / "submitted"), "--out", str(out)],
        out / ".done", "*/*.json", memory)


if __name__ == "__main__":
    main()
