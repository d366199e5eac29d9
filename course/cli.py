"""The command `course`: a thin shell over the packages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from course.commands.grading_options import add_grading_commands
from course.commands.lms_options import add_lms_commands
from course.commands.platform_options import add_platform_commands
from course.commands.publish_options import add_check_program, add_publish_commands
from course.commands.student import add_student_commands
from course.commands.support.imports import leave_out_slow_imports
from course.commands.support.interrupt import STOPPED
from course.commands.support.parsers import WRONG_USE, GroupedParser, Parser, wrong_use
from course.commands.support.surroundings import fault_around, print_no_more, print_what_waits
from course.errors import CourseError
from course.version import version

# Those of the extra, and what comes with them and is imported by itself.
INSTRUCTOR_PACKAGES = ("nbgrader", "jupytext", "jinja2", "nbclient", "bleach", "nbconvert",
                       "nbformat", "ipykernel")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; 2 is wrong use, which it reports in one line.

    So it does if the system lacks what every command needs.
    """
    try:
        try:
            return _run(arguments)
        finally:
            print_what_waits()
    except BrokenPipeError:  # whoever read the output, such as `head`, has seen enough
        print_no_more()
        return 0
    except OSError as error:
        if not (fault := fault_around(error)):
            raise
        print_no_more()
        print(f"course: {fault}", file=sys.stderr)
        return WRONG_USE


def _run(arguments: Sequence[str] | None) -> int:
    options = parser().parse_args(arguments)
    if not options.slow_imports:
        leave_out_slow_imports()
    try:
        code: int = options.run(options)
    except CourseError as error:
        return wrong_use(options.command, str(error))
    except ModuleNotFoundError as error:
        if error.name not in INSTRUCTOR_PACKAGES:
            raise
        return wrong_use(options.command, f"needs {error.name}, which pip install '.[instructor]' "
                                          "installs in a checkout")
    except KeyboardInterrupt:
        return STOPPED
    return code


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = GroupedParser(prog="course", description="Learn, teach and maintain the course.")
    top.add_argument("--version", action="version", version=f"%(prog)s {version()}")
    commands = top.add_subparsers(required=True, metavar="COMMAND", dest="command",
                                     parser_class=Parser)
    add_student_commands(commands)
    add_check_program(commands)
    add_grading_commands(commands)
    add_lms_commands(commands)
    add_platform_commands(commands)
    add_publish_commands(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
