"""Paths that somebody types after a command."""

from __future__ import annotations

import argparse
from pathlib import Path


def path(text: str) -> Path:
    """A path of the command line. The shell leaves `~` alone after `=`, as in `--out=~/graded`."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the path is empty; is a variable of the shell not set?")
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        return Path(text)
