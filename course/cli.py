"""The command `course`: a thin shell over the packages."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from course.commands.help import GroupedParser, Parser, say, wrong_use
from course.commands.interrupt import STOPPED, ending_at_once
from course.commands.options import (
    add_drop,
    add_explain,
    add_export,
    add_extend,
    add_return,
    add_zip_options,
)
from course.commands.platform_options import PLATFORMS, add_grade_one, add_platform
from course.commands.student import add_student_commands
from course.version import version

INSTRUCTOR_PACKAGES = ("nbgrader", "jupytext", "jinja2", "nbconvert", "nbclient", "nbformat")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; 2 is wrong use, which it reports in one line."""
    options = _parser().parse_args(arguments)
    # nbformat imports jsonschema, which would build a grammar of web addresses for a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        code: int = options.run(options)
    except ModuleNotFoundError as error:
        if error.name not in INSTRUCTOR_PACKAGES:
            raise
        return wrong_use(options.command, f"needs {error.name}, which instructors install with "
                                           "pip install '.[instructor]' in a checkout")
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return STOPPED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = GroupedParser(prog="course", description="Learn, teach and maintain the course.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command",
                                     parser_class=Parser)

    add_student_commands(commands)

    build = commands.add_parser("build", help="make notebooks from the text sources")
    build.add_argument("--check", action="store_true",
                       help="write nothing; list the files that differ from their sources")
    build.add_argument("--execute", action="store_true",
                       help="run every lesson again, also unchanged ones")
    build.set_defaults(run=_build)

    grade = commands.add_parser("grade", help="grade a folder of submissions, or an LMS download")
    grade.add_argument("assignments", nargs="*", metavar="ASSIGNMENT",
                       help="such as 05-accumulation (default: all that were handed in)")
    add_zip_options(grade)
    grade.add_argument("--out", type=Path, required=True, metavar="DIR",
                       help="write gradebook.db, grades.csv, report.html, autograded/ and "
                            "feedback/ here")
    grade.add_argument("--jobs", type=int, default=0, metavar="N",
                       help="grade N notebooks in parallel (default: one per core); grades do not "
                            "depend on N")
    grade.add_argument("--scheduler", metavar="ADDRESS",
                       help="run the notebooks on the Dask cluster with this scheduler, such as "
                            "tcp://10.0.0.5:8786. Each machine needs the same checkout, installed "
                            "with [instructor,cluster], and one worker per core, started with "
                            "--nthreads 1. The cluster's connections carry the notebooks and the "
                            "secret that seeds the inputs: use a trusted network or tls://")
    grade.add_argument("--cell-seconds", type=float, default=10, metavar="S",
                       help="time limit for one cell (default: %(default)s)")
    grade.add_argument("--notebook-seconds", type=float, default=60, metavar="S",
                       help="time limit for a whole notebook (default: %(default)s)")
    grade.add_argument("--again", action="append", nargs="?", const="", metavar="NAME",
                       help="grade the submissions of this student, or with this exercise, again "
                            "though nothing changed (default: all)")
    grade.set_defaults(run=_grade)

    for name, text in (("drop", "let exercises of an assignment count no more"),
                       ("keep", "let dropped exercises count again")):
        add_drop(commands, name, text).set_defaults(run=_drop)

    add_extend(commands).set_defaults(run=_extend)
    add_export(commands).set_defaults(run=_export)
    add_return(commands).set_defaults(run=_return)
    add_explain(commands).set_defaults(run=_explain)
    add_grade_one(commands).set_defaults(run=_grade_one)
    for name, text in PLATFORMS.items():
        add_platform(commands, name, text).set_defaults(run=_platform)

    review = commands.add_parser("review", help="open formgrader on the output of course grade")
    review.add_argument("graded", type=Path, metavar="DIR", help="the --out of course grade")
    review.set_defaults(run=_review)

    listing = commands.add_parser(
        "list", help="list units, exercises, points, probes and misconceptions")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=_list)

    program = commands.add_parser(
        "check-program", help="list the names of a PyTorch program that the engine lacks",
        description="List each name of PyTorch that a program uses and the course's engine lacks, "
                    "with its line. If there is none, the program runs with `import autograd_ref "
                    "as torch`.",
        epilog="For example: course check-program my_network.py")
    program.add_argument("file", type=Path, metavar="FILE", help="a .py file or a notebook")
    program.set_defaults(run=_check_program)

    kit = commands.add_parser("kit", help="pack the students' files into one zip file")
    kit.add_argument("--out", type=Path, default=Path("build"), metavar="DIR",
                     help="write the file here (default: %(default)s)")
    kit.set_defaults(run=_kit)

    site = commands.add_parser(
        "site", help="make the site: pages, and a lab that runs in the browser")
    site.add_argument("--out", type=Path, default=Path("build/site"), metavar="DIR",
                      help="make it in this folder, in place of an earlier one (default: "
                           "%(default)s)")
    site.add_argument("--pyodide", type=Path, metavar="FOLDER",
                      help="copy Pyodide from this folder into the site (default: browsers load "
                           "it from its CDN)")
    site.add_argument("--no-lab", action="store_true", help="make the pages alone")
    site.set_defaults(run=_site)

    demo = commands.add_parser(
        "demo", help="make up a class with every kind of trouble and grade it")
    demo.add_argument("assignment", nargs="?", default="05-accumulation", metavar="ASSIGNMENT",
                      help="the assignment that the class hands in (default: %(default)s)")
    demo.add_argument("--out", type=Path, default=Path("build/demo"), metavar="DIR",
                      help="write the class and its grades here (default: %(default)s)")
    demo.add_argument("--jobs", type=int, default=0, metavar="N",
                      help="grade N notebooks in parallel (default: one per core)")
    demo.set_defaults(run=_demo)
    return parser


def _build(options: argparse.Namespace) -> int:
    from course.publish.build import build, drift, write

    built = build(execute=options.execute, say=say)
    for line in (*built.notes, *built.faults):
        print(line, file=sys.stderr)
    if built.faults:
        return 1
    if options.check:
        drifted = drift(built)
        for path in drifted:
            print(f"{path} differs from its source; run make build")
        return 1 if drifted else 0
    for path in write(built):
        print(f"{'wrote' if path in built.files else 'deleted, for its source is gone:'} {path}")
    return 0


def _grade(options: argparse.Namespace) -> int:
    with ending_at_once(f"Stopped. Finished grades are saved in {options.out}. Run the same "
                        "command to continue."):
        return _run_grade(options)


def _run_grade(options: argparse.Namespace) -> int:
    if options.scheduler is None:
        from course.grading.sandbox.launcher import start_fork_server

        start_fork_server()  # it imports what it needs while this process does
    gc.disable()  # imports leave nothing to collect
    from course.commands.lms_files import submissions_to_grade
    from course.commands.progress_line import ProgressLine
    from course.grading.grade import grade
    from course.grading.submission import GradingError, Limits

    gc.freeze()  # what is imported stays: the end of the program need not look through it
    gc.enable()

    if options.jobs < 0:
        return wrong_use("grade", f"--jobs is {options.jobs}; give 1 or more, or 0 for "
                                   "one per core")
    if options.cell_seconds <= 0 or options.notebook_seconds <= 0:
        return wrong_use("grade", "a time limit must be more than 0 seconds")
    if options.scheduler is not None and options.jobs:
        return wrong_use("grade", "--jobs is for this computer; with --scheduler the cluster's "
                                   "workers grade")
    limits = Limits(options.cell_seconds, options.notebook_seconds)
    try:
        submitted = submissions_to_grade(options)
        told: list[str] = []
        with ProgressLine() as progress:
            results = grade(submitted, options.out.absolute(),
                            () if options.zip else options.assignments, options.jobs, limits,
                            progress, options.scheduler, _again(options.again), told.append)
    except GradingError as error:
        return wrong_use("grade", str(error))
    states = Counter(str(result.state) for result in results)
    counted = ", ".join(f"{count} {state}" for state, count in states.items())
    plural = "s" * (len(results) != 1)
    print(f"{len(results)} submission{plural}: {counted}. Open {options.out / 'report.html'}")
    for line in told:
        print(line)
    return 0


def _again(names: list[str] | None) -> list[str] | None:
    """What `--again` names: None without it, [] for all."""
    return names if names is None else [] if "" in names else names


def _drop(options: argparse.Namespace) -> int:
    from course.commands.drop import change_what_counts
    from course.grading.submission import GradingError

    try:
        change_what_counts(options)
    except GradingError as error:
        return wrong_use(options.command, str(error))
    return 0


def _extend(options: argparse.Namespace) -> int:
    from course.commands.extend import extend
    from course.grading.submission import GradingError

    try:
        extend(options)
    except GradingError as error:
        return wrong_use("extend", str(error))
    return 0


def _export(options: argparse.Namespace) -> int:
    from course.commands.lms_files import export
    from course.grading.submission import GradingError

    try:
        export(options)
    except GradingError as error:
        return wrong_use("export", str(error))
    return 0


def _return(options: argparse.Namespace) -> int:
    from course.commands.returning import return_feedback
    from course.grading.submission import GradingError

    try:
        return_feedback(options)
    except GradingError as error:
        return wrong_use("return", str(error))
    return 0


def _explain(options: argparse.Namespace) -> int:
    from course.grading.explain import explain
    from course.grading.intake.assignments import find_assignments
    from course.grading.submission import GradingError

    out = options.grades.absolute()
    try:
        assignment = find_assignments([options.assignment])[0] if options.assignment else None
        print(explain(out, options.submitted or out / "submitted", options.student,
                      options.exercise, assignment))
    except GradingError as error:
        return wrong_use("explain", str(error))
    return 0


def _grade_one(options: argparse.Namespace) -> int:
    from course.grading.sandbox.launcher import start_fork_server

    start_fork_server()  # it imports what it needs while this process does
    from course.commands.one_notebook import grade_one_notebook
    from course.grading.submission import GradingError

    try:
        grade_one_notebook(options)
    except GradingError as error:
        return wrong_use("grade-one", str(error))
    return 0


def _platform(options: argparse.Namespace) -> int:
    from course.commands.platforms import pack
    from course.grading.submission import GradingError

    try:
        pack(options)
    except GradingError as error:
        return wrong_use(options.command, str(error))
    return 0


def _review(options: argparse.Namespace) -> int:
    from course.commands.review import review
    from course.grading.submission import GradingError

    try:
        return review(options.graded.absolute())
    except GradingError as error:
        return wrong_use("review", str(error))


def _list(options: argparse.Namespace) -> int:
    from course.commands.listing import all_facts, as_text

    facts = all_facts()
    print(json.dumps(facts, indent=1, ensure_ascii=False) if options.json else as_text(facts))
    return 0


def _demo(options: argparse.Namespace) -> int:
    from course.commands.demo import demo
    from course.grading.submission import GradingError

    try:
        demo(options.assignment, options.out, options.jobs)
    except GradingError as error:
        return wrong_use("demo", str(error))
    return 0


def _kit(options: argparse.Namespace) -> int:
    from course.publish.kit import KitError, make_kit

    try:
        print(f"wrote {make_kit(options.out)}")
    except (KitError, OSError) as error:
        return wrong_use("kit", str(error))
    return 0


def _site(options: argparse.Namespace) -> int:
    from course.commands.site import site

    return site(options)


def _check_program(options: argparse.Namespace) -> int:
    from course.commands.check_program import check_program

    try:
        missing = check_program(options.file)
    except SyntaxError as error:
        return wrong_use("check-program", f"{options.file} is no Python: {error}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return wrong_use("check-program", f"cannot read {options.file}: {error}")
    for line in missing:
        print(line)
    if not missing:
        print("autograd_ref has every name of PyTorch that this program uses.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
