"""Fixtures for all tests, and which of them run in one process, one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.publish.source import ROOT, Assignment, assignment_paths, read_assignment

DRAWS = 3
# The tests that take longest start first, so that no process waits at the end for another.
LONGEST = (
    "tests/browser", "tests/battery", "tests/grading/test_interruption.py",
    "tests/grading/test_many_at_a_time.py", "tests/checks/test_proof.py", "course/lessons",
    "tests/grading", "tests/publish",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--draws", type=int, default=DRAWS, metavar="N",
        help=f"prove the checks on N fresh draws (default: {DRAWS}; `make proof` asks for 20)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a file into one process, unless they name an `xdist_group` themselves.

    Tests of one group share what their fixtures made: a graded class, a browser, a kernel.
    """
    places = {item: item.path.relative_to(ROOT).as_posix() for item in items}
    for item, place in places.items():
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(place))

    def rank(item: pytest.Item) -> int:
        long = (n for n, start in enumerate(LONGEST) if places[item].startswith(start))
        return next(long, len(LONGEST))

    items.sort(key=rank)


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
    return next(a for a in map(read_assignment, assignment_paths()) if a.slug == "05-accumulation")
