"""How `course` presents itself: its commands in groups, wrong use in one line, its version."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from typing import NoReturn

WRONG_USE = 2
STUDENTS = ("start", "lab", "status", "check", "reset", "check-program")
MAINTAINERS = ("build", "demo")


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong use in one line and exits with 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message} (see {self.prog} --help)\n")


class GroupedParser(Parser):
    """The parser of `course` itself, whose help lists the commands by who uses them."""

    def error(self, message: str) -> NoReturn:
        """Point to the help, and to the command that was meant if one is near."""
        if unknown := re.match(r"argument COMMAND: invalid choice: '(.*?)'", message):
            near = get_close_matches(unknown[1], self._texts(), n=1)
            meant = f": did you mean `course {near[0]}`?" if near else ";"
            message = f"no command {unknown[1]!r}{meant}"
        elif message.startswith("the following arguments are required: COMMAND"):
            message = "give a command;"
        else:
            super().error(message)
        self.exit(WRONG_USE, f"{self.prog}: {message} `course --help` lists them all\n")

    def format_help(self) -> str:
        """The usage and the commands, those for students first."""
        texts = self._texts()
        others = [name for name in texts if name not in (*STUDENTS, *MAINTAINERS)]
        lines = [self.format_usage(), f"{self.description}\n"]
        for title, names in (("For students", STUDENTS), ("For instructors", others),
                             ("For maintainers", MAINTAINERS)):
            lines.append(f"{title}:")
            lines += [f"  {name:<15}{texts[name]}" for name in names]
            lines.append("")
        return "\n".join([*lines, "`course COMMAND --help` says more about a command.\n"])

    def _texts(self) -> dict[str, str]:
        """The commands, each with the line that describes it."""
        listed = next(a for a in self._actions if isinstance(a, argparse._SubParsersAction))
        return {action.dest: action.help or "" for action in listed._choices_actions}


def say(line: str) -> None:
    """Print a line of progress, if somebody watches."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr)


def wrong_use(command: str, message: str) -> int:
    """Report wrong use of a command in one line; its exit code."""
    print(f"course {command}: {message}", file=sys.stderr)
    return WRONG_USE
