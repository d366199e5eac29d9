"""Downloads and rosters as Canvas and Moodle make them, of the sample class.

    python -m tests.grading.lms.downloads FOLDER

writes them into a folder, to try `course grade --zip` on.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.commands.support.sample_class import submissions
from course.publish.source import Assignment
from tests.assignments import ASSIGNMENTS

CANVAS_HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section",
                 "05 Accumulation (88001)", "Essay (88002)", "Current Score"]
MOODLE_HEADER = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade",
                 "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
                 "Feedback comments"]
PACKED = (2026, 11, 21, 12, 0, 0)


@dataclass(frozen=True)
class Student:
    """A student of the sample class, numbered from 1, with what they handed in."""

    number: int
    name: str
    content: bytes | None

    @property
    def login(self) -> str:
        return f"student-{self.number:02}"

    @property
    def canvas_id(self) -> int:
        return 4700 + self.number

    @property
    def participant(self) -> int:
        return 657_700 + self.number


def sample_students(assignment: Assignment) -> list[Student]:
    """The sample class; a student's last name tells what they did."""
    return [Student(number, f"Student {label}", content)
            for number, (label, content) in enumerate(submissions(assignment), start=1)]


def canvas_zip(students: Iterable[Student], slug: str, late: Sequence[int] = ()) -> bytes:
    """What Canvas gives under Download Submissions."""
    files = {}
    for s in students:
        if s.content is not None:
            last = s.name.partition(" ")[2].replace("-", "")
            mark = "_LATE" if s.number in late else ""
            name = f"{last.lower()}student{mark}_{s.canvas_id}_{99_000 + s.number}_{slug}.ipynb"
            files[name] = s.content
    return zipped(files)


def moodle_zip(students: Iterable[Student], slug: str) -> bytes:
    """What Moodle gives under Download all submissions, in folders."""
    return zipped({f"{s.name}_{s.participant}_assignsubmission_file/{slug}.ipynb": s.content
                   for s in students if s.content is not None})


def canvas_gradebook(students: Iterable[Student]) -> str:
    """Canvas's gradebook export."""
    rows = [["    Points Possible", "", "", "", "", "20", "10", "(read only)"]]
    for s in students:
        last, first = s.name.partition(" ")[2], "Student"
        rows.append([f"{last}, {first}", str(s.canvas_id), f"sis-{s.number}", s.login, "Group A",
                     "", "7", "70"])
    rows.append(["Student, Test", "4999", "", "0a1b2c", "Group A", "", "", ""])
    return as_csv([CANVAS_HEADER, *rows])


def moodle_worksheet(students: Iterable[Student], late: Sequence[int] = ()) -> str:
    """Moodle's grading worksheet; it begins with a byte order mark."""
    rows = []
    for s in students:
        day = "Saturday, 21" if s.number in late else "Friday, 20"
        time = f"{day} November 2026, 2:14 PM" if s.content is not None else "-"
        status = "No submission - " if s.content is None else "Submitted for grading - "
        rows.append([f"Participant {s.participant}", s.name, f"{s.login}@example.org", status, "",
                     "100.00", "Yes", time, "-", ""])
    return "\ufeff" + as_csv([MOODLE_HEADER, *rows])


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """The same files make the same bytes, whenever they are packed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, PACKED)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return content.getvalue()


def main(folder: Path, slug: str = "05-accumulation") -> None:
    """Write both LMSs' files of the sample class."""
    assignment = ASSIGNMENTS[slug]
    students = sample_students(assignment)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "canvas.zip").write_bytes(canvas_zip(students, slug, late=[2]))
    (folder / "canvas-gradebook.csv").write_text(canvas_gradebook(students), encoding="utf-8")
    (folder / "moodle.zip").write_bytes(moodle_zip(students, slug))
    (folder / "moodle-worksheet.csv").write_text(moodle_worksheet(students, late=[2]),
                                                 encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
