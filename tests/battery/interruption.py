"""Interruption: killed at random moments, a full disk, a gradebook in use; then started again.

In the end everything is byte for byte what an undisturbed run gives, times aside.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from course.cli import main
from course.commands.support.sample_class import make_class
from course.grading.sandbox.process_tree import children as processes_below
from course.grading.submission import State
from tests.battery.attack import SLUG
from tests.battery.runner import adopt_orphans, children, course, left_behind
from tests.grading.support.processes import descendants

STUDENTS = ("all-solved", "broken-json", "half-done", "untouched", "wrong-accumulate",
            "wrong-train", "handed-in-nothing", "ends-the-process")
TIMES = ("timestamp", "duedate")
KILLS = 30


@dataclass
class Trouble:
    """What became of a run that was disturbed, and then given again."""

    name: str
    message: str = ""
    faults: list[str] = field(default_factory=list)


class Class:
    """A small class, and what an undisturbed run gives for it."""

    def __init__(self, place: Path) -> None:
        adopt_orphans()
        self.place = place
        self.submitted = place / "submitted"
        make_class(self.submitted, course()[0], STUDENTS)
        started = time.monotonic()
        done = self.grade(place / "undisturbed")
        self.seconds = time.monotonic() - started
        assert done.returncode == 0, done.stderr

    @cached_property
    def undisturbed(self) -> Mapping[str, Any]:
        return outcome(self.place / "undisturbed")

    def command(self, out: Path) -> list[str]:
        return [sys.executable, "-W", "ignore", "-m", "course.cli", *self.arguments(out)]

    def arguments(self, out: Path) -> list[str]:
        return ["grade", SLUG, "--submitted", str(self.submitted), "--out", str(out),
                "--jobs", "2"]

    def grade(self, out: Path, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Grade with the undisturbed run's secret, to its end."""
        self.prepare(out)
        return subprocess.run([*before, *self.command(out)], capture_output=True, text=True,
                              check=False)

    def prepare(self, out: Path) -> None:
        """Make the folder, with the secret that makes inputs the same."""
        out.mkdir(exist_ok=True)
        secret = self.place / "undisturbed" / ".secret"
        if secret.exists() and not (out / ".secret").exists():
            shutil.copyfile(secret, out / ".secret")

    def ends_right(self, trouble: Trouble, out: Path) -> Trouble:
        """Give the command again, in this process, and compare with the undisturbed run."""
        self.prepare(out)
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            code = main(self.arguments(out))
        if code:
            trouble.faults.append(f"given again: {errors.getvalue().strip()[:200]}")
        found = outcome(out)
        trouble.faults += [f"another {name}" for name in sorted({*found, *self.undisturbed})
                           if found.get(name) != self.undisturbed.get(name)]
        return trouble


def killed(group: Class, number: int) -> Trouble:
    """A run that is killed at a random moment, then given again."""
    dice = random.Random(number)
    moment = dice.uniform(0.05, group.seconds)
    trouble = Trouble(f"SIGKILL after {moment:.2f} s")
    before = children()
    out = group.place / f"killed-{number}"
    group.prepare(out)
    run = subprocess.Popen(group.command(out), stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(moment)
    if number % 2:
        os.killpg(run.pid, signal.SIGKILL)  # with its workers
    else:
        run.kill()  # workers and sandboxes are to see for themselves that it is gone
    run.wait()
    done = len(list((out / ".done").rglob("*.json")))
    trouble.message = f"{done} of {len(STUDENTS)} were done"
    trouble.faults += [f"left {name}" for name in left_behind(before)]
    group.ends_right(trouble, out)
    shutil.rmtree(out)
    return trouble


def full_disk(group: Class) -> Trouble:
    """A disk that is too small; then one with room."""
    trouble = Trouble("a full disk")
    small, out = group.place / "small", group.place / "after-the-full-disk"
    size = sum(p.stat().st_size for p in (group.place / "undisturbed").rglob("*") if p.is_file())
    small.mkdir()
    group.prepare(out)
    own: list[str] = []
    again = ""
    if os.getuid() != 0:  # root of a namespace of its own to mount, and itself again to grade
        own = ["--user", "--map-root-user"]
        again = f"unshare --user --map-user={os.getuid()} --map-group={os.getgid()}"
    shell = (f"mount -t tmpfs -o size={size * 2 // 3} tmpfs {small} && cp -a {out}/. {small} && "
             f"{{ {again} \"$@\"; code=$?; cp -a {small}/. {out}; exit $code; }}")
    done = subprocess.run(["unshare", *own, "--mount", "sh", "-c", shell, "sh",
                           *group.command(small)], capture_output=True, text=True, check=False)
    check_message(trouble, done, ("No space left", "disk is full"))
    return group.ends_right(trouble, out)


def locked_gradebooks(group: Class) -> Trouble:
    """Another process locks the gradebook of a run, and of a second one while it writes.

    The two wait for it at the same time. Then it lets go.
    """
    trouble = Trouble("a locked gradebook")
    first, halfway = outs = [group.place / name for name in ("locked", "locked-halfway")]
    for out in outs:
        group.prepare(out)
    with locked(first):
        runs = [subprocess.Popen(group.command(out), stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True) for out in outs]
        deadline = time.monotonic() + 60
        while not list((halfway / ".done").rglob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.005)
        with locked(halfway):
            done = [subprocess.CompletedProcess(run.args, *ended(run)) for run in runs]
    check_message(trouble, done[0], ("database is locked",))
    if done[1].returncode:  # else everything had been written already
        check_message(trouble, done[1], ("database is locked",))
    for out in outs:
        group.ends_right(trouble, out)
    return trouble


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """The gradebook in a folder, there or not, is in use."""
    holder = sqlite3.connect(out / "gradebook.db", isolation_level=None, timeout=10)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        holder.close()


def ended(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit code, and what it printed to both streams."""
    printed, errors = run.communicate()
    return run.returncode, printed, errors


def killed_fork_servers(group: Class) -> Trouble:
    """Whatever starts sandboxes is killed again and again once workers judge, then no more."""
    trouble = Trouble("fork servers killed again and again")
    before, out = children(), group.place / "killed-fork-servers"
    group.prepare(out)
    run = subprocess.Popen(group.command(out), stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    while run.poll() is None:
        time.sleep(0.1)
        if any("fork_server" not in command_line(number) for number in processes_below(run.pid)):
            for number in fork_servers(run.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = [(row["status"], row["score"]) for row in csv.DictReader(file)]
    failed = [score for status, score in rows if status == State.NOT_GRADED]
    trouble.message = f"{len(failed)} of {len(rows)} were not graded"
    trouble.faults += [f"a score of {score}" for score in failed if score]
    trouble.faults += [f"left {name}" for name in left_behind(before)]
    if run.returncode or not failed:
        trouble.faults.append(f"exit code {run.returncode}, {rows}")
    return group.ends_right(trouble, out)


def fork_servers(command: int) -> list[int]:
    """The processes of a run that fork sandboxes: each is the child of a keeper."""
    return [server for parent in (command, *(n for n, _ in descendants(command)))
            for keeper in processes_below(parent) if "fork_server" in command_line(keeper)
            for server in processes_below(keeper)
            if "fork_server" not in command_line(parent)]


def command_line(number: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_text(errors="replace")
    return ""


def check_message(
    trouble: Trouble, done: subprocess.CompletedProcess[str], words: Sequence[str]
) -> None:
    """Check that a run said what stopped it, in one sentence and without a traceback."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    trouble.message = lines[-1] if lines else ""
    if done.returncode == 0:
        trouble.faults.append("it did not notice")
    if "Traceback" in done.stderr or not any(word in trouble.message for word in words):
        trouble.faults.append(f"said: {done.stderr.strip()[-300:]}")


OTHERS: Sequence[Callable[[Class], Trouble]] = (full_disk, locked_gradebooks)
SLOW: Sequence[Callable[[Class], Trouble]] = (killed_fork_servers,)


def outcome(out: Path) -> Mapping[str, Any]:
    """Everything that a run wrote for people and for nbgrader, without its times."""
    files = [out / "grades.csv", *sorted(out.glob("autograded/**/*.ipynb")),
             *sorted(out.glob("feedback/**/*.html"))]
    found: dict[str, Any] = {str(p.relative_to(out)): p.read_bytes() for p in files if p.exists()}
    with sqlite3.connect(out / "gradebook.db") as book:
        found["the gradebook"] = rows_of(book)
    book.close()
    return found


def rows_of(book: sqlite3.Connection) -> Mapping[str, list[Any]]:
    """All rows of a database, each id replaced by what the row that it stands for holds."""
    book.row_factory = sqlite3.Row
    names = [row[0] for row in book.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    keys = {name: {row["from"]: (row["table"], row["to"]) for row in book.execute(
        f"PRAGMA foreign_key_list({name})")} for name in names}

    def meaning(table: str, row: sqlite3.Row) -> tuple[Any, ...]:
        found = dict(zip(row.keys(), row, strict=True))
        if table != "student" and "id" not in keys[table]:
            found.pop("id", None)  # made up anew each time
        return tuple((column, referred(table, column, value)) for column, value in found.items()
                     if column not in TIMES)

    def referred(table: str, column: str, value: Any) -> Any:
        if column not in keys[table] or value is None:
            return value
        other, key = keys[table][column]
        row = book.execute(f"SELECT * FROM {other} WHERE {key} = ?", (value,)).fetchone()
        return meaning(other, row) if row is not None else "nothing"

    return {name: sorted((meaning(name, row) for row in book.execute(f"SELECT * FROM {name}")),
                         key=repr) for name in names}
