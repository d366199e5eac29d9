"""Read a CSV file of an LMS, or of a spreadsheet program that saved it again."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from course.grading.submission import GradingError

SEPARATORS = ",;\t"
# Excel's first line, or what another spreadsheet program made of it.
DECLARED = re.compile(r"(\"?)sep=(?P<sign>.)(\"?[,;\t]*)\r?\n")


@dataclass
class Table:
    """The cells of a CSV file, without its blank rows.

    numbers:  the number of each row in the file, where the header is row 1
    names:  the headings in English, as far as Moodle wrote it
    """

    path: Path
    header: list[str]
    rows: list[list[str]]
    numbers: list[int]
    separator: str = ","
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = self.names or self.header

    def column(self, name: str) -> int | None:
        """The index of a column, in capitals or not; None if there is none."""
        headings = [plain_heading(heading) for heading in self.names]
        return headings.index(plain_heading(name)) if plain_heading(name) in headings else None

    def cell(self, row: int, column: str) -> str:
        """The text in a row under a heading, or ""."""
        place = self.column(column)
        cells = self.rows[row]
        return cells[place].strip() if place is not None and place < len(cells) else ""


def read_table(path: Path) -> Table:
    """The cells of a file, and its separator. Raises GradingError if it is no CSV file."""
    text = _text(path)
    if "\0" in text:
        raise GradingError(f"{path} is not text: it holds NUL bytes. Save it as CSV UTF-8")
    declared = DECLARED.match(text)
    text = text[declared.end():] if declared else text
    try:
        is_excels = declared is not None and not declared[1] + declared[3]
        separator = declared["sign"] if declared and is_excels else _separator(text)
        every = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise GradingError(f"{path} cannot be read as CSV: {error}") from None
    blank = next((n for n, row in enumerate(every) if any(cell.strip() for cell in row)), None)
    if blank is None:
        raise GradingError(f"{path} is empty; a roster begins with a line of column names")
    header = every[blank]
    # Two exports in one file have the header twice.
    numbered = [(number, row) for number, row in enumerate(every, start=2 if declared else 1)
                if any(cell.strip() for cell in row) and row != header]
    return Table(path, header, [row for _, row in numbered], [n for n, _ in numbered], separator)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GradingError(f"cannot read {path}: {error.strerror}") from None
    if content[:2] == b"PK":
        raise GradingError(f"{path} is a workbook or zip, not CSV; save it as CSV (UTF-8)")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8"
    try:
        return content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        line, byte = content[:error.start].count(b"\n") + 1, content[error.start]
        raise GradingError(f"{path} is not UTF-8 (byte 0x{byte:02X} in line {line}), perhaps "
                           "Windows-1252. Save it as CSV UTF-8, or download it again and "
                           "do not open it before") from None


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip(f" {SEPARATORS}")), "")
    return max(SEPARATORS, key=first.count)


def plain_heading(heading: str) -> str:
    """A heading in small letters, with ordinary spaces."""
    return " ".join(heading.lower().split())


def some_names(header: list[str]) -> str:
    names = ", ".join(name.strip() or "(blank)" for name in header[:6])
    return names + (", …" if len(header) > 6 else "")
