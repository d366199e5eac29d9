"""Hidden tests, which no student reads: nbgrader marks them in the source of a check."""

from __future__ import annotations

import re

HIDDEN = re.compile(r"^ *### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS\n?",
                    re.DOTALL | re.MULTILINE)


def has_hidden(source: str) -> bool:
    return HIDDEN.search(source) is not None


def without_hidden(source: str) -> str:
    """The part of a check that students were given."""
    return HIDDEN.sub("", source).rstrip()
