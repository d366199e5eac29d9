"""Make what students wrote harmless in a spreadsheet: no text becomes a formula."""

from __future__ import annotations

# The last four are wide forms, which Excel takes for the first four in some languages.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def without_formula(text: str) -> str:
    """Text that a spreadsheet takes for text: what looks like a formula gets a `'`."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def original_text(text: str) -> str:
    """The text behind a guard against formulas: ours, or Canvas's, which writes `="=name"`."""
    if text.startswith('="=') and text.endswith('"'):
        return text[2:-1]
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
