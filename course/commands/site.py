"""`course site`: make the site, or say in one line why it cannot be made."""

from __future__ import annotations

import argparse

from course.commands.help import wrong_use
from course.publish.site.build import SiteError, build_site
from course.publish.site.pages import PagesError
from course.settings import SettingsError


def site(options: argparse.Namespace) -> int:
    """Make the site that the options name; the exit code."""
    try:
        build_site(options.out, options.pyodide, not options.no_lab,
                   lambda line: print(line, flush=True))
    except ModuleNotFoundError as error:
        return wrong_use("site", f"needs {error.name}, see docs/site.md for what to install")
    except (SiteError, PagesError, SettingsError, OSError) as error:
        return wrong_use("site", str(error))
    return 0
