"""Paths that somebody types after a command."""

from __future__ import annotations

import argparse
import errno
from pathlib import Path

UNUSABLE = (errno.ELOOP, errno.ENAMETOOLONG)
MAX_SHOWN = 60  # characters of a path


def path(text: str) -> Path:
    """A path of the command line, which need not be there.

    The shell leaves `~` alone after `=`, as in `--out=~/graded`.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("the path is empty; is a variable of the shell not set?")
    try:
        found = Path(text).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        found = Path(text)
    try:
        found.stat()
    except OSError as error:
        if error.errno in UNUSABLE:
            shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
            raise argparse.ArgumentTypeError(f"{shown}: {error.strerror}") from None
    return found
