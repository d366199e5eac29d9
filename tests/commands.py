"""The commands of `course`, for tests."""

from __future__ import annotations

import argparse

from course.cli import parser


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands, by name."""
    action = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)
