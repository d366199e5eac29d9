"""What README, CONTRIBUTING and docs/ say is so: output, commands, links, paths and packages."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import re
import shlex
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.apps.nbgraderapp import NbGraderApp

from course.cli import parser
from course.publish.source import ROOT, Assignment
from course.publish.variants import execute, namespace
from tests.assignments import report_on
from tests.commands import subcommands

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
HANDED_OUT = ROOT / "course" / "student" / "README.md"
README = (ROOT / "README.md").read_text(encoding="utf-8")

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"(?:(?<=\n\n)|\A)((?:    .*\n)+)")
SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(\.venv/bin/)?(make|course|nbgrader|python) \S").match
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
PLACEHOLDER = re.compile(r"NN|slug|<\w+>")
DOTTED = re.compile(r"\b(?:course(?!\.toml)|autograd_ref|tests)(?:\.[A-Za-z_]\w*)+\b(?!/)")
# What a path in the text can begin with; other paths are those of files that commands write.
TOP = {path.name for path in ROOT.iterdir() if path.name not in (".git", ".venv", "build", "work")}


@pytest.fixture(params=[*PAGES, HANDED_OUT], ids=lambda path: str(path.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


# -- what the README shows -----------------------------------------------------------------------


def test_the_first_example_prints_what_the_comments_say() -> None:
    code = blocks(README, "python")[0]
    commented = [line for line in code.splitlines() if "  # " in line]
    wanted = [line.partition("# ")[2] for line in commented]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), pytest.raises(RuntimeError) as raised:
        execute(code, "<README>", {})
    *lines, error = wanted
    assert printed.getvalue().splitlines() == lines
    assert error.endswith(" ...")
    assert f"RuntimeError: {raised.value}".startswith(error.removesuffix(" ..."))


def test_the_check_answers_the_example_so(accumulation: Assignment) -> None:
    code, shown = blocks(README, "python")[1], blocks(README, "text")[0]
    names = namespace(accumulation, {"accumulate": code})
    report = report_on(accumulation.slug, "accumulate", names=names).text()
    *begin, end = shown.split()
    assert end == "..."
    assert begin == report.split()[:len(begin)], report  # long lines are wrapped in the README


# -- what the pages name ---------------------------------------------------------------------------


def test_every_command_exists(page: Path) -> None:
    for line, whole in commands(page.read_text(encoding="utf-8")):
        program, *arguments = shlex.split(line, comments=True)
        match program.removeprefix(".venv/bin/"):
            case "make":
                unknown = {a for a in arguments if "=" not in a} - TARGETS
                assert not unknown, f"{line}: no such target"
            case "course":
                assert_known(arguments, line)
                if whole:
                    parser().parse_args(arguments)
            case "nbgrader":
                assert arguments[0] in NbGraderApp.subcommands, line
            case "python":
                assert arguments[0] == "-m", line
                assert importlib.util.find_spec(arguments[1]), line


def test_every_option_exists(page: Path) -> None:
    """An option alone between backticks is one of `course`."""
    known = {option for parser in subcommands().values() for option in options_of(parser)}
    for span in spans(page.read_text(encoding="utf-8")):
        if span.startswith("--"):
            assert span.split()[0] in known, span


def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        target, _, anchor = link.partition("#")
        linked = (page.parent / target).resolve() if target else page
        assert linked.exists(), link
        assert ROOT in (linked, *linked.parents), link
        assert not anchor or anchor in anchors(linked), link


def test_every_path_exists(page: Path) -> None:
    """A path between backticks; NN, slug and the like stand for what lessons are called."""
    named = [span.rstrip("/") for span in spans(page.read_text(encoding="utf-8"))
             if re.fullmatch(r"[\w.<>/-]+", span) and span.split("/")[0] in TOP]
    assert not [path for path in named if not list(ROOT.glob(PLACEHOLDER.sub("*", path)))]


def test_every_dotted_name_exists(page: Path) -> None:
    for name in DOTTED.findall(page.read_text(encoding="utf-8")):
        assert resolves(name), name


def test_the_tests_above_find_what_they_look_for() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert sum(len(list(commands(text))) for text in texts) > 100
    assert sum(len(spans(text)) for text in texts) > 500
    assert sum(len(DOTTED.findall(text)) for text in texts) >= 5
    assert sum(len(links(page)) for page in PAGES) > 30


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        if (page := waiting.pop()) not in reached:
            reached.add(page)
            targets = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
            waiting += [target for target in targets if target.suffix == ".md"]
    assert reached >= set(PAGES)


def test_every_dependency_has_its_line() -> None:
    """Each package that is installed on purpose, under the extra that installs it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {"the package": project["dependencies"]} | {
        f"`[{extra}]`": needed for extra, needed in project["optional-dependencies"].items()}
    wanted = {(re.split(r"[^\w-]", needed)[0], extra) for extra, list_ in extras.items()
              for needed in list_ if not needed.startswith(project["name"])}
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w-]+) \| .+ \| (.+) \|$", text, re.MULTILINE)
    assert set(rows) - {("package", "installed with")} == wanted


# -- helpers ---------------------------------------------------------------------------------------


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [code for name, code in FENCED.findall(text) if name == language]


def spans(text: str) -> list[str]:
    """What stands between single backticks, outside of code blocks."""
    return SPAN.findall(INDENTED.sub("", FENCED.sub("", text)))


def commands(text: str) -> Iterator[tuple[str, bool]]:
    """Commands, and whether it is a whole line of a code block or a mention in the text."""
    shell = [code for name, code in FENCED.findall(text) if name in ("", "sh", "bash", "console")]
    for block in [*shell, *INDENTED.findall(FENCED.sub("", text))]:
        yield from ((line, True) for line in textwrap.dedent(block).splitlines() if COMMAND(line))
    yield from ((span, False) for span in spans(text) if COMMAND(span))


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def assert_known(arguments: list[str], line: str) -> None:
    """The command of `course` exists, and so do the options that are named with it."""
    parsers = subcommands()
    if arguments == ["--help"]:
        return
    assert arguments[0] in parsers, line
    unknown = {a for a in arguments if a.startswith("--")} - options_of(parsers[arguments[0]])
    assert not unknown, f"{line}: no option {unknown}"


def links(page: Path) -> list[str]:
    """The relative links of a page, pictures included."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    found = [first or second for first, second in LINK.findall(text)]
    return [link for link in found if not re.match(r"\w+:", link)]


def anchors(page: Path) -> set[str]:
    """What a link can name after #: the headings, written as GitHub writes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def resolves(name: str) -> bool:
    """Whether a dotted name is a module, or an attribute of one."""
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return hasattr(importlib.import_module(module), attribute)
    return True
