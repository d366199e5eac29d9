"""`course list`: the units with their probes, and plain assignments with who gives their points."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from course.checks.fingerprints import known_misconceptions
from course.checks.unit import Exercise, load_unit, unit_slugs

ROOT = Path(__file__).resolve().parents[2]


def list_units(options: argparse.Namespace) -> None:
    """Print all units, as JSON or as lines to read."""
    facts = all_facts()
    print(json.dumps(facts, indent=1, ensure_ascii=False) if options.json else as_text(facts))


def all_facts() -> list[dict[str, Any]]:
    """What there is to say about each unit, then about each plain assignment, as JSON holds it."""
    return [*(_unit_facts(slug) for slug in unit_slugs()), *_plain_facts()]


def as_text(units: Sequence[dict[str, Any]]) -> str:
    """The units as lines to read."""
    lines = []
    for unit in units:
        lines.append(f"{unit['unit']}: {unit['points']:g} points")
        lines += [f"  {exercise['name']:<24}{exercise['points']:>4g} points, {_how(exercise)}"
                  for exercise in unit["exercises"]]
    return "\n".join(lines)


def _how(exercise: dict[str, Any]) -> str:
    if exercise["graded"] == "by probes":
        return (f"{len(exercise['probes'])} probes, "
                f"{len(exercise['misconceptions'])} misconceptions")
    return f"graded {exercise['graded']}"


def _unit_facts(slug: str) -> dict[str, Any]:
    exercises = load_unit(slug).exercises.values()
    return {"unit": slug, "points": sum(exercise.points for exercise in exercises),
            "exercises": [_exercise_facts(slug, exercise) for exercise in exercises]}


def _exercise_facts(slug: str, exercise: Exercise) -> dict[str, Any]:
    known = known_misconceptions(slug).get(exercise.name, [])
    return {
        "name": exercise.name,
        "points": exercise.points,
        "graded": "by probes",
        "probes": [{"label": p.label, "points": p.points} for p in exercise.probes],
        "misconceptions": [m.name for m in known],
    }


def _plain_facts() -> Iterator[dict[str, Any]]:
    """The plain assignments; none outside of an instructor's checkout."""
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        if path.stem != path.parent.name or path.stem in unit_slugs():
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        described = [(cell["cell_type"], cell["metadata"].get("nbgrader", {})) for cell in cells]
        exercises = [_plain_exercise(kind, metadata) for kind, metadata in described
                     if metadata.get("grade") or metadata.get("task")]
        yield {"unit": path.stem, "points": sum(e["points"] for e in exercises),
               "exercises": exercises}


def _plain_exercise(kind: str, metadata: dict[str, Any]) -> dict[str, Any]:
    by_hand = kind != "code" or metadata.get("solution") or metadata.get("task")
    return {"name": metadata["grade_id"].removeprefix("check_"),
            "points": metadata.get("points", 0),
            "graded": "by hand" if by_hand else "by its own tests",
            "probes": [], "misconceptions": []}
