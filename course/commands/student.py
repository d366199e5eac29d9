"""The commands for students: their folder, JupyterLab on it, and which exercises pass."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from course.commands.help import say, wrong_use

FOLDER = "autograd-course"
JUPYTER_SETTINGS = Path(__file__).resolve().parents[1] / "student" / "jupyter"


def add_student_commands(commands: Any) -> None:
    """Add the parsers of the students' commands."""
    start = commands.add_parser(
        "start", help="make your folder with lessons and assignments, or bring it up to date")
    start.add_argument("folder", nargs="?", type=Path, metavar="FOLDER",
                       help=f"(default: the one you are in, or a new folder {FOLDER})")
    start.set_defaults(run=_start)

    lab = commands.add_parser("lab", help="open JupyterLab on your folder")
    lab.add_argument("--prepare", action="store_true",
                     help="make the copies without opening JupyterLab")
    lab.set_defaults(run=_lab)

    status = commands.add_parser(
        "status", help="show which of your exercises pass, and what is next")
    status.set_defaults(run=_status)

    check = commands.add_parser("check", help="run one of your assignments and show its checks")
    check.add_argument("assignment", metavar="NN", help="such as 05")
    check.set_defaults(run=_check)

    reset = commands.add_parser(
        "reset", help="start an assignment anew, with a backup of your copy")
    reset.add_argument("file", metavar="NN",
                       help="such as 05, or a file such as lessons/05_accumulation.ipynb")
    reset.set_defaults(run=_reset)


def _start(options: argparse.Namespace) -> int:
    from course.student.workplace import NotFound, Workplace, find_workplace

    if options.folder is not None:
        place = Workplace(options.folder.absolute())
    else:
        try:
            place = find_workplace(Path.cwd())
        except NotFound:
            place = Workplace(Path.cwd() / FOLDER)
    try:
        _bring_up_to_date(place)
    except OSError as error:
        return wrong_use("start", f"cannot write into {place.folder}: {error.strerror}")
    here = _from_here(place.folder)
    if here != ".":
        print(f"Now give these commands in the folder {here}; begin with lessons/01_tensors.ipynb:")
    print("  course lab       opens lessons and assignments in JupyterLab\n"
          "  course check 01  runs an assignment and shows its checks\n"
          "  course status    shows which exercises pass, and what is next")
    return 0


def _lab(options: argparse.Namespace) -> int:
    from course.student.workplace import NotFound, find_workplace

    try:
        place = find_workplace(Path.cwd())
    except NotFound as error:
        return wrong_use("lab", str(error))
    _bring_up_to_date(place)
    if options.prepare:
        return 0
    if importlib.util.find_spec("jupyterlab") is None:
        return wrong_use("lab", "needs JupyterLab: pip install \"autograd-course[lab]\"")
    lessons = sorted(str(path) for path in (place.folder / "lessons").glob("*.ipynb"))
    jupyter = [sys.executable, "-m", "jupyter"]
    subprocess.run([*jupyter, "trust", *lessons], check=False, stdout=subprocess.DEVNULL)
    # Our settings leave out JupyterLab's news and nbgrader's menus, for this session alone.
    paths = [str(JUPYTER_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return subprocess.run(
        [*jupyter, "lab", "--LabApp.news_url=None", str(place.folder)], check=False,
        env=os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}).returncode


def _status(options: argparse.Namespace) -> int:
    from course.student.overview import status
    from course.student.workplace import NotFound

    try:
        print(status(say))
    except NotFound as error:
        return wrong_use("status", str(error))
    return 0


def _check(options: argparse.Namespace) -> int:
    from course.student.overview import assignment_status
    from course.student.workplace import NotFound, find_workplace

    try:
        place = find_workplace(Path.cwd())
        found = assignment_status(place, place.find(options.assignment), say)
    except NotFound as error:
        return wrong_use("check", str(error))
    if not found.copied and not found.reports:
        print(f"{found.slug}: your copy is not in {place.folder}; `course start` makes it")
        return 1
    if not found.reports and not found.trouble:
        print(f"{found.slug}: nothing is written yet; open {found.place}")
        return 1
    for name in found.max_points if found.reports else ():
        print(found.reports.get(name, f"{name}: its check was not run"))
    if found.trouble:
        print(f"{found.slug} {found.trouble}")
    return 0 if found.next is None else 1


def _reset(options: argparse.Namespace) -> int:
    from course.student.workplace import NotFound, find_workplace

    try:
        place = find_workplace(Path.cwd())
        name = place.find_file(options.file)
    except NotFound as error:
        return wrong_use("reset", str(error))
    kept = place.reset(name)
    print(f"Restored {place.folder / name}" + (f"; your old copy is {kept}." if kept else "."))
    return 0


def _bring_up_to_date(place: Any) -> None:
    """Make and renew copies, and say what changed."""
    done = place.start()
    made = f"{len(done.new)} new copies" if len(done.new) > 1 else "1 new copy"
    print(f"{made if done.new else 'All copies are there'} in {place.folder}; what you wrote stays "
          "as it is.")
    for name in done.renewed:
        print(f"{name}: this is the new version; nothing was written in the old one.")
    for name in done.kept:
        asked = name[:2] if name.endswith(".ipynb") and "/" not in name else name
        print(f"{name}: your copy stays. `course reset {asked}` fetches the new version and keeps "
              "your copy beside it.")


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
