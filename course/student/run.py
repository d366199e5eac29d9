"""Running the code cells of a notebook, without Jupyter, and collecting what their checks report.

The cells run in a process of their own, so that one that does not end harms nothing. In a browser,
which has no processes, they run in this one. Processor time counts: a busy machine stops no cell.
"""

from __future__ import annotations

import contextlib
import functools
import json
import linecache
import math
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course.checks import notebook
from course.checks.check_report import CheckReport
from course.checks.stopwatch import ASLEEP, TooSlow, stopping_after
from course.exchange.failure import failure_of

try:
    from resource import RLIMIT_CPU, getrlimit, setrlimit
except ImportError:  # Windows, the browser
    RLIMIT_CPU = -1  # type: ignore[misc]

CELL_SECONDS = 20.0
# What code gets beyond its time if Python cannot stop it, as in one long call of NumPy.
PATIENCE_SECONDS = 3.0
SHELL_LINE = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)
TIMED_OUT = TooSlow.__name__


@dataclass
class CellRun:
    """What came of a cell: the error that it ended in, and the reports of the checks it ran.

    error:    the name of the error and the first line of its message, None without one
    reports:  for each check its verdict as data, its report as text, and whether it asked a probe
    """

    error: tuple[str, str] | None = None
    reports: list[tuple[dict[str, Any], str, bool]] = field(default_factory=list)


class Stopped(Exception):
    """The cells did not run to the end; the message says why."""


def run_cells(sources: Sequence[str], folder: Path) -> Iterator[CellRun]:
    """Run cells one after the other in `folder`; an error does not stop the others.

    Raises Stopped if a cell ends the process or cannot be stopped.
    """
    if sys.platform == "emscripten":
        yield from _run_here(sources, CELL_SECONDS)
        return
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], cwd=folder, encoding="utf-8", stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | {
            "MPLBACKEND": "agg", "PYTHONUTF8": "1"})
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(process.stdout, lines), daemon=True)
    listener.start()
    try:
        with contextlib.suppress(OSError), process.stdin:
            json.dump({"cells": list(sources), "seconds": CELL_SECONDS,
                       "patience": PATIENCE_SECONDS}, process.stdin)
        lines.get()  # it has read them: from here on the time counts
        for _ in sources:
            try:
                line = lines.get(timeout=ASLEEP * (CELL_SECONDS + PATIENCE_SECONDS))
            except queue.Empty:
                raise Stopped("does not end") from None
            if not line:
                raise Stopped("does not end" if _used_up(process) else "ended the process")
            yield CellRun(**json.loads(line))
    finally:
        process.kill()
        process.wait()
        listener.join()
        process.stdout.close()


def _used_up(process: subprocess.Popen[str]) -> bool:
    """Whether the system ended the process for the processor time that it used."""
    return RLIMIT_CPU >= 0 and process.wait() == -signal.SIGXCPU


def _listen(out: Any, lines: queue.SimpleQueue[str]) -> None:
    for line in out:
        lines.put(line)
    lines.put("")
    lines.put("")  # for whoever waits for the first line, and for the next


def _run_here(sources: Sequence[str], seconds: float) -> Iterator[CellRun]:
    """Run cells as the main module of this process, what they print left out."""
    main = types.ModuleType("__main__")
    vars(main)["In"] = [""]
    before = sys.modules["__main__"]
    for number, source in enumerate(sources, start=1):
        run, code = CellRun(), SHELL_LINE.sub(r"\1pass", source)
        sys.modules["__main__"] = main
        with open(os.devnull, "w", encoding="utf-8") as nowhere, \
                contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), \
                notebook.on_report(functools.partial(_note, run)):
            try:
                with stopping_after(seconds):
                    _execute(code, f"<cell {number}>", vars(main))
            except BaseException as error:
                failure = failure_of(error)
                message = "" if failure.message == "(no message)" else failure.message
                run.error = TIMED_OUT if isinstance(error, TooSlow) else failure.kind, message
            finally:
                sys.modules["__main__"] = before
        yield run


def _execute(source: str, name: str, names: dict[str, Any]) -> None:
    names["In"].append(source)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), names)


def _note(run: CellRun, report: CheckReport) -> None:
    run.reports.append((report.data(), report.text(), report.asked))


def _limit_processor(seconds: float) -> None:
    """Let the system end this process once it has used so many seconds more of a processor."""
    if RLIMIT_CPU >= 0:
        most = getrlimit(RLIMIT_CPU)[1]
        setrlimit(RLIMIT_CPU, (math.ceil(time.process_time() + seconds), most))


def _main() -> None:
    """The process's own side: cells come on its input, what came of each goes to its output."""
    asked = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        print(file=out, flush=True)
        seconds = asked["seconds"]
        _limit_processor(seconds + asked["patience"])
        for run in _run_here(asked["cells"], seconds):
            print(json.dumps(asdict(run)), file=out, flush=True)
            _limit_processor(seconds + asked["patience"])


if __name__ == "__main__":
    _main()
