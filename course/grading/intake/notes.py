"""The sentences about what a submission lost and what the grader did about it: one for each kind.

A kind is a sentence about one cell and another about several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from course.words import listed


@dataclass(frozen=True)
class Kind:
    """What happened to one cell, and to several; {} stands for their names."""

    one: str
    several: str


WITHOUT_METADATA = Kind(
    "The cell {} has no nbgrader metadata; the grader knew it by its text.",
    "The cells {} have no nbgrader metadata; the grader knew them by their texts and names.")
FOREIGN = Kind("A cell with foreign nbgrader metadata ran as an ordinary cell.",
               "Cells with foreign nbgrader metadata ran as ordinary cells.")
COPIED_ANSWER = Kind("The cell {} occurs twice; the copy ran as an ordinary cell.",
                     "The cells {} occur more than once; the copies ran as ordinary cells.")
COPIED = Kind("The cell {} occurs twice; the copy was dropped.",
              "The cells {} occur more than once; the copies were dropped.")
DELETED_ANSWER = Kind("The student deleted the answer cell {}.",
                      "The student deleted the answer cells {}.")
DELETED = Kind("The student deleted the cell {}; the grader put it back.",
               "The student deleted the cells {}; the grader put them back.")
INTO_OTHERS = Kind("The cell {} was merged into another one; the grader put it back.",
                   "The cells {} were merged into others; the grader put them back.")
EDITED_CHECK = Kind("The student edited the check cell {}; the grader put it back.",
                    "The student edited the check cells {}; the grader put them back.")
EDITED_GIVEN = Kind("The student edited the given cell {}; the grader put it back.",
                    "The student edited the given cells {}; the grader put them back.")
HELPERS = Kind("The grader kept {}, which the student added to a locked cell.",
               "The grader kept {}, which the student added to locked cells.")
MOVED = Kind("The answer {} was not in its cell but in another one; the grader used it.",
             "The answers {} were not in their cells but in others; the grader used them.")
HIDDEN = Kind(
    "The first line of the cell {} kept its code from running; the grader ran it without that.",
    "The first lines of the cells {} kept their code from running; the grader ran it without them.")
MERGED = Kind("Other cells were merged into the cell {}; the grader took the answer out of it.",
              "Other cells were merged into the cells {}; the grader took the answers out of them.")
ABOVE_STUB = Kind(
    "The untouched stub stood below the answer in the cell {}; the grader ran the cell without it.",
    "The untouched stubs stood below the answers in the cells {}; the grader ran the cells without "
    "them.")
JOINED = Kind("The answer {} was split over several cells; the grader put it together.",
              "The answers {} were split over several cells; the grader put them together.")
CONFLICT = Kind(
    "A merge conflict was left in the cell {}; the grader took the one version that is written.",
    "Merge conflicts were left in the cells {}; the grader took the one version that is written.")
MOVED_TEXT = Kind("The answer {} stands below its cell; the grader took it from there.",
                  "The answers {} stand below their cells; the grader took them from there.")
MOVED_CHECK = Kind("The check cell {} stood above code that it needs; it ran below.",
                   "The check cells {} stood above code that they need; they ran below.")
MOVED_GIVEN = Kind("The given cell {} stood below code that needs it; it ran above.",
                   "The given cells {} stood below code that needs them; they ran above.")


def turned(into: str, own: str) -> Kind:
    """What is said of cells that have another type than their own."""
    return Kind(f"The student turned the cell {{}} into {into}; it ran as {own}.",
                f"The student turned the cells {{}} into {into}; they ran as {own}.")


def other_schema(version: str) -> Kind:
    """What is said of cells whose nbgrader metadata is of another version, as it is shown."""
    shown = version.replace("{", "{{").replace("}", "}}")
    return Kind(f"The cell {{}} says nbgrader schema {shown}; the grader read it as 3.",
                f"The cells {{}} say nbgrader schema {shown}; the grader read them as 3.")


@dataclass
class Notes:
    """The sentences about one submission, in the order in which things were noticed."""

    _entries: dict[str | Kind, list[str]] = field(default_factory=dict)

    def say(self, sentence: str) -> None:
        """Add a sentence."""
        self._entries.setdefault(sentence, [])

    def add(self, kind: Kind, name: str) -> None:
        """Add a cell to the sentence of a kind."""
        self._entries.setdefault(kind, []).append(name)

    def sentences(self) -> tuple[str, ...]:
        """All sentences, each kind once."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        for entry, names in self._entries.items():
            if isinstance(entry, Kind):
                form = entry.one if len(names) == 1 else entry.several
                yield form.format(listed(list(dict.fromkeys(names))))
            else:
                yield entry
