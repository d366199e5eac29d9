"""`course site`: make the site, or say in one line why it cannot be made."""

from __future__ import annotations

import argparse

from course.errors import CourseError, writing_into
from course.publish.site.build import build_site


def site(options: argparse.Namespace) -> None:
    """Make the site that the options name. Raises CourseError."""
    try:
        with writing_into(options.out):
            build_site(options.out, options.pyodide, not options.no_lab,
                       lambda line: print(line, flush=True))
    except ModuleNotFoundError as error:
        raise CourseError(f"needs {error.name}, which pip install '.[site]' installs in a "
                          "checkout") from None
