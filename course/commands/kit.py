"""`course kit`: the students' files in one zip file."""

from __future__ import annotations

import argparse

from course.errors import writing_into
from course.publish.kit import make_kit


def kit(options: argparse.Namespace) -> None:
    """Pack the kit into the folder that the options name. Raises CourseError."""
    with writing_into(options.out):
        print(f"wrote {make_kit(options.out)}")
