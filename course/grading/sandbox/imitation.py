"""A sandbox imitates the kernel that students practise in: class names, arguments, environment.

Code that asks where it runs gets the same answer in both. No grade depends on it: the judge draws
new inputs and compares the answers, whatever the code believes.
"""

from __future__ import annotations

import ctypes
import importlib.util
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
ARGUMENTS_BEGIN, ARGUMENTS_END = 45, 46  # among the fields after the name in /proc/self/stat


def imitate_class(kind: type, name: str, module: str) -> None:
    """Give a class the name and module of another."""
    kind.__name__ = kind.__qualname__ = name
    kind.__module__ = module


def imitate_kernel(argument_memory: tuple[int, int]) -> None:
    """Give this process a kernel's environment, arguments (in `/proc` too) and module."""
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    launcher = str(Path(os.__file__).parent / "site-packages" / "ipykernel_launcher.py")
    sys.argv = [launcher, "-f", CONNECTION]
    sys.orig_argv = [sys.executable, "-m", "ipykernel_launcher", "-f", CONNECTION]
    sys.path[0] = ""
    _import_when_used("ipykernel")
    _write_arguments(argument_memory, sys.orig_argv)


def _import_when_used(name: str) -> None:
    """Put a module among the imported ones that runs when code takes something from it."""
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def argument_memory() -> tuple[int, int]:
    """Begin and end of this process's arguments in memory; (0, 0) if the kernel does not say."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        return int(fields[ARGUMENTS_BEGIN]), int(fields[ARGUMENTS_END])
    except (OSError, ValueError, IndexError):
        return 0, 0


def _write_arguments(memory: tuple[int, int], arguments: Iterable[str]) -> None:
    begin, end = memory
    if begin and end > begin:
        text = b"\0".join(argument.encode() for argument in arguments)
        # A last byte other than zero would tell the kernel that a program renamed itself.
        ctypes.memmove(begin, text[: end - begin - 1].ljust(end - begin, b"\0"), end - begin)
