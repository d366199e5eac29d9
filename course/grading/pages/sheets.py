"""Text in CSV files that spreadsheets open: it must not become a formula."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: what looks like one gets a `'`."""
    return "'" + text if text.startswith(STARTS) else text


def without_guard(text: str) -> str:
    """The text that was guarded, here or by Canvas, which writes `="=name"`."""
    if text.startswith('="=') and text.endswith('"'):
        return text[2:-1]
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text
