"""Whose folder is whose: the logins of a hub, found on a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from course.grading.intake.naming import student_name
from course.grading.lms.collect import NOT_ON_ROSTER, UNREAD_TIME, submission_time
from course.grading.lms.records import Origin, load_records, roster_copy
from course.grading.lms.roster import Person, Roster
from course.grading.lms.times import Zone
from course.grading.whole_file import write_whole

DOUBTFUL = "Another folder fits the same person on the roster."


def name_students(
    folders: Sequence[Path], out: Path, roster: Roster, zone: Zone
) -> tuple[list[str], list[Person]]:
    """Take names, addresses and the LMS's ids of students in nbgrader's layout from a roster.

    `folders` are those of the submissions. Moodle's worksheet, which is of one assignment, also
    has the times of submissions, if the folders are of one. Returns the students who are not on
    the roster, and the people on it who have no folder.
    """
    logins = sorted({student_name(folder.parent.name) for folder in folders})
    people = people_of(logins, roster)
    unknown = [login for login in logins if login not in people]
    lms = "" if roster.kind == "plain" else roster.kind
    assignments = sorted({folder.name for folder in folders})
    timed = roster.kind == "Moodle" and len(assignments) == 1
    for assignment in assignments:
        records = load_records(out, assignment)
        for login, person in people.items():
            before = records.origins.get(login, Origin())
            time, note = submission_time(roster, person, zone) if timed else (before.time, "")
            notes = [n for n in before.notes
                     if n not in (NOT_ON_ROSTER, DOUBTFUL) and not n.startswith(UNREAD_TIME)]
            records.origins[login] = replace(
                before, lms=lms or before.lms, lms_id=person.lms_id or before.lms_id,
                name=person.name or before.name, email=person.email or before.email,
                section=roster.section(person) or before.section, time=time,
                notes=[*notes, *filter(None, [note])])
        for login in unknown:
            before = records.origins.setdefault(login, Origin())
            why = DOUBTFUL if roster.match(login) else NOT_ON_ROSTER
            if why not in before.notes:
                before.notes.append(why)
        records.save(out)
        write_whole(roster_copy(out, assignment), roster.table.path.read_bytes())
    here = {person.student for person in people.values()}
    return unknown, [person for person in roster.people if person.student not in here]


def people_of(logins: Iterable[str], roster: Roster) -> dict[str, Person]:
    """The person behind each login, as far as there is no doubt.

    Of several logins that fit one person, that one counts which the roster has letter for letter;
    if it has none of them so, or more than one, none counts.
    """
    claims: dict[str, list[tuple[str, Person]]] = defaultdict(list)
    for login in logins:
        person = roster.match(login)
        if person is not None:
            claims[person.student].append((login, person))
    found: dict[str, Person] = {}
    for claim in claims.values():
        exact = [(login, person) for login, person in claim
                 if login in (person.student, *person.aliases)]
        found.update(claim if len(claim) == 1 else exact if len(exact) == 1 else [])
    return found
