"""A student's folder: copies of lessons and assignments, which the course never overwrites.

`course start` makes it. A copy in which nothing was written gets the new version when the course
has one; any other stays, and `course reset` fetches the new version.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePath

from course.errors import CourseError
from course.student import handed_out

WORK = "work"
OWN = ".course"  # what the course notes in the folder
CHECKOUT = handed_out.COURSE.parent
# The lab of the site: its file list is the student's folder, and each notebook there has a note.
IN_BROWSER = sys.platform == "emscripten"


class NotFound(CourseError):
    """The course has nothing of that name; the message says what it has."""


@dataclass
class Copied:
    """What `start` did.

    new:      copies that it made
    renewed:  copies that it replaced, for nothing was written in them
    kept:     copies that stay, though there is a new version
    """

    new: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Workplace:
    """The folder with a student's copies; paths in it are given as `lessons/01_tensors.ipynb`."""

    folder: Path

    @property
    def own(self) -> Path:
        """The folder of the course's own notes: what was handed out, and which exercises pass."""
        return (Path(tempfile.gettempdir()) if IN_BROWSER else self.folder) / OWN

    def copy_of(self, slug: str) -> Path:
        """The student's copy of an assignment."""
        return self.folder / f"{slug}.ipynb"

    def notebook_of(self, slug: str) -> Path:
        """Where the student's work is: in the copy, or in the handed-out notebook itself."""
        copy, original = self.copy_of(slug), handed_out.assignment(slug)
        if not copy.exists():
            return original
        if self.is_untouched(slug, copy) and not self.is_untouched(slug, original):
            return original
        return copy

    def is_untouched(self, slug: str, path: Path) -> bool:
        """Whether nothing is written in a notebook: it is as it was handed out.

        If there is work in the handed-out notebook itself, the stubs alone tell.
        """
        original = handed_out.assignment(slug)
        try:
            same = IN_BROWSER or path.read_bytes() == original.read_bytes()
        except OSError:  # it cannot be read, or is a folder
            return False
        return handed_out.has_stubs_alone(path) and (
            same or not handed_out.has_stubs_alone(original))

    def find(self, name: str) -> str:
        """The slug that a student means by `5`, `05`, `accumulation`, `05-accumulation`, or by a
        file whose name begins so, whatever folder it is in. Raises NotFound.
        """
        known = handed_out.slugs()
        word = PurePath(name).name.removesuffix(".ipynb").lower().replace("_", "-")
        found = [slug for slug in known if word.startswith(slug) or word == slug[3:] or (
            word.isdecimal() and slug.startswith(f"{int(word):02}-"))]
        if len(found) != 1:
            near = get_close_matches(word, [*known, *(slug[3:] for slug in known)], n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise NotFound(f"no assignment {name!r}; {hint}there are: {', '.join(known)}")
        return found[0]

    def find_file(self, name: str) -> str:
        """The file that was handed out and is meant, by its path in the folder or from here."""
        here = Path(os.path.abspath(name))
        inside = here.is_relative_to(self.folder) and here.relative_to(self.folder).as_posix()
        known = handed_out.files()
        if found := next((path for path in (inside, name) if path in known), None):
            return found
        slug = self.find(name)
        if name.endswith(".ipynb") and PurePath(name).stem.lower().replace("_", "-") != slug:
            raise NotFound(f"{name} was not handed out; {slug}.ipynb was")
        return f"{slug}.ipynb"

    def start(self) -> Copied:
        """Make the copies that are missing and renew those in which nothing was written."""
        done, seen = Copied(), self._versions()
        for name, original in handed_out.files().items():
            copy, version = self.folder / name, handed_out.text_of(original)
            before = seen.setdefault(name, version)
            if not copy.exists():
                done.new.append(name)
            elif (text := handed_out.text_of(copy)) == version:
                seen[name] = version
                continue
            elif before == version:
                continue
            elif text == before and _has_no_answer(copy):
                done.renewed.append(name)
            else:
                done.kept.append(name)
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original, copy)
            seen[name] = version
        self.own.mkdir(parents=True, exist_ok=True)
        self._record.write_text(json.dumps(seen, indent=1), encoding="utf-8")
        return done

    def reset(self, name: str) -> Path | None:
        """Start a file anew. Returns where the old copy went, None if there was none."""
        target = self.folder / name
        backup = None
        if target.exists():
            backup = _free_name(target)
            target.rename(backup)
        self.start()
        return backup

    @property
    def _record(self) -> Path:
        return self.own / "handed_out.json"

    def _versions(self) -> dict[str, str]:
        """The version that each copy was made from; empty before the first start."""
        try:
            known = json.loads(self._record.read_text(encoding="utf-8"))
            return {str(name): str(version) for name, version in known.items()}
        except (OSError, ValueError, AttributeError):
            return {}


def find_workplace(start: Path) -> Workplace:
    """The student's folder that `start` lies in, or one that it or a folder above holds as `work`.

    That of a checkout is its folder `work`, also before it is made. Raises NotFound, which names
    the student's folders in `start`.
    """
    for folder in (start, *start.parents):
        if (folder / OWN).is_dir():
            return Workplace(folder)
        if (folder / WORK / OWN).is_dir() or _is_checkout(folder):
            return Workplace(folder / WORK)
        if IN_BROWSER and (folder / f"{handed_out.slugs()[0]}.ipynb").exists():
            return Workplace(folder)
    below = sorted(path.parent.name for path in start.glob(f"*/{OWN}") if path.is_dir())
    if below:
        raise NotFound(f"your folder of the course is {' or '.join(below)}: first type "
                       f"{cd_to(below[0])}")
    raise NotFound("this is not your folder of the course; go to it, or make one with "
                   "`course start`")


def find_notebook(name: str, start: Path) -> tuple[Workplace, str, Path]:
    """The student's folder, the assignment and the notebook that is meant by a name or a path.

    Raises NotFound.
    """
    path = Path(os.path.abspath(start / name))
    if path.suffix != ".ipynb" or not path.is_file():
        place = find_workplace(start)
        slug = place.find(name)
        return place, slug, place.notebook_of(slug)
    try:
        place = find_workplace(path.parent)
    except NotFound:  # a copy that lies elsewhere, such as a download
        place = find_workplace(start)
    slug = place.find(name)
    if path.parent == place.folder / "lessons":
        raise NotFound(f"{name} is a lesson and has no checks; its assignment is {slug}.ipynb")
    return place, slug, path


def from_here(path: Path) -> str:
    """A path as somebody types it; in full if it is further away than the folder above."""
    here = Path.cwd()
    if not path.is_relative_to(here.parent):
        return str(path)
    return str(path.relative_to(here)) if path.is_relative_to(here) else os.path.relpath(path)


def cd_to(folder: str) -> str:
    """The command that goes to a folder, in a terminal of any system."""
    return f'cd "{folder}"' if " " in folder else f"cd {folder}"


def around(folder: Path) -> Workplace | None:
    """The student's folder that another one lies in; None if there is none."""
    return next((Workplace(above) for above in folder.parents if (above / OWN).is_dir()), None)


def _is_checkout(folder: Path) -> bool:
    return folder == CHECKOUT and handed_out.EXERCISES.parent == CHECKOUT


def _has_no_answer(copy: Path) -> bool:
    return copy.suffix != ".ipynb" or handed_out.has_stubs_alone(copy)


def _free_name(path: Path) -> Path:
    number = 1
    while (candidate := path.with_name(f"{path.stem}.kept-{number}{path.suffix}")).exists():
        number += 1
    return candidate
