"""The commands for students: their folder, JupyterLab on it, and which exercises pass."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from course.commands.support.parsers import STUDENTS, add_command, say
from course.commands.support.paths import path
from course.errors import CourseError, writing_into

FOLDER = "autograd-course"
NEEDS_LAB = "needs JupyterLab; install it with: pip install jupyterlab"
JUPYTER_SETTINGS = Path(__file__).resolve().parents[1] / "student" / "jupyter"


def add_student_commands(commands: Any) -> None:
    """Add the parsers of the students' commands."""
    start = add_command(
        commands, "start", _start,
        "make your folder with lessons and assignments, or bring it up to date",
        f"Make a folder with all lessons and assignments: {FOLDER}, or the one you name. If it "
        "is there, bring new versions of them; a file in which you wrote something stays as it "
        "is.",
        "course start", "course start my-course", readers=STUDENTS)
    start.add_argument("folder", nargs="?", type=path, metavar="FOLDER",
                       help=f"(default: the one you are in, or a new folder {FOLDER})")

    lab = add_command(
        commands, "lab", _lab, "open JupyterLab on your folder",
        "Open JupyterLab on your folder of the course, in the browser. Ctrl+C in the terminal "
        "ends it.",
        "course lab", readers=STUDENTS)
    lab.add_argument("--prepare", action="store_true",
                     help="make the copies without opening JupyterLab")

    add_command(
        commands, "status", _status, "show which of your exercises pass, and what is next",
        "Run each assignment that changed since the last time, as saved, and show a table: how "
        "many exercises pass, the points, and what is next.",
        "course status", readers=STUDENTS)

    check = add_command(
        commands, "check", _check, "run one of your assignments and show its checks",
        "Run an assignment from top to bottom, as it is saved, and show what each of its checks "
        "says.",
        "course check 05", "course check accumulation", "course check 05-accumulation.ipynb",
        readers=STUDENTS)
    check.add_argument("assignment", metavar="ASSIGNMENT",
                       help="a number, a name or a file, such as 05")

    reset = add_command(
        commands, "reset", _reset, "start an assignment anew, with a backup of your copy",
        "Put an assignment, or any other file of the course, back as it was handed out, in its "
        "newest version. Your own copy stays beside it under another name.",
        "course reset 05", "course reset lessons/05_accumulation.ipynb", readers=STUDENTS)
    reset.add_argument("file", metavar="ASSIGNMENT", help="a number, a name or a file, such as 05")


def _start(options: argparse.Namespace) -> int:
    from course.student.workplace import (
        NotFound,
        Workplace,
        around,
        cd_to,
        find_workplace,
        from_here,
    )

    if options.folder is not None:
        workplace = Workplace(Path(os.path.abspath(options.folder)))
        if (outer := around(workplace.folder)) is not None:
            raise CourseError(f"{from_here(workplace.folder)} would lie inside your folder of the "
                              f"course, {outer.folder}; `course start` alone brings that one up "
                              "to date")
    else:
        try:
            workplace = find_workplace(Path.cwd())
        except NotFound:
            workplace = Workplace(Path.cwd() / FOLDER)
    _bring_up_to_date(workplace)
    here = from_here(workplace.folder)
    if here != ".":
        print(f"First type\n  {cd_to(here)}\nThen these commands work:")
    print("  course lab       opens lessons and assignments in JupyterLab\n"
          "  course check 01  runs an assignment and shows its checks\n"
          "  course status    shows which exercises pass, and what is next\n"
          "The first lesson is lessons/01_tensors.ipynb, its assignment 01-tensors.ipynb.")
    return 0


def _lab(options: argparse.Namespace) -> int:
    from course.student.workplace import find_workplace

    if not options.prepare and importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(NEEDS_LAB)
    workplace = find_workplace(Path.cwd())
    _bring_up_to_date(workplace)
    if options.prepare:
        return 0
    lessons = sorted(str(path) for path in (workplace.folder / "lessons").glob("*.ipynb"))
    jupyter = [sys.executable, "-m", "jupyter"]
    subprocess.run([*jupyter, "trust", *lessons], check=False, stdout=subprocess.DEVNULL)
    # Our settings leave out JupyterLab's news and nbgrader's menus, for this session alone.
    paths = [str(JUPYTER_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return subprocess.run(
        [*jupyter, "lab", "--LabApp.news_url=None", str(workplace.folder)], check=False,
        env=os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}).returncode


def _status(options: argparse.Namespace) -> int:
    from course.student.overview import status

    print(status(say))
    return 0


def _check(options: argparse.Namespace) -> int:
    from course.student.overview import assignment_status
    from course.student.workplace import find_notebook

    workplace, slug, path = find_notebook(options.assignment, Path.cwd())
    found = assignment_status(workplace, slug, say, path)
    if not found.copied and not found.reports:
        print(f"{slug}: your copy is not in {workplace.folder}; `course start` makes it")
    elif not found.reports and not found.trouble:
        print(f"{slug}: nothing is written yet; open {found.place}")
    else:
        print(found.text())
    return 0 if found.next is None else 1


def _reset(options: argparse.Namespace) -> int:
    from course.student.workplace import find_workplace, from_here

    workplace = find_workplace(Path.cwd())
    name = workplace.find_file(options.file)
    with writing_into(workplace.folder):
        kept = workplace.reset(name)
    said = f"{from_here(workplace.folder / name)} is as it was handed out"
    print(f"{said}; your old copy is {from_here(kept)}." if kept else f"{said}.")
    return 0


def _bring_up_to_date(workplace: Any) -> None:
    """Make and renew copies, and say what changed."""
    from course.student.workplace import from_here
    from course.words import counted

    first = not workplace.own.exists()
    with writing_into(workplace.folder):
        done = workplace.start()
    path = from_here(workplace.folder)
    here = "This folder" if path == "." else path
    if first:
        lessons = sum(name.startswith("lessons/") for name in done.new)
        assignments = sum(name.endswith(".ipynb") for name in done.new) - lessons
        print(f"{here} now holds {counted(lessons, 'lesson')} and "
              f"{counted(assignments, 'assignment')}.")
    elif done.new:
        print(f"New in {path}: {', '.join(done.new)}.")
    else:
        print(f"{here} has all lessons and assignments; what you wrote stays as it is.")
    for name in done.renewed:
        print(f"{name}: this is the new version; nothing was written in the old one.")
    for name in done.kept:
        asked = name[:2] if name.endswith(".ipynb") and "/" not in name else name
        print(f"{name}: your copy stays. `course reset {asked}` fetches the new version and keeps "
              "your copy beside it.")

