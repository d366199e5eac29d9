"""`course build`: make the generated files, or list those that differ from their sources."""

from __future__ import annotations

import argparse
import sys

from course.commands.support.parsers import say
from course.publish import build as building


def build_notebooks(options: argparse.Namespace) -> int:
    """Build and write, or compare with --check; 1 if a source has a fault or a file differs."""
    built = building.build(execute=options.execute, say=say)
    for line in (*built.notes, *built.faults):
        print(line, file=sys.stderr)
    if built.faults:
        return 1
    if options.check:
        drifted = building.drift(built)
        for path in drifted:
            print(f"{path} differs from its source; run make build")
        return 1 if drifted else 0
    for path in building.write(built):
        print(f"{'wrote' if path in built.files else 'deleted, for its source is gone:'} {path}")
    return 0
