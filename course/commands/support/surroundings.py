"""What a command finds around it: an output to print on, a current folder, a disk with room."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys

SYSTEMS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
           errno.EMFILE, errno.ENFILE}


def print_what_waits() -> None:
    """Raises OSError if the output takes no more, which would else show when the program ends."""
    if sys.stdout is not None:
        sys.stdout.flush()


def print_no_more() -> None:
    """From now on the output swallows what is printed."""
    with contextlib.suppress(io.UnsupportedOperation):  # an output that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fault_around(error: OSError) -> str:
    """What is wrong around a command, in a sentence; "" if the fault is the command's own."""
    try:
        os.getcwd()
    except OSError:
        return "the folder that you are in is gone; change to one that is there"
    if error.errno in SYSTEMS:
        return f"cannot {f'use {error.filename}' if error.filename else 'write'}: {error.strerror}"
    return ""
