"""Running notebooks in the lab's Python, in Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.publish.site.runtime import LOADED
from tests.browser.chromium import leave_out

SCRIPT = Path(__file__).with_name("run.cjs")


@dataclass(frozen=True)
class RanCell:
    """What a cell put out, as a notebook stores it."""

    outputs: list[dict[str, Any]]


def node() -> str:
    found = shutil.which("node")
    if found is None:
        leave_out("Node was not found: the course was NOT tried on Pyodide")
    return found


def run_in_node(
    runtime: Path, notebooks: dict[str, list[str]], scratch: Path
) -> dict[str, list[RanCell]]:
    """The cells of each notebook, run; each notebook finds what it would in a new kernel."""
    cells, outputs = scratch / "cells.json", scratch / "outputs.json"
    cells.write_text(json.dumps(list(notebooks.values())))
    command = [node(), str(SCRIPT), str(runtime), ",".join(LOADED), str(cells), str(outputs)]
    subprocess.run(command, check=True, env=os.environ | {"NO_COLOR": "1"})
    ran = json.loads(outputs.read_text())["notebooks"]
    return {name: [RanCell(**cell) for cell in found]
            for name, found in zip(notebooks, ran, strict=True)}
