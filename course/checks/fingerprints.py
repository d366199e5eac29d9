"""The wrong answers of known misconceptions to the visible cases, as the build recorded them.

With them a student's machine can name a misconception without holding its code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from course.exchange.plain_data import from_json

FOLDER = Path(__file__).with_name("fingerprints")


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation with a name and a hint.

    fingerprint: for each probe that it fails, by label, its wrong answers by place
    errors:      the gist of each error that it ends in, by label: the type of an error alone would
                 be that of many another mistake
    """

    name: str
    hint: str
    fingerprint: dict[str, dict[str, Any]]
    errors: dict[str, str] = field(default_factory=dict)


@cache
def known_misconceptions(slug: str) -> dict[str, list[Misconception]]:
    """The recorded misconceptions of a unit, by exercise."""
    recorded = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    return {
        exercise: [
            Misconception(
                entry["name"],
                entry["hint"],
                {label: {place: from_json(answer) for place, answer in answers.items()}
                 for label, answers in entry["wrong"].items()},
                entry.get("errors", {}),
            )
            for entry in entries
        ]
        for exercise, entries in recorded.items()
    }
