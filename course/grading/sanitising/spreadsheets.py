"""Make what students wrote harmless in a spreadsheet: no text becomes a formula.

A spreadsheet may take another sign for the end of a cell than the file does: in many countries
Excel takes `;`. So a text is guarded wherever a cell may begin in it, and a quotation mark in
between changes nothing.
"""

from __future__ import annotations

import re

# The last four are wide forms, which Excel takes for the first four in some languages.
STARTS = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20"
FORMULA = re.compile(rf'^(?=[{STARTS}])|(?<=[;,|\t\r\n])(?="*[{STARTS}])')
GUARDED = re.compile(rf"^'(?=[{STARTS}])|(?<=[;,|\t\r\n])'(?=\"*[{STARTS}])")


def without_formula(text: str) -> str:
    """Text that a spreadsheet takes for text: what looks like a formula gets a `'`."""
    return FORMULA.sub("'", text)


def original_text(text: str) -> str:
    """The text behind a guard against formulas: ours, or Canvas's, which writes `="=name"`."""
    if text.startswith('="=') and text.endswith('"'):
        return text[2:-1]
    return GUARDED.sub("", text)
