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


def assignment_as_known(name: str, known: Collection[str]) -> list[str]:
    """The known assignments, such as 05-accumulation, that a name stands for.

    It may be the number, with zeros in front or not, what follows the number, or the notebook's
    name; `_` stands for `-`, and a `/` behind it is a shell's. One that is spelt as it is known is
    meant before all others.
    """
    if name in known:
        return [name]
    words = folded(name).strip(" /").removesuffix(".ipynb").replace("_", "-")
    return [slug for slug in known if words in (folded(slug), *folded(slug).split("-", 1))
            or _number(words) == _number(slug.partition("-")[0]) is not None]


def exercise_as_known(name: str, known: Collection[str]) -> str:
    """The only known exercise that a name stands for, also as its check; else the name itself."""
    found = spelt_as_known(name, known)
    if found not in known:
        found = spelt_as_known(folded(name).removeprefix("check_").replace("-", "_"), known)
    return found if found in known else name


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else None


def did_you_mean(name: str, known: Collection[str]) -> str:
    """A question, to stand behind what is said about an unknown name; "" if none is near."""
    by_folded = {folded(other): other for other in sorted(known)}
    near = get_close_matches(folded(name), by_folded, n=1)
    return f". Did you mean {by_folded[near[0]]}?" if near else ""
