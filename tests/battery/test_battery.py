"""Attacks and faults: no point gained, nothing read, nobody harmed, nothing left behind.

Those that exhaust a limit take long: here each N-th is tried (`--every N`), by `make battery` all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from course.grading.sandbox.client import has_namespaces, start_sandbox
from course.grading.sandbox.isolation.layers import Isolation
from tests.battery.attack import Attack
from tests.battery.bank import FAMILIES
from tests.battery.runner import Row, rows

LONG = "exhaustion"


def tried(family: str, every: int) -> Sequence[Attack]:
    """The attacks of a family that this run tries."""
    return FAMILIES[family][:: every if family == LONG else 1]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "family" in metafunc.fixturenames:
        every = metafunc.config.getoption("--every")
        cases = [(f, attack.name) for f in FAMILIES for attack in tried(f, every)]
        metafunc.parametrize(("family", "name"), cases, ids=[f"{f}: {n}" for f, n in cases])


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], dict[str, Row]]:
    """A family's attacks, graded in one class with honest bystanders."""
    sandbox = start_sandbox(Isolation())
    sandbox.kill()
    if not has_namespaces():
        pytest.skip("this host builds no namespaces: NO attack was tried")

    @cache
    def graded(family: str) -> dict[str, Row]:
        place = tmp_path_factory.mktemp("battery")
        attacks = tried(family, request.config.getoption("--every"))
        return {row.attack.name: row for row in rows(attacks, place)}

    return graded


def test_an_attack_is_held(
    graded: Callable[[str], dict[str, Row]], family: str, name: str
) -> None:
    assert not graded(family)[name].faults


def test_names_are_told_apart() -> None:
    students = [attack.student for attacks in FAMILIES.values() for attack in attacks]
    assert len(set(students)) == len(students)
