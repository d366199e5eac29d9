"""Loaded before all other plugins, one of which imports nbformat: leave out what takes a second."""

import sys

from course.commands.imports import FORMS

for name in FORMS:
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
