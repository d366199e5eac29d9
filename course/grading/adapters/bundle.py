"""The grader of one assignment as a folder: what grading it needs of this repository, no more.

A platform runs `course grade-one` from it. It holds the assignment's solution and, if it was asked
to, the secret that seeds the fresh inputs: nobody but instructors may read it.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from course.grading.intake.assignments import load_solution
from course.grading.intake.cell_kinds import has_points, is_manual
from course.grading.judging.secret import SECRET_BYTES, need_long
from course.grading.submission import GradingError
from course.publish.source import ROOT

TEMPLATES = Path(__file__).with_name("templates")
SECRET = "secret"
FILES = ("pyproject.toml", "nbgrader_config.py", "constraints.txt", "LICENSE")
# Parts of the package that no grader uses.
LEFT_OUT = ("course/lessons", "course/assignments", "course/student", "course/view",
            "course/grading/adapters/templates")
UNIT = re.compile(r"course/checks/(?:units/u(\d\d_\w+)\.py|fingerprints/(\d\d-[\w-]+)\.json)")


def grader_bundle(assignment: str, folder: Path, secret: bytes | None = None) -> None:
    """Write the grader of an assignment, given by its slug, into `folder`.

    Files of an older one there go. Raises GradingError if the grader gives no points in it, or this
    is no checkout.
    """
    if not any(has_points(c) and not is_manual(c) for c in load_solution(assignment).cells):
        raise GradingError(f"{assignment} has no points but those that a person gives")
    missing = [name for name in FILES if not (ROOT / name).is_file()]
    if missing:
        raise GradingError(f"{ROOT} has no {missing[0]}; use a clone of the repository")
    shutil.rmtree(folder, ignore_errors=True)
    for path in bundled_files(assignment):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / path).read_bytes())
    (folder / "requirements.txt").write_text("\n".join(requirements()) + "\n", encoding="utf-8")
    if secret is not None:
        target = folder / SECRET
        target.touch(mode=0o600)
        target.write_bytes(secret)


def bundled_files(assignment: str) -> Iterator[Path]:
    """The files of this repository in the bundle, by path inside it."""
    yield from map(Path, FILES)
    for part in ("autograd_ref", "course", f"solutions/{assignment}", f"exercises/{assignment}"):
        for path in sorted((ROOT / part).rglob("*")):
            inside = path.relative_to(ROOT)
            if path.is_file() and _is_needed(inside, assignment):
                yield inside


def _is_needed(path: Path, assignment: str) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    if hidden or any(path.is_relative_to(part) for part in LEFT_OUT):
        return False
    unit = UNIT.fullmatch(path.as_posix())
    return unit is None or assignment in ((unit[1] or "").replace("_", "-"), unit[2])


def requirements() -> list[str]:
    """What pip installs for grading: the package's own dependencies and the extra [instructor]."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["instructor"]]


def secret_for(out: Path, given: Path | None) -> bytes:
    """The secret in the file `given`, or that of an earlier pack in `out`, or a new one.

    A new one is kept in `out`: packing again draws the same inputs. Raises GradingError.
    """
    path = given or out / ".secret"
    try:
        if given is None and not path.exists():
            out.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(SECRET_BYTES), encoding="ascii")
        secret = path.read_bytes()
    except OSError as error:
        raise GradingError(f"cannot use {path}: {error.strerror}") from None
    need_long(secret, path)
    return secret


def template(name: str, assignment: str) -> str:
    """A file of `templates/`, for this assignment."""
    return (TEMPLATES / name).read_text("utf-8").replace("@ASSIGNMENT@", assignment)


def title(assignment: str) -> str:
    """The first heading of the assignment's notebook."""
    text = str(load_solution(assignment).cells[0].source)
    return next((line.lstrip("# ") for line in text.splitlines() if line.startswith("#")),
                assignment)
