"""What runs in the browser: Pyodide, and in its lock the kernel and the course as more packages.

The kernel loads what the lock names, so that the lab installs nothing when it starts. A folder of
Pyodide is copied. Without one, the browser gets Pyodide's files from its CDN, and refuses a file
that has not the sha256 of the release that is tested.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import json
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

from course.publish.kit import build_wheel
from course.publish.site.pyodide import (
    CDN,
    CORE,
    LOCK,
    VERSION,
    PyodideError,
    locked_packages,
    read_lock,
    verify,
)

KERNEL = "@jupyterlite/pyodide-kernel-extension"
# The official entries for the packages that the lab needs, for a build without Pyodide's files.
CUT_LOCK = Path(__file__).with_name("official_lock.json")
# What the kernel loads as it starts; if its own parts were missing here, it would install them.
LOADED = ("micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi",
          "ipython", "autograd-course")
EARLIEST = (1980, 1, 1, 0, 0, 0)
LOADER = """\
// Loads Pyodide %(version)s from its CDN, each file with the sha256 of the release that was tested.
(() => {
  const CDN = "%(cdn)s";
  const INTEGRITY = %(integrity)s;
  const plain = self.fetch.bind(self);
  const fetched = (resource, options) => {
    const name = String(resource.url ?? resource).split(/[?#]/)[0].split("/").pop();
    const integrity = INTEGRITY[name];
    return integrity ? plain(CDN + name, { ...options, integrity }) : plain(resource, options);
  };
  const run = async (name) => {
    const script = await fetched(name);
    if (!script.ok) throw new Error(`${CDN}${name} did not load: ${script.status}`);
    importScripts(URL.createObjectURL(await script.blob()));
  };
  self.fetch = fetched;
  self.loadPyodide = async (options) => {
    await run("pyodide.js");
    await run("pyodide.asm.js");
    return self.loadPyodide(options);
  };
})();
"""


@dataclass(frozen=True)
class Wheel:
    """A wheel that the lab adds to Pyodide's: what it is imported as, and which packages it needs.
    """

    path: Path
    imports: tuple[str, ...]
    depends: tuple[str, ...] = ()

    @property
    def entry(self) -> dict[str, Any]:
        """The package's entry in a lock file."""
        name, version, *_ = self.path.name.split("-")
        return {
            "name": name.replace("_", "-"), "version": version, "file_name": self.path.name,
            "sha256": hashlib.sha256(self.path.read_bytes()).hexdigest(), "install_dir": "site",
            "package_type": "package", "imports": list(self.imports),
            "depends": list(self.depends), "unvendored_tests": False}


def write_runtime(out: Path, pyodide: Path | None) -> None:
    """Write the folder that the kernel loads Python from.

    With a folder `pyodide`, all files are copied from it. Raises PyodideError if one differs from
    the official one, KitError if the course's package cannot be built.
    """
    out.mkdir(parents=True)
    if pyodide is None:
        lock = read_lock(CUT_LOCK)
        for entry in lock["packages"].values():
            entry["file_name"] = CDN + entry["file_name"]
        (out / "pyodide.js").write_text(_loader(), "utf-8")
    else:
        for path in verify(pyodide):
            shutil.copyfile(path, out / path.name)
        lock = cut_lock(pyodide / LOCK)
    with tempfile.TemporaryDirectory() as scratch:
        for wheel in _wheels(Path(scratch)):
            shutil.copyfile(wheel.path, out / wheel.path.name)
            lock["packages"][wheel.entry["name"]] = wheel.entry
    (out / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", "utf-8")


def cut_lock(lock: Path) -> dict[str, Any]:
    """The official lock with only the packages that the lab needs."""
    return {"info": read_lock(lock)["info"], "packages": locked_packages(lock)}


def _wheels(scratch: Path) -> list[Wheel]:
    kernel = kernel_extension() / "static" / "pypi"
    return [
        Wheel(next(kernel.glob("piplite-*.whl")), ("piplite",), ("micropip",)),
        Wheel(next(kernel.glob("ipykernel-*.whl")), ("ipykernel",), ("comm",)),
        Wheel(next(kernel.glob("pyodide_kernel-*.whl")), ("pyodide_kernel",), ("ipython", "comm")),
        Wheel(_repacked("comm", scratch), ("comm",)),
        Wheel(build_wheel(scratch), ("autograd_ref", "course"), ("numpy", "matplotlib")),
    ]


def kernel_extension() -> Path:
    """The folder of the kernel in JupyterLab, which also has the kernel's wheels.

    Raises PyodideError if it is not installed.
    """
    for path in jupyter_path("labextensions"):
        if (folder := Path(path) / KERNEL).is_dir():
            return folder
    raise PyodideError("jupyterlite-pyodide-kernel is not installed; the extra [site] has it")


def _repacked(name: str, out: Path) -> Path:
    """An installed pure Python package as a wheel again, the same bytes at each build."""
    installed = importlib.metadata.distribution(name)
    folder = out / "repacked"
    folder.mkdir()
    wheel = folder / f"{name}-{installed.version}-py3-none-any.whl"
    files = [file for file in installed.files or [] if file.suffix != ".pyc"]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files, key=str):
            member = zipfile.ZipInfo(file.as_posix(), EARLIEST)
            archive.writestr(member, file.read_binary(), zipfile.ZIP_DEFLATED)
    return wheel


def _loader() -> str:
    """The script that takes Pyodide's place if its files come from the CDN."""
    integrity = {name: f"sha256-{base64.b64encode(bytes.fromhex(digest)).decode()}"
                 for name, digest in CORE.items() if name != LOCK}
    return LOADER % {"version": VERSION, "cdn": CDN, "integrity": json.dumps(integrity, indent=4)}
