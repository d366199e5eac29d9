"""What the package's two files hold, built from a whole checkout as for publishing them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.student.handed_out import files
from tests.publish.solutions import assert_no_solution_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
NOT_SOURCES = shutil.ignore_patterns(".venv*", ".git", "build", "work", "*.egg-info", ".*_cache",
                                     "__pycache__", ".hypothesis")
BUILD = """
from setuptools.build_meta import build_sdist, build_wheel
build_sdist("../out")
build_wheel("../out")
"""


@pytest.fixture(scope="module", params=["*.tar.gz", "*.whl"], ids=["sdist", "wheel"])
def package(request: pytest.FixtureRequest, built: Path) -> dict[str, str]:
    """The texts in a package, by their paths in it."""
    (path,) = built.glob(request.param)
    return {name: content.decode("utf-8", "replace") for name, content in contents(path)}


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel of a copy of this checkout."""
    folder = tmp_path_factory.mktemp("packages")
    shutil.copytree(root, folder / "checkout", ignore=NOT_SOURCES)
    tools = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--target", str(folder / "tools"), "setuptools>=77"]
    subprocess.run(tools, check=True)
    subprocess.run([sys.executable, "-c", BUILD], cwd=folder / "checkout", check=True,
                   capture_output=True, env=os.environ | {"PYTHONPATH": str(folder / "tools")})
    return folder / "out"


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            yield from ((name, wheel.read(name)) for name in wheel.namelist())
        return
    with tarfile.open(path) as sdist:
        for member in sdist.getmembers():
            if (file := sdist.extractfile(member)) is not None:
                yield member.name.partition("/")[2], file.read()


def test_no_solution_is_in_it(package: dict[str, str]) -> None:
    assert len(package) > 100
    assert_no_solution_in(package)


def test_all_that_is_handed_out_is_in_it(package: dict[str, str]) -> None:
    texts = set(package.values())
    assert not [name for name, path in files().items() if path.read_text("utf-8") not in texts]
