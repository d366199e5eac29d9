"""A sandbox looks like the kernel that students practise in: names, arguments, environment.

So that code which asks where it runs gets one answer in both. No grade hangs on it: inputs are
drawn anew and answers compared outside, whatever the code believes.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

CONNECTION = "/scratch/.local/share/jupyter/runtime/kernel-6f1d2c1e-5b0a-9a39-2c7d0f6b8e41.json"
ENVIRONMENT = {
    "HOME": "/scratch", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "JPY_PARENT_PID": "1",
    "TERM": "xterm-color", "PAGER": "cat", "GIT_PAGER": "cat", "CLICOLOR": "1",
    "CLICOLOR_FORCE": "1", "FORCE_COLOR": "1", "PYDEVD_USE_FRAME_EVAL": "NO",
}
BEGIN, END = 45, 46  # of the arguments in memory, among what stands behind the name in stat


def pass_as(kind: type, name: str, module: str) -> None:
    """Let a class give another name and module as its own."""
    kind.__name__ = kind.__qualname__ = name
    kind.__module__ = module


def put_on(argument_memory: tuple[int, int]) -> None:
    """Take on a kernel's environment and arguments, in Python and in `/proc`."""
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    launcher = str(Path(os.__file__).parent / "site-packages" / "ipykernel_launcher.py")
    sys.argv = [launcher, "-f", CONNECTION]
    sys.orig_argv = [sys.executable, "-m", "ipykernel_launcher", "-f", CONNECTION]
    _write_arguments(argument_memory, sys.orig_argv)


def argument_memory() -> tuple[int, int]:
    """Where this process's arguments lie in memory; (0, 0) where that is not told."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        return int(fields[BEGIN]), int(fields[END])
    except (OSError, ValueError, IndexError):
        return 0, 0


def _write_arguments(memory: tuple[int, int], arguments: Iterable[str]) -> None:
    begin, end = memory
    if begin and end > begin:
        text = b"\0".join(argument.encode() for argument in arguments)
        # A last byte other than zero would tell the kernel that a program renamed itself.
        ctypes.memmove(begin, text[: end - begin - 1].ljust(end - begin, b"\0"), end - begin)
