"""The stepper in Chromium: a click on Next and on Back, two of them on one page, no script of ours.

The page below carries a script that plays the reader: it clicks where the buttons are seen and
writes down what is visible then.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from course.view import backward_steps

from .student_engine import leaf

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--window-size=1000,900",
]

READER = """
<pre id="seen"></pre><script>
const seen = [];
const shown = (item) => getComputedStyle(item).visibility === "visible";
function look(form) {
  const lines = [...form.querySelectorAll(".cv-panel>div")].filter(shown);
  const words = [...form.querySelectorAll(".cv-stage text")].filter(shown);
  seen.push([lines.map((line) => line.querySelector("b").textContent),
             words.map((word) => word.textContent)]);
}
function press(form, x) {
  form.scrollIntoView();
  const place = form.getBoundingClientRect();
  document.elementFromPoint(place.left + x, place.top + 16).click();
  look(form);
}
const [one, two] = document.querySelectorAll("form");
const [back, next] = [40, 150];
look(one);
for (const x of [next, next, next, back, next, next, next]) press(one, x);
look(two);
press(two, next);
document.getElementById("seen").textContent = JSON.stringify(seen);
</script>"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: the stepper was NOT tried in a browser")
    x, w = leaf(3.0), leaf(5.0)
    html = backward_steps(x * x + x * w, x=x, w=w)._repr_html_()
    folder = tmp_path_factory.mktemp("browser")
    page = folder / "page.html"
    head = "<!doctype html><meta charset='utf-8'><body style='font:14px sans-serif'>"
    page.write_text(f"{head}{html}<hr>{html}{READER}", encoding="utf-8")
    return browse(page, folder / "profile")


def browse(page: Path, profile: Path) -> list[Any]:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stdout[-500:]
    return json.loads(unescape(found[1]))  # type: ignore[no-any-return]


def test_next_and_back_step_through_the_pass(seen: list[Any]) -> None:
    headings = [headings for headings, _ in seen[:8]]
    assert all(len(found) == 1 for found in headings), "exactly one panel is seen at a time"
    assert [found[0].partition(":")[0] for found in headings] == [
        "Before the first step", "Step 1 of 5", "Step 2 of 5", "Step 3 of 5",
        "Step 2 of 5", "Step 3 of 5", "Step 4 of 5", "Step 5 of 5",
    ]  # fmt: skip


def test_the_drawing_follows(seen: list[Any]) -> None:
    first, last = seen[0][1], seen[7][1]
    assert first.count(".grad = None") == 2
    assert not any(word.startswith("gradient ") and word != "gradient sent" for word in first)
    assert ".grad = None" not in last
    assert {".grad = 11.0", ".grad = 3.0", "gradient 1.0"} <= set(last)
    assert seen[2] == seen[4], "going back shows what was seen before"


def test_two_steppers_on_a_page_do_not_move_each_other(seen: list[Any]) -> None:
    assert seen[8] == seen[0]
    assert seen[9] == seen[1]
