"""What one student uploaded to the LMS."""

from __future__ import annotations

from dataclasses import dataclass, field

from course.grading.intake.files import HandedIn
from course.grading.lms.names import DownloadedFile
from course.grading.lms.plain_names import Entry
from course.grading.lms.roster import Person


@dataclass
class Uploads:
    """The files of one student in a download."""

    file: DownloadedFile
    person: Person | None
    files: list[tuple[DownloadedFile, Entry]] = field(default_factory=list)

    def read(self) -> HandedIn:
        """Read the files, also those in a zip."""
        handed_in = HandedIn()
        for file, entry in self.files:
            handed_in.add(file.name, entry.read, file.file_id)
        return handed_in
