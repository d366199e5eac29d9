"""Collect an LMS's download into nbgrader's layout: `OUT/submitted/<student>/<assignment>/`.

Names in a zip are parsed, never used as paths: the student and the assignment say where a file
goes. The instructor gets a list of all files that are not used.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from course.grading.intake.file_names import is_noise, is_outside
from course.grading.intake.files import Candidate, GradeIds, HandedIn
from course.grading.intake.folders import NOT_UNPACKED, TIMESTAMP, file_name
from course.grading.intake.naming import printable
from course.grading.intake.near import spelt_as_known
from course.grading.intake.zips import Download, Refused, inner_entries
from course.grading.lms.names import (
    DownloadedFile,
    moodle_spelling,
    of_blackboard,
    parse_name,
)
from course.grading.lms.plain_names import Entry, by_name, loose_files
from course.grading.lms.records import (
    KnownNames,
    Origin,
    Records,
    known_names,
    load_records,
    roster_copy,
)
from course.grading.lms.roster import Person, Roster, read_roster, who_left
from course.grading.lms.times import Zone, worksheet_time
from course.grading.lms.uploads import Uploads
from course.grading.submission import GradingError
from course.grading.whole_file import write_whole
from course.words import first_few

MAX_LISTED = 3
ENOUGH_RIGHT = 2  # notebooks: of so many, a download is of the assignment
NOT_ON_ROSTER = "Not on the roster."
UNREAD_TIME = "The worksheet's time"


@dataclass
class Collected:
    """The students in a download. `ignored` are files that belong to no student, with the reason.

    `not_on_roster` are students whom the roster lacks, `missing` those on it without any upload,
    `older` those of whom a later hand-in is there already, `left` those on the roster
    before this one whom neither this one nor the download has, `by_name` the files of which only
    their names tell whose they are, with the student of each; `groups` the names of Canvas's that
    are those of groups, with the one member of each whom the download names.
    """

    submitted: Path
    students: list[str] = field(default_factory=list)
    not_on_roster: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    by_name: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


def collect_loose(
    folder: Path, asked: Sequence[str], out: Path, grade_ids: GradeIds, roster: Roster | None,
    zone: Zone, again: Iterable[str] = (),
) -> dict[str, Collected]:
    """Write the files that lie beside each other in a folder into `out`, in nbgrader's layout.

    What it collected, by assignment. Raises GradingError if it is not clear whose a file is, or if
    the folder holds no work for those `asked` for; and see `collect`.
    """
    named = by_name(folder, loose_files(folder), asked, grade_ids)
    if not named.files:
        names = first_few([line.partition(":")[0] for line in named.ignored], MAX_LISTED)
        raise GradingError(f"nothing to grade in {folder}: of {names} neither name nor content is "
                           f"of {first_few(asked, MAX_LISTED)}. Name each file <student>_"
                           "<assignment>.ipynb, or put the files of each student into a folder of "
                           "the student's name")
    found = {}
    for assignment, files in sorted(named.files.items()):
        found[assignment] = Collected(out / "submitted")
        _take(folder, files, found[assignment], assignment, out, grade_ids, roster, zone, again)
    next(iter(found.values())).ignored += named.ignored
    return found


def collect(
    download: Path, assignment: str, out: Path, grade_ids: GradeIds, roster: Roster | None,
    zone: Zone, again: Iterable[str] = (),
) -> Collected:
    """Write an LMS's download of one assignment into `out`, in nbgrader's layout.

    `grade_ids` are those of every assignment. Students of an earlier download stay as they are if
    they are not in this one, or handed in later than this; but for those in `again`.

    Raises GradingError if the file is no zip file or is too large, if its names do not tell whose
    its files are, or if its notebooks are of another assignment.
    """
    collected = Collected(out / "submitted")
    with Download(download) as opened:
        files: list[tuple[DownloadedFile, Entry]] = list(
            _known_files(opened.entries, roster, collected))
        used = _used(opened.entries)
        if not files and _is_flat(used) and not all(map(_is_download, used)):
            named = by_name(download, used, [assignment], grade_ids)
            files, collected.ignored = named.files[assignment], named.ignored
        if not files:
            raise GradingError(_nothing(download, collected.ignored))
        _take(download, files, collected, assignment, out, grade_ids, roster, zone, again)
    return collected


def _take(
    download: Path, files: Sequence[tuple[DownloadedFile, Entry]], collected: Collected,
    assignment: str, out: Path, grade_ids: GradeIds, roster: Roster | None, zone: Zone,
    again: Iterable[str],
) -> None:
    """Write the files into `out` as those of their students, and compare these with the roster."""
    records, known = load_records(out, assignment), known_names(out, assignment)
    roster = roster and roster.with_names(known)
    by_student = _group_by_student(files, roster, known)
    wanted = {spelt_as_known(name, by_student) for name in again}
    _need_this_assignment(download, by_student.values(), assignment, grade_ids)
    for student, uploads in by_student.items():
        handed_in = uploads.read()
        chosen = handed_in.choose(assignment, grade_ids)
        folder = collected.submitted / student / assignment
        notes = handed_in.notes(chosen, assignment) if chosen and uploads.file.lms else ()
        origin, there = _origin(uploads, chosen, list(notes)), records.origins.get(student)
        if there and origin.is_older(there) and folder.is_dir() and student not in wanted:
            collected.older.append(student)
            continue
        _write(folder, handed_in, chosen, assignment)
        times = [file.time for file, _ in uploads.files if file.file_id == origin.file_id]
        if time := worksheet_time(max(times, default=""), zone):
            (folder / TIMESTAMP).write_text(_stamp(time), encoding="utf-8")
        records.origins[student] = origin
        collected.by_name += [f"{printable(file.name)} for {student}"
                              for file, _ in uploads.files if not file.lms]
    collected.students = list(by_student)
    if roster:
        _compare_with_roster(roster, records, collected, zone)
        collected.groups = _groups(by_student, roster)
    records.save(out)
    if roster:
        copy = roster_copy(out, assignment)
        if copy.exists():
            before = read_roster(copy).with_names(known)
            collected.left = [s for s in who_left(before, roster) if s not in by_student]
        write_whole(copy, roster.table.path.read_bytes())


def _group_by_student(
    files: Sequence[tuple[DownloadedFile, Entry]], roster: Roster | None, known: KnownNames
) -> dict[str, Uploads]:
    """The files of a download by student."""
    each = {_key(file): file for file, _ in files}
    people = _people(each, roster)
    count = Counter(moodle_spelling(file.person) for file in each.values())
    by_student: dict[str, Uploads] = {}
    for file, entry in files:
        person = people.get(_key(file))
        alone = count[moodle_spelling(file.person)] == 1
        student = person.student if person else known.find(
            file.lms, file.lms_id, file.person if alone else "") or file.key
        by_student.setdefault(student, Uploads(file, person)).files.append((file, entry))
    return dict(sorted(by_student.items()))


def _groups(by_student: dict[str, Uploads], roster: Roster) -> list[str]:
    """The groups of Canvas's download, if none of its names is the one that the roster has."""
    found = [(uploads.file, student) for student, uploads in by_student.items()
             if uploads.file.lms == roster.kind == "Canvas" and uploads.file.person]
    known = roster.canvas_spellings
    if any(file.person in known.get(file.lms_id, {file.person}) for file, _ in found):
        return []
    return [f"{file.person} for {student}" for file, student in found]


def _key(file: DownloadedFile) -> tuple[str, str]:
    """Whose a file is, as far as its name tells: a number of Canvas or Moodle is one person's."""
    numbered = file.lms in ("Canvas", "Moodle")
    return file.lms, file.lms_id if numbered else f"{file.lms_id} {file.person}"


def _people(
    files: dict[tuple[str, str], DownloadedFile], roster: Roster | None
) -> dict[tuple[str, str], Person]:
    """The person on the roster behind each student; nobody if two students match the same one."""
    found = {key: person for key, file in files.items()
             if roster and (person := roster.find(file))}
    claims = Counter(person.student for person in found.values())
    return {key: person for key, person in found.items() if claims[person.student] == 1}


def _used(entries: Iterable[Entry]) -> list[Entry]:
    """The files that a student may have handed in."""
    return [entry for entry in entries if not is_noise(entry.path) and not is_outside(entry.path)]


def _is_flat(entries: Iterable[Entry]) -> bool:
    """Whether the files lie beside each other, perhaps in a folder."""
    folders = {entry.path.rpartition("/")[0] for entry in entries}
    return len(folders) == 1 and "/" not in min(folders)


def _is_download(entry: Entry) -> bool:
    """Whether a file is a zip file in which each name is one that an LMS writes."""
    if not entry.path.lower().endswith(".zip"):
        return False
    try:
        names = [inner.path for inner in _used(inner_entries(entry.read()))]
    except Refused:
        return False
    return bool(names) and (bool(of_blackboard(names)) or all(map(parse_name, names)))


def _known_files(
    entries: Sequence[Entry], roster: Roster | None, collected: Collected
) -> Iterator[tuple[DownloadedFile, Entry]]:
    """The files that are somebody's; the others go to `collected.ignored`."""
    known = roster.canvas_spellings if roster else None
    blackboards = of_blackboard(entry.path for entry in _used(entries))
    for entry in entries:
        if is_noise(entry.path):
            continue
        if is_outside(entry.path):
            collected.ignored.append(f"{printable(entry.path)}: its name leads out of the zip")
            continue
        file = blackboards.get(entry.path) or parse_name(entry.path, known)
        if file is None:
            collected.ignored.append(
                f"{printable(entry.path)}: no LMS writes such a name")
            continue
        yield file, entry


def _nothing(download: Path, ignored: list[str]) -> str:
    names = ", ".join(line.partition(":")[0] for line in ignored[:3])
    more = ", …" if len(ignored) > 3 else ""
    if ignored and all(line.partition(":")[0].endswith(".zip") for line in ignored):
        more += ". If these are downloads, unpack it and give each of them to --zip"
    elif any(line.partition(":")[0].count("/") > 1 for line in ignored):
        more += ". If these are <student>/<assignment>/<notebook>, unpack it and use --submitted"
    else:
        more += (". If it comes from elsewhere, unpack it, put the files of each student into a "
                 "folder of the student's name, and give the folder above these to --submitted")
    return (f"{download} has no file with a name that an LMS writes; "
            + (f"it has {names}{more}" if names else "it is empty"))


def _need_this_assignment(
    download: Path, uploads: Iterable[Uploads], assignment: str, grade_ids: GradeIds
) -> None:
    """Raise GradingError for the download of another assignment, which would replace this one.

    It is one if several students, and many more than for this one, handed in that one.
    """
    count: Counter[str] = Counter()
    for each in uploads:
        chosen = each.read().choose(assignment, grade_ids)
        if chosen is not None and chosen.belongs_to is not None:
            count[chosen.belongs_to] += 1
        if count[assignment] == ENOUGH_RIGHT:
            return
    other, most = max(count.items(), key=lambda item: item[1], default=("", 0))
    if other != assignment and most > ENOUGH_RIGHT * max(1, count[assignment]):
        raise GradingError(f"{download} holds notebooks of {other}, {most} of them, and "
                           f"{count[assignment] or 'none'} of {assignment}; nothing was unpacked")


def _write(
    folder: Path, handed_in: HandedIn, chosen: Candidate | None, assignment: str
) -> None:
    """Write the notebook and its files into the student's folder, or why there is no notebook."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if why := handed_in.why_not(chosen):
        (folder / NOT_UNPACKED).write_text(why, encoding="utf-8")
    elif chosen is not None:
        for name, content in handed_in.files.items():
            if file_name(name):
                (folder / name).write_bytes(content)
        write_whole(folder / f"{assignment}.ipynb", chosen.content)


def _origin(uploads: Uploads, chosen: Candidate | None, notes: list[str]) -> Origin:
    file, person = uploads.file, uploads.person
    return Origin(
        file.lms, file.lms_id, person.name if person else printable(file.person),
        person.email if person else "", any(file.late for file, _ in uploads.files),
        chosen.order if chosen else uploads.file.file_id, notes,
        packed=max(entry.time for _, entry in uploads.files))


def _compare_with_roster(
    roster: Roster, records: Records, collected: Collected, zone: Zone
) -> None:
    """Find out who is missing, who is not on the roster, and when Moodle got the submissions."""
    people = {p.student: p for p in roster.people}
    collected.not_on_roster = [s for s in collected.students if s not in people]
    for student in collected.not_on_roster:
        records.origins[student].notes.append(NOT_ON_ROSTER)
    for student, person in people.items():
        folder = collected.submitted / student / records.assignment
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            collected.missing.append(student)
            records.origins[student] = Origin(roster.kind, person.lms_id, person.name, person.email)
        elif roster.kind == "Moodle":
            _write_timestamp(folder, roster, person, records.origins[student], zone)
        if section := roster.section(person):
            records.origins[student].section = section


def _write_timestamp(
    folder: Path, roster: Roster, person: Person, origin: Origin, zone: Zone
) -> None:
    """Write the time of a submission into a file, as nbgrader's own collecting does."""
    time, note = submission_time(roster, person, zone)
    if time:
        (folder / TIMESTAMP).write_text(time, encoding="utf-8")
    if note:
        origin.notes.append(note)


def submission_time(roster: Roster, person: Person, zone: Zone) -> tuple[str, str]:
    """When Moodle got a person's work, as in a timestamp file, and a sentence if that is unclear.
    """
    text = roster.table.cell(person.row, "Last modified (submission)")
    if text in ("", "-"):
        return "", ""
    time = worksheet_time(text, zone)
    if time is None:
        return "", f"{UNREAD_TIME} {text!r} cannot be read; it counts as in time."
    return _stamp(time), ""


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
