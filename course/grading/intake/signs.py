"""Signs that stand for Python's own where a word processor, a chat or a keyboard made others.

Only what lies outside of texts and comments is changed; of a text in typographic quotes, its
quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SPACES, INVISIBLE = "no-break or wide spaces", "invisible characters"
QUOTES, OTHERS = "typographic quotes", "typographic signs"
DOUBLE, SINGLE = "\u201c\u201d\u201e\u201f\uff02", "\u2018\u2019\u201a\u201b\uff07"


def _each(codes: Iterable[int], stands_for: str) -> dict[str, str]:
    return {chr(code): stands_for for code in codes}


NARROW = _each([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
UNSEEN = _each([*range(9), *range(0xE, 0x1C), 0x1F, 0x7F, 0xAD, 0x180E, *range(0x200B, 0x2010),
                *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF], "")
LINE_ENDS = _each([0xB, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029], "\n")
TYPOGRAPHIC = _each([0x2010, 0x2011, 0x2013, 0x2212], "-") | {
    "\u2026": "...", "\u00d7": "*", "\u00f7": "/", "\u2192": "->", "\u2264": "<=", "\u2265": ">=",
    "\u2260": "!=", **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)
                       if chr(code) not in DOUBLE + SINGLE}}
NAMED = {SPACES: NARROW, INVISIBLE: UNSEEN | LINE_ENDS, OTHERS: TYPOGRAPHIC}
SIGNS = str.maketrans({sign: plain for signs in NAMED.values() for sign, plain in signs.items()})
FOREIGN = re.compile("[" + re.escape("".join(map(chr, SIGNS)) + DOUBLE + SINGLE) + "]")
ENDS = "\n" + "".join(LINE_ENDS)
# What keeps its signs: texts and comments; and texts whose quotes are not Python's.
PART = re.compile(
    rf"""(?P<kept>'''(?:\\.?|[^\\])*?(?:'''|\Z)|\"""(?:\\.?|[^\\])*?(?:\"""|\Z)|#[^{ENDS}]*|"""
    rf"""'(?:\\.|[^'\\\n])*+'?|"(?:\\.|[^"\\\n])*+"?)|"""
    rf"""[{DOUBLE}]{{3}}(?P<long>.*?)(?:[{DOUBLE}]{{3}}|\Z)|"""
    rf"""[{DOUBLE}](?P<double>[^\n"{DOUBLE}]*)["{DOUBLE}]|"""
    rf"""[{SINGLE}](?P<single>[^\n'{SINGLE}]*)['{SINGLE}]""", re.DOTALL)


def with_plain_signs(code: str) -> tuple[str, list[str]]:
    """The code with Python's own signs, and what was replaced by them."""
    if not FOREIGN.search(code):
        return code, []
    done: list[str] = []
    replaced: set[str] = set()
    place = 0
    for part in PART.finditer(code):
        done += [_plain(code[place:part.start()], replaced), _quoted(part, replaced)]
        place = part.end()
    done.append(_plain(code[place:], replaced))
    return "".join(done), [what for what in (*NAMED, QUOTES) if what in replaced]


def _plain(code: str, replaced: set[str]) -> str:
    found = set(FOREIGN.findall(code))
    replaced |= {what for what, signs in NAMED.items() if found & signs.keys()}
    return code.translate(SIGNS)


def _quoted(part: re.Match[str], replaced: set[str]) -> str:
    """A text in Python's quotes; none of its own characters changes."""
    if part["kept"] is not None:
        return part["kept"]
    replaced.add(QUOTES)
    if part["long"] is not None:
        return f'"""{part["long"]}"""'
    if part["double"] is not None:
        return f'"{part["double"]}"'
    return "'" + part["single"] + "'"
