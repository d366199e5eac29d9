"""Which exercises pass: run the student's notebooks and read the verdicts of their checks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_output

from course.checks.check_report import MIME
from course.checks.unit import load_unit
from course.student.workplace import WORK, Workplace, find_workplace

CELL_SECONDS = 20
INTERRUPT_SECONDS = 3
TIMED_OUT = "TooSlow"
KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]


@dataclass
class AssignmentStatus:
    """One assignment: points and reports by exercise, and why it cannot be run, if so."""

    slug: str
    points: dict[str, float]
    max_points: dict[str, float]
    reports: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    place: str = ""  # of its notebook, from the course's folder

    @property
    def passed(self) -> list[str]:
        return [name for name, most in self.max_points.items() if self.points.get(name) == most]

    @property
    def next(self) -> str | None:
        """The first exercise that does not have all its points."""
        return next((name for name in self.max_points if name not in self.passed), None)


@dataclass
class CourseStatus:
    """All assignments, as a table in text and in HTML."""

    assignments: list[AssignmentStatus]

    def __repr__(self) -> str:
        lines = [f"{'assignment':<22}{'exercises':>11}{'points':>13}   next"]
        for p in self.assignments:
            points = f"{sum(p.points.values()):g} of {sum(p.max_points.values()):g}"
            done = f"{len(p.passed)} of {len(p.max_points)}"
            lines.append(f"{p.slug:<22}{done:>11}{points:>13}   {p.trouble or p.next or 'done'}")
        return "\n".join([*lines, self.advice])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(p.slug)}</td>"
            f"<td>{'&#9632;' * len(p.passed)}{'&#9633;' * (len(p.max_points) - len(p.passed))}</td>"
            f"<td>{sum(p.points.values()):g} of {sum(p.max_points.values()):g}</td>"
            f"<td>{escape(p.trouble or p.next or 'done')}</td></tr>" for p in self.assignments)
        return ("<table><tr><th>assignment</th><th>exercises</th><th>points</th><th>next</th></tr>"
                f"{rows}</table><p>{escape(self.advice)}</p>")

    @property
    def advice(self) -> str:
        """What to do next, in a sentence."""
        first = next((p for p in self.assignments if p.next), None)
        if first is None:
            return "Everything is done."
        if not first.place.startswith(WORK) and not first.points:
            return f"Next: {first.next} of {first.slug}. `course lab` makes your copy and opens it."
        return f"Next: {first.next} in {first.place}."


def status(say: Callable[[str], None] = lambda line: None) -> CourseStatus:
    """Run every assignment in the folder `work` and show which exercises pass.

    A notebook runs again only if it changed since the last time. Raises NotFound outside the
    course's folder.
    """
    place = find_workplace(Path.cwd())
    return CourseStatus([assignment_status(place, slug, say) for slug in place.slugs])


def assignment_status(
    place: Workplace, slug: str, say: Callable[[str], None] = lambda line: None
) -> AssignmentStatus:
    """The status of one assignment; it has no points yet if its copy is as it was handed out."""
    max_points = {name: e.points for name, e in load_unit(slug).exercises.items()}
    path = place.notebook_of(slug)
    empty = AssignmentStatus(slug, {}, max_points, place=str(path.relative_to(place.home)))
    if place.is_untouched(slug, path):
        return empty
    record = place.work / ".progress" / f"{slug}.json"
    key = hashlib.sha256(path.read_bytes()).hexdigest()
    if (known := _recorded(record, key)) is not None:
        return replace(empty, points=known["points"], reports=known["reports"],
                       trouble=known["trouble"])
    say(f"running {path.name}")
    found = _run(empty, path)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps({"key": key, "points": found.points,
                                  "reports": found.reports, "trouble": found.trouble}))
    return found


def _recorded(path: Path, key: str) -> dict[str, Any] | None:
    try:
        known = json.loads(path.read_text())
        return known if known["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _run(found: AssignmentStatus, path: Path) -> AssignmentStatus:
    try:
        notebook = nbformat.read(path, as_version=4)
        _ = [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    except Exception:
        found.trouble = (f"is damaged: `course reset {found.slug[:2]}` starts it anew and keeps "
                         "the damaged file")
        return found
    try:
        _run_cells(found, notebook, path)
    except Exception as error:
        found.trouble = f"cannot be run: {type(error).__name__}"
    for cell in notebook.cells:
        name = _name(cell)
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


def _run_cells(found: AssignmentStatus, notebook: nbformat.NotebookNode, path: Path) -> None:
    """Run the cells in order; a cell that does not end is interrupted."""
    stopped: set[int] = set()  # ids of objects

    def note(cell: nbformat.NotebookNode, cell_index: int, execute_reply: Any) -> None:
        if execute_reply["content"].get("ename") == TIMED_OUT:
            stopped.add(id(cell))

    client = NotebookClient(
        notebook, timeout=CELL_SECONDS, kernel_name="python3", allow_errors=True,
        interrupt_on_timeout=True, error_on_timeout={
            "ename": TIMED_OUT, "evalue": "", "traceback": []},
        on_cell_executed=note, extra_arguments=KERNEL_ARGUMENTS, shutdown_kernel="immediate",
        resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel():
        for number, cell in enumerate(notebook.cells):
            client.execute_cell(cell, number)
            if id(cell) in stopped:
                cell.outputs = [new_output(
                    "error", ename=TIMED_OUT, evalue="", traceback=[])]
                if not _answers(client, stopped):
                    found.trouble = (f"has a cell that does not end ({_name(cell) or number + 1}): "
                                     "the cells below it were not run")
                    return


def _answers(client: NotebookClient, stopped: set[int]) -> bool:
    """Whether the kernel runs another cell, or the last one caught the interrupt and goes on."""
    first, ping = client.nb.cells[0], new_code_cell("pass")
    client.timeout = INTERRUPT_SECONDS
    client.execute_cell(ping, 0)  # which puts it there
    client.timeout = CELL_SECONDS
    client.nb.cells[0] = first
    return id(ping) not in stopped


def _name(cell: nbformat.NotebookNode) -> str:
    """The exercise that a cell belongs to; "" if to none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", "")).removeprefix("check_")


def _cell_error(name: str, output: Any) -> str:
    if output.ename == TIMED_OUT:
        return f"{name}: its cell did not end in {CELL_SECONDS} seconds"
    message = output.evalue.strip().splitlines()
    ended = f"{name}: its cell ended in {output.ename}"
    return f"{ended}: {message[0][:200]}" if message else ended
