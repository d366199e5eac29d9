"""How `course` presents itself: its commands in groups, their helps, wrong use in one line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from course.errors import CourseError

WRONG_USE = 2
STUDENTS, INSTRUCTORS, MAINTAINERS = "For students", "For instructors", "For maintainers"
Run = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong use in one line and exits with 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message} (see {self.prog} --help)\n")


class GroupedParser(Parser):
    """The parser of `course` itself, whose help lists the commands by who uses them."""

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """The options. The command's own parser refuses what it does not know."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        return options

    def error(self, message: str) -> NoReturn:
        """Point to the help, and to the command that was meant if one is near."""
        if unknown := re.match(r"argument COMMAND: invalid choice: '(.*?)'", message):
            near = get_close_matches(unknown[1].lower(), self._texts(), n=1)
            meant = f": did you mean `course {near[0]}`?" if near else ";"
            message = f"no command {unknown[1]!r}{meant}"
        elif message.startswith("the following arguments are required: COMMAND"):
            message = "give a command;"
        else:
            super().error(message)
        self.exit(WRONG_USE, f"{self.prog}: {message} `course --help` lists them all\n")

    def format_help(self) -> str:
        """The usage and the commands, those for students first."""
        parsers = self._commands().choices
        lines = [self.format_usage(), f"{self.description}\n"]
        for readers in (STUDENTS, INSTRUCTORS, MAINTAINERS):
            lines.append(f"{readers}:")
            lines += [f"  {name:<15}{text}" for name, text in self._texts().items()
                      if parsers[name].get_default("readers") == readers]
            lines.append("")
        return "\n".join([*lines, "`course COMMAND --help` says more about a command.\n"])

    def _texts(self) -> dict[str, str]:
        """The commands, each with the line that describes it."""
        return {action.dest: action.help or "" for action in self._commands()._choices_actions}

    def _commands(self) -> Any:
        return next(a for a in self._actions if isinstance(a, argparse._SubParsersAction))


def add_command(
    commands: Any, name: str, run: Run, line: str, text: str, *examples: str, see: str = "",
    readers: str = INSTRUCTORS,
) -> argparse.ArgumentParser:
    """A command: its line in the list of commands, and what its own help says and shows.

    `see` names the page in docs/ that describes it; the list groups the commands by `readers`.
    """
    shown = f"For example: {', or '.join(examples)}" if examples else ""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=line, description=text,
        epilog=". ".join(filter(None, [shown, see and f"{see} describes it."])))
    parser.set_defaults(run=run, parser=parser, readers=readers, slow_imports=False)
    return parser


def later(path: str) -> Run:
    """Runs the function `module.name` of course.commands; its module is imported only then."""
    return partial(_run, path)


def _run(path: str, options: argparse.Namespace) -> int:
    module, _, name = path.rpartition(".")
    code: int | None = getattr(import_module(f"course.commands.{module}"), name)(options)
    return code or 0


def later_on_linux(path: str) -> Run:
    """A command that runs students' code: `later`, on Linux alone. Raises CourseError elsewhere."""
    return partial(_run_on_linux, path)


def _run_on_linux(path: str, options: argparse.Namespace) -> int:
    if sys.platform != "linux":
        raise CourseError(f"this command runs students' code in a sandbox that only Linux has, and "
                          f"this is {sys.platform}; use a Linux machine, or WSL on Windows")
    return _run(path, options)


def say(line: str) -> None:
    """Print a line of progress, if somebody watches."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr)


def wrong_use(command: str, message: str) -> int:
    """Report wrong use of a command in one line; its exit code."""
    print(f"course {command}: {message}", file=sys.stderr)
    return WRONG_USE
