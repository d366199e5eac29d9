"""Which exercises pass: run the student's notebooks and read the verdicts of their checks."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from course.checks.explain import points_of
from course.checks.unit import load_unit
from course.student import handed_out, run
from course.student.workplace import Workplace, find_workplace, from_here
from course.version import version

SYNTAX_ERROR = SyntaxError.__name__
# Of what came of running a notebook.
RECORDED = ("points", "reports", "faulty", "unwritten", "trouble")


@dataclass
class AssignmentStatus:
    """One assignment: points and reports by exercise, and why it cannot be run, if so.

    faulty:    the exercises of which a report says more than that all is right
    unwritten: the exercises whose stub is unchanged
    place:     the path of its notebook
    copied:    whether that is the student's copy; if not, it is where it was handed out
    """

    slug: str
    points: dict[str, float]
    max_points: dict[str, float]
    reports: dict[str, str] = field(default_factory=dict)
    faulty: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    trouble: str = ""
    place: str = ""
    copied: bool = True

    @property
    def passed(self) -> list[str]:
        return [name for name, most in self.max_points.items() if self.points.get(name) == most]

    @property
    def next(self) -> str | None:
        """The first exercise that does not have all its points."""
        return next((name for name in self.max_points if name not in self.passed), None)

    @property
    def total(self) -> str:
        """The points of all exercises: `6 of 20 points`."""
        return points_of(sum(self.points.values()), sum(self.max_points.values()))

    def text(self) -> str:
        """What its checks said, what is not written, and the points, for a terminal."""
        if not self.reports:
            return f"{self.slug} {self.trouble}."
        not_run = [name for name in self.max_points if name not in self.reports]
        parts = [self._report(name) for name in self.max_points
                 if name in self.reports and name not in self.unwritten]
        for names, one, several in (
                (self.unwritten, "1 exercise is not written yet", "exercises are not written yet"),
                (not_run, "1 check was not run", "checks were not run")):
            if names:
                count = one if len(names) == 1 else f"{len(names)} {several}"
                parts.append(f"{count}: {', '.join(names)}.")
        if self.trouble:
            parts.append(f"{self.slug} {self.trouble}.")
        parts.append(f"You have {self.total} in {self.slug}.")
        return _apart(parts)

    def _report(self, name: str) -> str:
        """What was said of an exercise; of one that is right the first line."""
        text = self.reports[name]
        return text if name in self.faulty else text.partition("\n")[0]


@dataclass
class CourseStatus:
    """All assignments, as a table in text and in HTML."""

    assignments: list[AssignmentStatus]

    def __repr__(self) -> str:
        lines = [f"{'assignment':<22}{'exercises':>11}{'points':>13}   next"]
        for p in self.assignments:
            points = p.total.rpartition(" ")[0]
            done = f"{len(p.passed)} of {len(p.max_points)}"
            lines.append(f"{p.slug:<22}{done:>11}{points:>13}   {p.trouble or p.next or 'done'}")
        return "\n".join([*lines, self.advice])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(p.slug)}</td>"
            f"<td>{'&#9632;' * len(p.passed)}{'&#9633;' * (len(p.max_points) - len(p.passed))}</td>"
            f"<td>{p.total.rpartition(' ')[0]}</td>"
            f"<td>{escape(p.trouble or p.next or 'done')}</td></tr>" for p in self.assignments)
        return ("<table><tr><th>assignment</th><th>exercises</th><th>points</th><th>next</th></tr>"
                f"{rows}</table><p>{escape(self.advice)}</p>")

    @property
    def advice(self) -> str:
        """What to do next, in a sentence."""
        first = next((p for p in self.assignments if p.next), None)
        if first is None:
            return "Everything is done."
        if not first.copied and not first.points:
            return f"Next: {first.next} of {first.slug}. `course start` makes your copy."
        return f"Next: {first.next} in {first.place}."


def status(say: Callable[[str], None] = lambda line: None) -> CourseStatus:
    """Run every assignment in the student's folder and show which exercises pass.

    A notebook runs again only if it changed since the last time. Raises NotFound outside of such a
    folder.
    """
    place = find_workplace(Path.cwd())
    return CourseStatus([assignment_status(place, slug, say) for slug in handed_out.slugs()])


def assignment_status(
    place: Workplace, slug: str, say: Callable[[str], None] = lambda line: None,
    path: Path | None = None,
) -> AssignmentStatus:
    """The status of one assignment; it has no points yet if its notebook is as it was handed out.

    The notebook is the student's, or the one at `path`.
    """
    max_points = {name: e.points for name, e in load_unit(slug).exercises.items()}
    path = path or place.notebook_of(slug)
    empty = AssignmentStatus(slug, {}, max_points, place=from_here(path),
                             copied=path != handed_out.assignment(slug))
    try:
        if place.is_untouched(slug, path):
            return empty
        key = _key(path, slug)
    except OSError as error:
        return replace(empty, trouble=f"cannot be read: {error.strerror}")
    record = place.own / "progress" / f"{path.stem}.json"
    if (known := _recorded(record, key)) is not None:
        return replace(empty, **known)
    say(f"running {path.name}")
    found = _run(empty, path)
    notes = {name: getattr(found, name) for name in RECORDED}
    with contextlib.suppress(OSError):  # a folder that cannot be written in has no record
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps({"key": key} | notes), encoding="utf-8")
    return found


def _key(path: Path, slug: str) -> str:
    """A digest of all that the outcome of a run depends on: the notebook, and the course."""
    parts = (path.read_bytes(), handed_out.assignment(slug).read_bytes(), version().encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _recorded(path: Path, key: str) -> dict[str, Any] | None:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {name: known[name] for name in RECORDED} if known["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _run(found: AssignmentStatus, path: Path) -> AssignmentStatus:
    try:
        cells = _code_cells(path)
    except (ValueError, LookupError, TypeError, AttributeError):
        found.trouble = f"is damaged: {_anew(found.slug)}"
        return found
    ran, unparsed = 0, set[str]()
    try:
        for ran, cell in enumerate(run.run_cells([source for _, source in cells], path.parent)):
            if cell.error and cell.error[0] == SYNTAX_ERROR:
                unparsed.add(cells[ran][0])
            _add(found, cells[ran][0], cell, unparsed)
            ran += 1
    except run.Stopped as why:
        cell_name = cells[ran][0] or f"code cell {ran + 1}"
        found.trouble = f"has a cell that {why} ({cell_name}): the cells below it were not run"
    if not found.reports and not found.trouble:
        found.trouble = f"has none of its check cells: {_anew(found.slug)}"
    return found


def _anew(slug: str) -> str:
    return f"`course reset {slug[:2]}` starts it anew and keeps this file"


def _code_cells(path: Path) -> list[tuple[str, str]]:
    """The code cells of a notebook, each with the exercise that it belongs to, "" if to none."""
    cells = json.loads(path.read_bytes())["cells"]
    described = [(cell, cell["metadata"].get("nbgrader", {})) for cell in cells]
    return [(str(metadata.get("grade_id", "")).removeprefix("check_"), "".join(cell["source"]))
            for cell, metadata in described if cell["cell_type"] == "code"]


def _add(found: AssignmentStatus, name: str, cell: run.CellRun, unparsed: set[str]) -> None:
    """Add what came of a cell to the status.

    A check that asked nothing says itself that the answer's cell is one of the `unparsed`.
    """
    if cell.error and name in found.max_points:
        found.reports[name] = _cell_error(name, *cell.error)
        found.faulty.append(name)
    for verdict, text, asked in cell.reports:
        if verdict["unit"] == found.slug:
            name = verdict["exercise"]
            found.points[name] = sum(probe["points"] for probe in verdict["probes"])
            if verdict["unwritten"] and name not in found.unwritten:
                found.unwritten.append(name)
            if found.points[name] < found.max_points[name]:
                found.faulty.append(name)
            before = found.reports.get(name) if asked or name not in unparsed else None
            found.reports[name] = "\n".join(part for part in (before, text) if part)


def _cell_error(name: str, kind: str, message: str) -> str:
    if kind == run.TIMED_OUT:
        return f"{name}: its cell did not end in {run.CELL_SECONDS:g} seconds"
    ended = f"{name}: its cell ended in {kind}"
    message = re.sub(r"\(<cell \d+>, (line \d+)\)$", r"(\1)", message)
    return f"{ended}: {message[:200]}" if message else ended


def _apart(parts: list[str]) -> str:
    """Parts of a text in their order, those of several lines with an empty line around them."""
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        text += ("\n\n" if "\n" in before + part else "\n") * bool(before) + part
    return text
