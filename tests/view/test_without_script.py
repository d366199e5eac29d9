"""What lessons show needs no script, so that it shows in every host's output frame."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from course.publish.source import lesson_paths

NEEDS_MORE = re.compile(r"<script|<iframe|<link|\son\w+\s*=|javascript:|https?://(?!www\.w3\.org)",
                        re.IGNORECASE)


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_no_output_of_a_lesson_needs_a_script(path: Path) -> None:
    cells = json.loads(path.with_suffix(".ipynb").read_text(encoding="utf-8"))["cells"]
    shown = [output["data"] for cell in cells for output in cell.get("outputs", [])
             if "data" in output]
    assert shown
    for data in shown:
        assert "application/javascript" not in data
        html = "".join(data.get("text/html", []))
        assert not NEEDS_MORE.search(html), NEEDS_MORE.search(html)
