"""Gradescope's image, built by its script: pip installs what the grader needs, and no more.

It takes minutes, so only `--every 1` tries it; test_adapters.py runs the script that grades.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.cli import main
from tests.grading.support.formats import GRADESCOPE, assert_valid
from tests.grading.support.notebooks import SLUG, answered

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_autograder_installs_and_grades(tmp_path: Path, every: int) -> None:
    if every != 1:
        pytest.skip("Gradescope's image was NOT built: `make test-site EVERY=1` builds it")
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results", "bin"):
        (root / name).mkdir(parents=True)
    (root / "bin" / "python3.12").symlink_to(sys.executable)  # the image's own, of any version
    assert main(["gradescope", "05", "--out", str(tmp_path)]) == 0
    with zipfile.ZipFile(tmp_path / f"{SLUG}-gradescope.zip") as packed:
        packed.extractall(root / "source")
    (root / "submission" / "mine.ipynb").write_text(json.dumps(answered(stubs=("train",))))
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("COURSE_", "PYTHON", "VIRTUAL_ENV"))}
    environment |= {"AUTOGRADER_ROOT": str(root), "PIP_NO_COMPILE": "1",
                    "PATH": f"{root / 'bin'}{os.pathsep}{environment.get('PATH', '')}"}
    for script in ("setup.sh", "run_autograder"):
        ran = subprocess.run(["bash", str(root / "source" / script)], env=environment, text=True,
                             capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr
    results = json.loads((root / "results" / "results.json").read_text())
    assert_valid(results, GRADESCOPE)
    assert results["score"] == 17
    installed = {path.name.partition("-")[0] for path in (root / "venv").rglob("*.dist-info")}
    assert not {"autograd_course", "pytest"} & installed
