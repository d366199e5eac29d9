"""The wrong answers of known misconceptions to the visible cases, as the build recorded them.

With them a student's machine can name a misconception without holding its code.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from course.checks.verdict import Misconception
from course.exchange.plain_data import from_json

FOLDER = Path(__file__).with_name("fingerprints")


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
