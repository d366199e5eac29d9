"""Grades a class of attacks with bystanders among them, and looks at what they achieved."""

from __future__ import annotations

import copy
import csv
import ctypes
import hashlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from nbconvert.filters import markdown2html_mistune
from nbgrader.api import Gradebook

from course.grading.grade import grade
from course.grading.judging.budget import OVERTIME
from course.grading.sandbox.client import start_sandbox
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.submission import Limits, Result
from course.publish.assignment import notebook_bytes, release_notebook, solution_notebook
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS
from tests.battery.attack import SLUG, Attack
from tests.battery.canaries import CANARIES, SECRET, Lures
from tests.grading.support.html import SCRIPTED, Page, without_own_script

BYSTANDERS = ("aaa-bystander", "mmm-bystander", "zzz-bystander")
WRONG = "def {name}(*arguments, **named):\n    return None"
LIMITS = Limits(cell=2, notebook=10)
MAX_WRITTEN = 30 * 10**6  # bytes of a notebook or a page
SLACK = 4.0  # seconds that a restart and the judging may take after the time is up,
RUNS_OF_SLACK = 8  # or so many times what an honest submission of the same class took
FULL = 20.0
BECOME_SUBREAPER = 36
MAX_DETAIL = 3_000
OWN_MISTAKES = ("SyntaxError", "IndentationError", "NameError", "AttributeError", "TypeError",
                "ImportError", "ModuleNotFoundError", "UnboundLocalError")


@dataclass
class Row:
    """What one attack achieved."""

    attack: Attack
    state: str = "-"
    points: float = 0.0
    seconds: float = 0.0
    read: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def faults(self) -> list[str]:
        """Why it did not hold; empty if it did."""
        return [*(f"read {r}" for r in self.read), *(f"touched {t}" for t in self.touched),
                *(f"left {n}" for n in self.left), *self.broken]


def rows(
    attacks: Sequence[Attack], place: Path, limits: Limits = LIMITS, scheduler: str | None = None
) -> list[Row]:
    """Hand in every attack beside honest bystanders, grade them all, and look around.

    With the address of a `scheduler`, the workers of a Dask cluster below this process grade.
    """
    adopt_orphans()
    if scheduler is None:
        start_sandbox(Isolation()).kill()  # the fork server outlives it
    else:
        write_class([], place / "first", {})
        grade(place / "first", place / "of-the-first", [SLUG], scheduler=scheduler)
    with Lures(place) as lures:
        submitted, out = place / "submitted", place / "out"
        write_class(attacks, submitted, lures.places)
        out.mkdir()
        (out / ".secret").write_bytes(SECRET)
        before = fingerprint(submitted), fingerprint(ROOT / "solutions"), children()
        results = {r.student: r for r in grade(
            submitted, out, [SLUG], 2, limits, scheduler=scheduler)}
        left = left_behind(before[2])
        touched = [*lures.touched(), *bystanders_harmed(out, results)]
        touched += [f"the report: {script}" for script in scripts(out / "report.html")]
        if (fingerprint(submitted), fingerprint(ROOT / "solutions")) != before[:2]:
            touched.append("submissions or solutions")
    honest = max(results[name].seconds for name in BYSTANDERS)
    longest = limits.notebook + OVERTIME + max(SLACK, RUNS_OF_SLACK * honest)
    return [row(attack, results, out, touched, left, longest) for attack in attacks]


def write_class(attacks: Sequence[Attack], submitted: Path, places: Mapping[str, str]) -> None:
    """The class's submissions in nbgrader's layout."""
    for name in BYSTANDERS:
        write(submitted / name / SLUG, handed_in({}, CANARIES["another's notebook"]))
    for exercise in {attack.exercise for attack in attacks}:
        write(submitted / control(exercise) / SLUG,
              handed_in({exercise: WRONG.format(name=exercise)}))
    for attack in attacks:
        folder = submitted / attack.student / SLUG
        code = attack.source(places) or WRONG.format(name=attack.exercise)
        content = handed_in({attack.exercise: code})
        if attack.damage is not None:
            content = attack.damage(content)
        for name, text in attack.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(Attack("", "", text).source(places))
        if attack.place is not None:
            folder.parent.mkdir(parents=True)
            attack.place(folder, places)
        else:
            write(folder, content)


def write(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{SLUG}.ipynb").write_bytes(content)


def handed_in(replaced: Mapping[str, str], comment: str = "") -> bytes:
    """The student notebook, right but for what is replaced."""
    assignment, released = course()
    notebook = copy.deepcopy(released)
    code = code_cells(assignment, replaced)
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and marks["grade_id"] in code:
            cell.source = code[marks["grade_id"]]
    if comment:
        notebook.cells.append(nbformat.v4.new_code_cell(f"# {comment}\nprint('mine')", id="mine"))
    return notebook_bytes(notebook)


@cache
def course() -> tuple[Assignment, nbformat.NotebookNode]:
    """The assignment that the class hands in, and its student notebook."""
    assignment = ASSIGNMENTS[SLUG]
    return assignment, release_notebook(solution_notebook(assignment))


def control(exercise: str) -> str:
    """The student who is honestly wrong in one exercise."""
    return f"wrong-{exercise.replace('_', '-')}"


def row(
    attack: Attack, results: Mapping[str, Result], out: Path, touched: list[str], left: list[str],
    longest: float,
) -> Row:
    """What one attack achieved, of all that was seen after its class was graded."""
    result = results.get(attack.student)
    if result is None:
        return Row(attack, broken=["no state"])
    page = out / "feedback" / attack.student / SLUG / f"{SLUG}.html"
    pages = [out / "autograded" / attack.student / SLUG / f"{SLUG}.ipynb", page]
    shown = "".join(p.read_text(encoding="utf-8") for p in pages) + result.detail_with_caveats
    earned = {e.name: e for e in result.exercises}
    found = Row(attack, str(result.state), result.score, result.seconds, touched=list(touched))
    found.reason = result.detail_with_caveats or earned[attack.exercise].reason
    found.read = [name for name, canary in CANARIES.items() if canary in shown]
    found.left = [name for name in left if attack.student in name or "attack-" not in name]
    honest = results[control(attack.exercise)]
    if result.score > honest.score:
        found.broken.append(f"gained {result.score - honest.score:g}")
    if attack.exercise in earned and earned[attack.exercise].score > 0:
        found.broken.append(f"points for {attack.exercise}")
    written = max(path.stat().st_size for path in pages)
    if written > MAX_WRITTEN:
        found.broken.append(f"wrote {written / 10**6:.0f} MB")
    if result.seconds > longest:
        found.broken.append(f"took {result.seconds:.0f} s")
    if result.state not in attack.states:
        found.broken.append(f"state {result.state}")
    if not found.reason:
        found.broken.append("no reason")
    reasons = " ".join([result.detail_with_caveats, *(e.reason for e in result.exercises)])
    if attack.says not in reasons:
        found.broken.append(f"does not say {attack.says!r}")
    lost = [name for name in attack.keeps if earned[name].score < earned[name].max_score]
    if lost:
        found.broken.append(f"lost {', '.join(lost)}")
    if attack.code and (stumbled := errors_in(pages[0], attack.exercise)):
        found.broken.append(f"the attack itself stumbled: {stumbled}")
    if len(result.detail_with_caveats) > MAX_DETAIL:
        found.broken.append(f"a detail of {len(result.detail_with_caveats)} characters")
    if scripts(page):
        found.broken.append("script in a page")
    if acting := acting_texts(pages[0]):
        found.broken.append(f"{len(acting)} texts that act in formgrader, such as {acting[0]!r}")
    return found


def errors_in(path: Path, exercise: str) -> str:
    """What stopped the attack's own cell from being run to its end, if that was its own mistake."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise:
            for output in cell.get("outputs", []):
                if output.output_type == "error" and output.ename in OWN_MISTAKES:
                    return f"{output.ename}: {output.evalue}"
    return ""


def bystanders_harmed(out: Path, results: Mapping[str, Result]) -> list[str]:
    """Which honest submissions, or their records, are not what they should be."""
    harmed = []
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        listed = {line["student"]: line for line in csv.DictReader(file)}
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        for name in BYSTANDERS:
            stored = book.find_submission(SLUG, name).score
            line = listed[name]
            if (results[name].score, stored, float(line["score"])) != (FULL, FULL, FULL) \
                    or line["status"] != "graded":
                harmed.append(f"the grade of {name}")
    return harmed


class Scripts(HTMLParser):
    """Collects what would run when a page is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe" and ("sandbox", "") in attrs:
            return  # nothing in it runs or reaches anything
        if tag in ("script", "iframe", "object", "embed", "form", "base", "link"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or "javascript:" in (value or "").lower() or (
                    name in ("src", "href") and (value or "").startswith(("http", "//", "data:t"))):
                self.found.append(f"{tag} {name}")


def scripts(page: Path) -> list[str]:
    """What in a page would run or fetch something, if anything."""
    parser = Scripts()
    text = page.read_text(encoding="utf-8")
    parser.feed(without_own_script(text) if page.name == "report.html" else text)
    return parser.found


def acting_texts(path: Path) -> list[str]:
    """The texts of a notebook of which formgrader makes HTML that could run or fetch something."""
    return [cell.source for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader", {}).get("locked")
            and acts(Page(markdown2html_mistune(cell.source)))]


def acts(page: Page) -> bool:
    links = [a for a in page.addresses if not a.startswith(("https://", "#", "../", "http://127"))]
    return bool({*SCRIPTED, "img", "svg"} & {*page.tags} or page.handlers or links
                or ("\\href" in page.text and "pre" not in page.tags))


def fingerprint(folder: Path) -> str:
    """A digest of all names and contents below a folder; links and devices by their kind."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(f"{path}\0{path.lstat().st_mode}\0{path.lstat().st_size}"
                      .encode("utf-8", "surrogateescape"))
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 10**6:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def adopt_orphans() -> None:
    """Become the parent of whatever descendant loses its own: nothing that stays is overlooked."""
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)


def children() -> dict[int, str]:
    """The processes below this one, by number, with their command lines."""
    found: dict[int, str] = {}
    waiting = [os.getpid()]
    while waiting:
        parent = waiting.pop()
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                numbers = [int(number) for number in task.read_text().split()]
            except OSError:
                continue
            for number in numbers:
                try:
                    stat = Path(f"/proc/{number}/stat").read_text()
                    line = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ")
                except OSError:
                    continue
                if stat.rpartition(")")[2].split()[0] == "Z":
                    continue
                found[number] = line.decode(errors="replace").strip()
                waiting.append(number)
    return found


def left_behind(before: Mapping[int, str]) -> list[str]:
    """The processes that a class left; what is found is ended."""
    deadline = time.monotonic() + 60
    while (left := {n: name for n, name in children().items() if n not in before}) and \
            time.monotonic() < deadline:
        time.sleep(0.05)
    for number in left:
        os.kill(number, signal.SIGKILL)
    return [f"{name} ({number})" for number, name in left.items()]
