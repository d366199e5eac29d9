"""Which of the notebooks that somebody handed in is the one to grade."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from course.grading.lms.names import Named, split_attempt

GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"')
Cells = Mapping[str, Set[str]]


@dataclass
class Candidate:
    """A notebook that came in. `refusal` says why there is no content, where there is none."""

    named: Named
    name: str
    content: bytes = b""
    refusal: str = ""
    belongs_to: str | None = None


def recognise(candidate: Candidate, assignment: str, cells: Cells) -> None:
    """Note which assignment the notebook belongs to, by the cells it holds; None where unknown."""
    shared = {slug: len(found) for slug, names in cells.items()
              if (found := _grade_ids(candidate.content) & names)}
    most = max(shared.values(), default=0)
    best = [slug for slug, count in shared.items() if count == most]
    candidate.belongs_to = assignment if assignment in best else next(iter(best), None)


def newest(candidates: list[Candidate], assignment: str) -> Candidate:
    """The notebook of this assignment; of several the one with its name that came in last."""
    def rank(numbered: tuple[int, Candidate]) -> tuple[bool, bool, bool, int, int, int]:
        place, candidate = numbered
        stem, attempt = split_attempt(candidate.name)
        return (candidate.belongs_to == assignment, stem == assignment, not candidate.refusal,
                attempt, candidate.named.file_id, place)

    return max(enumerate(candidates), key=rank)[1]


def _grade_ids(content: bytes) -> set[str]:
    """The grade_ids in a notebook's text. Not parsed: it may be huge, or cut off."""
    return {name.decode("utf-8", "replace") for name in GRADE_ID.findall(content)}
