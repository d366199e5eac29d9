"""Reading a program that somebody else wrote."""

from __future__ import annotations

import ast
import warnings


def parse_quietly(source: str) -> ast.Module:
    """The tree of a program. What Python warns of, such as `\\d` in a text, is its author's to see.

    Raises what `ast.parse` raises.
    """
    with warnings.catch_warnings(action="ignore"):
        return ast.parse(source)
