"""Which exercises pass: the student's notebooks are run, and their checks' verdicts read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from course.checks.report import MIME
from course.checks.unit import load_unit
from course.student.workplace import Workplace, find_workplace

CELL_SECONDS = 20
KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]


@dataclass
class Progress:
    """How far one assignment is: points by exercise, and the reports of its checks."""

    slug: str
    points: dict[str, float]
    max_points: dict[str, float]
    reports: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def passed(self) -> list[str]:
        return [name for name, most in self.max_points.items() if self.points.get(name) == most]

    @property
    def next(self) -> str | None:
        """The first exercise that does not have all its points."""
        return next((name for name in self.max_points if name not in self.passed), None)


@dataclass
class Status:
    """All assignments, as a table in text and in HTML."""

    units: list[Progress]

    def __repr__(self) -> str:
        lines = [f"{'assignment':<22}{'exercises':>11}{'points':>13}   next"]
        for p in self.units:
            points = f"{sum(p.points.values()):g} of {sum(p.max_points.values()):g}"
            done = f"{len(p.passed)} of {len(p.max_points)}"
            lines.append(f"{p.slug:<22}{done:>11}{points:>13}   {p.trouble or p.next or 'done'}")
        return "\n".join([*lines, self.advice])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(p.slug)}</td>"
            f"<td>{'&#9632;' * len(p.passed)}{'&#9633;' * (len(p.max_points) - len(p.passed))}</td>"
            f"<td>{sum(p.points.values()):g} of {sum(p.max_points.values()):g}</td>"
            f"<td>{escape(p.trouble or p.next or 'done')}</td></tr>" for p in self.units)
        return ("<table><tr><th>assignment</th><th>exercises</th><th>points</th><th>next</th></tr>"
                f"{rows}</table><p>{escape(self.advice)}</p>")

    @property
    def advice(self) -> str:
        """What to do next, in a sentence."""
        unit = next((p for p in self.units if p.next), None)
        if unit is None:
            return "Everything is done."
        return f"Next: {unit.next} in work/{unit.slug}.ipynb."


def status(say: Callable[[str], None] = lambda line: None) -> Status:
    """Run every assignment in the folder `work` and tell which exercises pass.

    A notebook that did not change since it was last run is not run again. Raises NotFound outside
    the course's folder.
    """
    place = find_workplace(Path.cwd())
    return Status([progress(place, slug, say) for slug in place.slugs])


def progress(
    place: Workplace, slug: str, say: Callable[[str], None] = lambda line: None
) -> Progress:
    """How far an assignment is; one that was never opened counts as untouched."""
    exercises = load_unit(slug).exercises
    untouched = Progress(slug, {}, {name: e.points for name, e in exercises.items()})
    path = place.copy_of(slug)
    if not path.exists() or path.read_bytes() == place.handed_out(slug).read_bytes():
        return untouched
    remembered = place.work / ".progress" / f"{slug}.json"
    key = hashlib.sha256(path.read_bytes()).hexdigest()
    if (known := _recall(remembered, key)) is not None:
        return Progress(slug, known["points"], untouched.max_points, known["reports"],
                        known["trouble"])
    say(f"running {path.name}")
    found = _run(untouched, path)
    remembered.parent.mkdir(exist_ok=True)
    remembered.write_text(json.dumps({"key": key, "points": found.points,
                                      "reports": found.reports, "trouble": found.trouble}))
    return found


def _recall(path: Path, key: str) -> dict[str, Any] | None:
    try:
        known = json.loads(path.read_text())
        return known if known["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _run(found: Progress, path: Path) -> Progress:
    try:
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook, timeout=CELL_SECONDS, kernel_name="python3", allow_errors=True,
            interrupt_on_timeout=True, error_on_timeout={
                "ename": "TooSlow", "evalue": "", "traceback": []},
            extra_arguments=KERNEL_ARGUMENTS,
            resources={"metadata": {"path": str(path.parent)}},
        ).execute()
    except Exception as error:
        found.trouble = f"cannot be run: {type(error).__name__}"
        return found
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("check_")
        for output in cell.get("outputs", []):
            if output.output_type == "error" and name in found.max_points:
                found.reports[name] = _cell_error(name, output)
            verdict = output.get("data", {}).get(MIME)
            if verdict is not None and verdict["unit"] == found.slug:
                name = verdict["exercise"]
                found.points[name] = sum(probe["points"] for probe in verdict["probes"])
                before = found.reports.get(name)
                found.reports[name] = "\n".join(
                    text for text in (before, output["data"]["text/plain"]) if text)
    return found


def _cell_error(name: str, output: Any) -> str:
    if output.ename == "TooSlow":
        return f"{name}: its cell did not end in {CELL_SECONDS} seconds"
    return f"{name}: its cell ended in {output.ename}: {output.evalue.splitlines()[0][:200]}"
