"""The folder `work`: copies of lessons and assignments, made once and never overwritten."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

WORK = "work"
STUB = "return ..."


class NotFound(LookupError):
    """The course has nothing of that name; the message says what it has."""


@dataclass(frozen=True)
class Workplace:
    """The course's folder: what students were handed out, and their copies of it."""

    home: Path

    @property
    def work(self) -> Path:
        return self.home / WORK

    @property
    def slugs(self) -> list[str]:
        """The assignments that were handed out, in order."""
        return sorted(path.stem for path in (self.home / "exercises").glob("*/*.ipynb"))

    def handed_out(self, slug: str) -> Path:
        """An assignment as it was handed out."""
        return self.home / "exercises" / slug / f"{slug}.ipynb"

    def copy_of(self, slug: str) -> Path:
        """The student's copy of an assignment."""
        return self.work / f"{slug}.ipynb"

    def notebook_of(self, slug: str) -> Path:
        """Where the student's work is: in the copy, or in the handed-out notebook itself."""
        copy, handed_out = self.copy_of(slug), self.handed_out(slug)
        if not copy.exists():
            return handed_out
        if self.is_untouched(slug, copy) and not self.is_untouched(slug, handed_out):
            return handed_out
        return copy

    def is_untouched(self, slug: str, path: Path) -> bool:
        """Whether nothing is written in a notebook: it is as it was handed out.

        If there is work in the handed-out notebook itself, the stubs alone tell.
        """
        handed_out = self.handed_out(slug)
        same = path.read_bytes() == handed_out.read_bytes()
        return _has_stubs_alone(path) and (same or not _has_stubs_alone(handed_out))

    def find(self, name: str) -> str:
        """The slug that a student means by `5`, `05` or `05-accumulation`. Raises NotFound."""
        number = f"{int(name):02}" if name.isdecimal() else name
        found = [slug for slug in self.slugs if slug == name or slug.startswith(f"{number}-")]
        if len(found) != 1:
            raise NotFound(f"no assignment {name!r}; there are: {', '.join(self.slugs)}")
        return found[0]

    def prepare(self) -> list[Path]:
        """Make the copies that are missing. Returns the new ones."""
        made = []
        pairs = [(self.handed_out(slug), self.copy_of(slug)) for slug in self.slugs]
        lessons = sorted((self.home / "course" / "lessons").glob("*.ipynb"))
        pairs += [(file, self.work / file.relative_to(self.handed_out(slug).parent))
                  for slug in self.slugs for file in self._data_files(slug)]
        pairs += [(lesson, self.work / "lessons" / lesson.name) for lesson in lessons]
        for source, target in pairs:
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                made.append(target)
        return made

    def _data_files(self, slug: str) -> list[Path]:
        """The files that an assignment reads; they lie beside its notebook, here and in `work`."""
        return sorted(path for path in self.handed_out(slug).parent.rglob("*")
                      if path.is_file() and path.suffix != ".ipynb"
                      and not any(part.startswith(".") for part in path.parts[-2:]))

    def reset(self, slug: str) -> Path | None:
        """Start an assignment anew. Returns where the old copy went, None if there was none."""
        target = self.copy_of(slug)
        backup = None
        if target.exists():
            backup = _free_name(target)
            target.rename(backup)
        self.prepare()
        return backup


def find_workplace(start: Path) -> Workplace:
    """The course's folder: `start` or one above it that holds `exercises`. Raises NotFound."""
    for folder in (start, *start.parents):
        if any((folder / "exercises").glob("*/*.ipynb")):
            return Workplace(folder)
    raise NotFound(f"no folder `exercises` in {start} or above it; go to the course's folder first")


def _has_stubs_alone(path: Path) -> bool:
    """Whether every answer of a notebook is a stub; False if it is no notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return all(STUB in "".join(cell["source"]) for cell in cells
                   if cell["metadata"].get("nbgrader", {}).get("solution"))
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _free_name(path: Path) -> Path:
    number = 1
    while (candidate := path.with_name(f"{path.stem}.kept-{number}.ipynb")).exists():
        number += 1
    return candidate
