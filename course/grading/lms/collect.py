"""From an LMS's download to nbgrader's layout: `OUT/submitted/<student>/<assignment>/`.

A name in a zip is read, never used as a path: what is written goes where the student and the
assignment say. Everything that is not taken is told.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.intake.restore import NOT_UNPACKED
from course.grading.lms.choose import Candidate, Cells, newest, recognise
from course.grading.lms.names import Named, is_noise, is_notebook, is_outside, read_name, shown
from course.grading.lms.records import Origin, Records, recall, roster_copy
from course.grading.lms.roster import Person, Roster
from course.grading.lms.times import Zone, worksheet_time
from course.grading.lms.zips import Download, Entry, Refused, inner_entries
from course.grading.submission import GradingError

MAX_NOTEBOOKS, MAX_BYTES_EACH = 50, 50 * 2**20
MAX_LISTED = 10
TIMESTAMP = "timestamp.txt"


@dataclass
class Taken:
    """What came out of a download. `left` are files that are nobody's work, each with the reason.

    `strangers` are students who are not on the roster, `missing` those on it who handed in nothing.
    """

    submitted: Path
    students: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass
class _Handed:
    """What one student handed in."""

    named: Named
    person: Person | None
    files: list[tuple[Named, Entry]] = field(default_factory=list)
    notebooks: list[Candidate] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    bytes_read: int = 0


def collect(
    download: Path, assignment: str, out: Path, cells: Cells, roster: Roster | None, zone: Zone
) -> Taken:
    """Take an LMS's download of one assignment into nbgrader's layout below `out`.

    `cells` are the grade_ids of every assignment. Students who were taken in before and are not in
    this download stay as they are. Raises GradingError where the file is no zip file, is too large,
    holds no name that Canvas or Moodle would give, or was taken in before under other names.
    """
    taken = Taken(out / "submitted")
    records = recall(out, assignment)
    with Download(download) as opened:
        handed = _by_student(opened.entries, roster, taken)
        if not handed:
            raise GradingError(_nothing(download, taken.left))
        _need_same_names(records, handed, out)
        for student, theirs in handed.items():
            _read(theirs, assignment, cells)
            chosen = newest(theirs.notebooks, assignment) if theirs.notebooks else None
            _write(taken.submitted / student / assignment, chosen, assignment)
            records.origins[student] = _origin(theirs, chosen, assignment)
            theirs.notebooks.clear()
    taken.students = list(handed)
    if roster:
        _apply(roster, records, taken, zone)
    records.keep(out)
    if roster:
        roster_copy(out, assignment).write_bytes(roster.table.path.read_bytes())
    return taken


def _by_student(
    entries: list[Entry], roster: Roster | None, taken: Taken
) -> dict[str, _Handed]:
    """The files of a download by student."""
    files = list(_recognised(entries, roster, taken))
    people = _people({(named.lms, named.lms_id): named for named, _ in files}, roster)
    handed: dict[str, _Handed] = {}
    for named, entry in files:
        person = people.get((named.lms, named.lms_id))
        student = person.student if person else named.key
        handed.setdefault(student, _Handed(named, person)).files.append((named, entry))
    return dict(sorted(handed.items()))


def _people(
    named: dict[tuple[str, str], Named], roster: Roster | None
) -> dict[tuple[str, str], Person]:
    """Who on the roster is whom in the download. What two claim by their name is neither's."""
    found = {key: person for key, name in named.items()
             if roster and (person := roster.find(name))}
    claims = Counter(person.student for person in found.values())
    return {key: person for key, person in found.items() if claims[person.student] == 1}


def _recognised(
    entries: list[Entry], roster: Roster | None, taken: Taken
) -> Iterator[tuple[Named, Entry]]:
    """The files that are somebody's; the others go to `taken.left`."""
    known = roster.mashed_names if roster else None
    for entry in entries:
        if is_noise(entry.path):
            continue
        if is_outside(entry.path):
            taken.left.append(f"{shown(entry.path)}: its name leads out of the zip")
            continue
        named = read_name(entry.path, known)
        if named is None:
            taken.left.append(f"{shown(entry.path)}: not a name that Canvas or Moodle gives")
            continue
        yield named, entry


def _nothing(download: Path, left: list[str]) -> str:
    names = ", ".join(line.partition(":")[0] for line in left[:3])
    return (f"{download} holds no file named as Canvas or Moodle name submissions"
            + (f"; it holds {names}{', …' if len(left) > 3 else ''}" if names else "; it is empty"))


def _need_same_names(records: Records, handed: dict[str, _Handed], out: Path) -> None:
    """A person must not be two students because the roster came later or changed."""
    before = {(o.lms, o.lms_id): student for student, o in records.origins.items()}
    for student, theirs in handed.items():
        other = before.get((theirs.named.lms, theirs.named.lms_id), student)
        if other != student:
            raise GradingError(
                f"{out} has this assignment from before, where {student} is called {other}; give "
                "the same --roster as then, or another --out")


def _read(theirs: _Handed, assignment: str, cells: Cells) -> None:
    """Read the notebooks that a student handed in, also those in a zip, one level deep."""
    for named, entry in theirs.files:
        if is_notebook(named.name):
            _add(theirs, Candidate(named, named.name), entry)
        elif named.name.lower().endswith(".zip"):
            try:
                for inner in _notebooks_inside(entry):
                    name = inner.path.rpartition("/")[2]
                    _add(theirs, Candidate(named, name), inner)
            except Refused as refusal:
                theirs.others.append(f"{named.name} ({refusal})")
        else:
            theirs.others.append(named.name)
    for candidate in theirs.notebooks:
        recognise(candidate, assignment, cells)


def _notebooks_inside(entry: Entry) -> Iterator[Entry]:
    found = [inner for inner in inner_entries(entry.read())
             if not is_noise(inner.path) and is_notebook(inner.path)]
    if not found:
        raise Refused("holds no notebook")
    for inner in found:
        if is_outside(inner.path):
            raise Refused(f"holds {inner.path}, a name that leads out of it")
        yield inner


def _add(theirs: _Handed, candidate: Candidate, entry: Entry) -> None:
    """Read a notebook, as long as the student's limits allow it."""
    if len(theirs.notebooks) >= MAX_NOTEBOOKS or theirs.bytes_read > MAX_BYTES_EACH:
        theirs.others.append(f"{candidate.name} (beyond the limit of {MAX_NOTEBOOKS} notebooks and "
                             f"{MAX_BYTES_EACH // 2**20} MB)")
        return
    try:
        candidate.content = entry.read()
    except Refused as refusal:
        candidate.refusal = str(refusal)
    theirs.bytes_read += len(candidate.content)
    theirs.notebooks.append(candidate)


def _write(folder: Path, chosen: Candidate | None, assignment: str) -> None:
    """Put the notebook where the grader looks for it, or a file that says why it is not there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if chosen is None:
        return
    if chosen.refusal:
        why = f"{shown(chosen.name)} {chosen.refusal}."
        (folder / NOT_UNPACKED).write_text(why, encoding="utf-8")
        return
    half = folder / "half"
    half.write_bytes(chosen.content)
    os.replace(half, folder / f"{assignment}.ipynb")


def _origin(theirs: _Handed, chosen: Candidate | None, assignment: str) -> Origin:
    named, person = theirs.named, theirs.person
    late = any(n.late for n, _ in theirs.files)
    return Origin(named.lms, named.lms_id, person.name if person else shown(named.person),
                  person.email if person else "", late, list(_notes(theirs, chosen, assignment)))


def _notes(theirs: _Handed, chosen: Candidate | None, assignment: str) -> Iterator[str]:
    """Sentences on what was taken of it, for the detail of the grade."""
    if chosen is None:
        yield f"Handed in was {_listed(theirs.others)}."
        return
    if chosen.name != f"{assignment}.ipynb":
        yield f"Handed in as {shown(chosen.name)}."
    if chosen.belongs_to not in (None, assignment):
        yield f"It looks like {chosen.belongs_to}."
    aside = [c.name for c in theirs.notebooks if c is not chosen] + theirs.others
    if aside:
        yield f"Left aside: {_listed(aside)}."


def _listed(names: list[str]) -> str:
    more = len(names) - MAX_LISTED
    return ", ".join(map(shown, names[:MAX_LISTED])) + (f" and {more} more" if more > 0 else "")


def _apply(roster: Roster, records: Records, taken: Taken, zone: Zone) -> None:
    """What the roster adds: who is missing, who is a stranger, when it was handed in."""
    people = {p.student: p for p in roster.people}
    taken.strangers = [s for s in taken.students if s not in people]
    for stranger in taken.strangers:
        records.origins[stranger].notes.append("Not on the roster.")
    for student, person in people.items():
        folder = taken.submitted / student / records.assignment
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            taken.missing.append(student)
            records.origins[student] = Origin(roster.kind, person.lms_id, person.name, person.email)
        elif roster.kind == "Moodle":
            _stamp(folder, roster, person, records.origins[student], zone)


def _stamp(folder: Path, roster: Roster, person: Person, origin: Origin, zone: Zone) -> None:
    """Write the time of a submission as nbgrader's own collecting does."""
    told = roster.table.cell(person.row, "Last modified (submission)")
    if told in ("", "-"):
        return
    time = worksheet_time(told, zone)
    if time is None:
        origin.notes.append(f"The worksheet's time {told!r} cannot be read; it counts as in time.")
    else:
        (folder / TIMESTAMP).write_text(f"{time:%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")
