"""Fixtures for all tests, and in which order their files run."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from course.publish.source import ROOT, Assignment

from .assignments import ASSIGNMENTS

DRAWS = 1
EVERY = 24
# These start first, so that no process waits at the end for another. A browser and a site that is
# built wait much, so they start beside files that compute.
LONGEST = (
    "tests/site/test_lab", "tests/battery", "tests/browser/test_a_students_day.py",
    "tests/site/test_node.py", "tests/browser", "tests/grading/test_interruption.py",
    "tests/site/test_pages.py", "tests/grading/test_many_at_a_time.py", "tests/site",
    "tests/checks/test_proof.py", "tests/answers", "course/lessons", "tests/grading",
    "tests/publish", "tests/student", "tests/proof", "tests/checks", "tests/engine/test_ops.py",
)
# Files whose tests share what takes long to make run in one process.
SHARING = ("tests/site/test_lab",)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--draws", type=int, default=DRAWS, metavar="N",
        help=f"prove the checks on N fresh draws (default: {DRAWS}; `make proof` asks for 20)")
    parser.addoption(
        "--every", type=int, default=EVERY, metavar="N",
        help=f"of mutants, readers' answers and notebooks in Node try each N-th "
             f"(default: {EVERY}; `make proof`: all, but Node's)")


def pytest_configure() -> None:
    """Thousands of tests are made at the start and live to the end: do not search them again and
    again for what nobody needs. It makes the start a third shorter."""
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest files first; `--dist loadfile` starts them in this order."""
    def rank(item: pytest.Item) -> int:
        place = item.path.relative_to(ROOT).as_posix()
        return next((n for n, long in enumerate(LONGEST) if place.startswith(long)), len(LONGEST))

    items.sort(key=rank)


class Scheduling(LoadFileScheduling):
    """A file runs in one process, and files that share what takes long to make as well."""

    def _split_scope(self, nodeid: str) -> str:
        return next((s for s in SHARING if nodeid.startswith(s)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def every(request: pytest.FixtureRequest) -> int:
    """N, if a proof tries each N-th of its many cases."""
    return int(request.config.getoption("--every"))


@pytest.fixture
def draws(request: pytest.FixtureRequest) -> int:
    """How many fresh draws of inputs a proof tries."""
    return int(request.config.getoption("--draws"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def accumulation() -> Assignment:
    """The assignment of unit 05."""
    return ASSIGNMENTS["05-accumulation"]
