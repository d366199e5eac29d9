"""Names that somebody types: of which known one they are another spelling, or a slip."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from difflib import get_close_matches


def folded(name: str) -> str:
    """A name without what the eye cannot tell or a keyboard may change: its form and capitals."""
    return unicodedata.normalize("NFC", name).casefold()


def spelt_as_known(name: str, known: Collection[str]) -> str:
    """The only known name with the same letters; the name itself if it is known, or there is none.
    """
    same = [] if name in known else [other for other in known if folded(other) == folded(name)]
    return same[0] if len(same) == 1 else name


def did_you_mean(name: str, known: Collection[str]) -> str:
    """A question, to stand behind what is said about an unknown name; "" if none is near."""
    by_folded = {folded(other): other for other in sorted(known)}
    near = get_close_matches(folded(name), by_folded, n=1)
    return f". Did you mean {by_folded[near[0]]}?" if near else ""
