"""The commands about sources, the kit, the site and programs, with their options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course.commands.grading_options import ASSIGNMENT, add_jobs
from course.commands.support.parsers import (
    MAINTAINERS,
    STUDENTS,
    add_command,
    later,
    later_on_linux,
)
from course.commands.support.paths import path


def add_publish_commands(commands: Any) -> None:
    """Add the parsers of `course list`, `kit`, `site`, `build` and `demo`."""
    listing = add_command(
        commands, "list", later("list_units.list_units"),
        "list units, exercises, points, probes and misconceptions",
        "List each unit with its exercises and their points, and how many probes and "
        "misconceptions each exercise has. --json prints all of them in full.",
        "course list", "course list --json")
    listing.add_argument("--json", action="store_true", help="print JSON")

    kit = add_command(
        commands, "kit", later("kit.kit"), "pack the students' files into one zip file",
        "Pack lessons, assignments without solutions and the package to install, with a README "
        "for students, into one zip file.",
        "course kit --out build", see="docs/instructors.md")
    kit.add_argument("--out", type=path, default=Path("build"), metavar="DIR",
                     help="write the file here (default: %(default)s)")

    _add_site(commands)

    build = add_command(
        commands, "build", later("build.build_notebooks"), "make notebooks from the text sources",
        "Make lessons, solutions, exercises and fingerprints from the text sources, and delete "
        "those whose source is gone.",
        "course build", "course build --check", see="CONTRIBUTING.md", readers=MAINTAINERS)
    build.add_argument("--check", action="store_true",
                       help="write nothing; list the files that differ from their sources")
    build.add_argument("--execute", action="store_true",
                       help="run every lesson again, also unchanged ones")

    demo = add_command(
        commands, "demo", later_on_linux("demo.demo"),
        "make up a class with every kind of trouble and grade it",
        "Make up a class: right answers, misconceptions, damaged and hostile notebooks. Grade it "
        "and print a table; an earlier class in the same folder is deleted.",
        "course demo", "course demo 06 --out build/demo-06", readers=MAINTAINERS)
    demo.add_argument("assignment", nargs="?", default="05-accumulation", metavar="ASSIGNMENT",
                      help=f"the assignment that the class hands in, {ASSIGNMENT} (default: "
                           "%(default)s)")
    demo.add_argument("--out", type=path, default=Path("build/demo"), metavar="DIR",
                      help="write the class and its grades here (default: %(default)s)")
    add_jobs(demo)


def _add_site(commands: Any) -> None:
    site = add_command(
        commands, "site", later("site.site"),
        "make the site: pages, and a lab that runs in the browser",
        "Make a static site of the documentation, the lessons, and a lab in which students work "
        "without installing anything.",
        "course site", "course site --no-lab --out build/site", see="docs/site.md")
    site.set_defaults(slow_imports=True)  # its pages are made with what other commands do without
    site.add_argument("--out", type=path, default=Path("build/site"), metavar="DIR",
                      help="make it in this folder, in place of an earlier one (default: "
                           "%(default)s)")
    site.add_argument("--pyodide", type=path, metavar="FOLDER",
                      help="copy Pyodide from this folder into the site (default: browsers load "
                           "it from its CDN)")
    site.add_argument("--no-lab", action="store_true", help="make the pages alone")


def add_check_program(commands: Any) -> None:
    """Add the parser of `course check-program`."""
    program = add_command(
        commands, "check-program", later("check_program.print_lacking"),
        "list the names of a PyTorch program that the engine lacks",
        "List each name of PyTorch that a program uses and the course's engine lacks, with its "
        "line. If there is none, the program runs with `import autograd_ref as torch`.",
        "course check-program my_network.py", readers=STUDENTS)
    program.add_argument("file", type=path, metavar="FILE", help="a .py file or a notebook")
