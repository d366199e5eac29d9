"""Every attack and fault: no point gained, nothing read, nobody harmed, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from course.grading.sandbox.outside import sandboxed, start
from course.grading.sandbox.walls import Walls
from tests.battery.bank import FAMILIES
from tests.battery.runner import Row, rows

CASES = [(family, attack.name) for family, attacks in FAMILIES.items() for attack in attacks]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Row]]:
    """A family's attacks, graded in one class with honest bystanders."""
    sandbox = start(Walls())
    sandbox.kill()
    if not sandboxed():
        pytest.skip("this host builds no namespaces: NO attack was tried")

    @cache
    def graded(family: str) -> dict[str, Row]:
        place = tmp_path_factory.mktemp("battery")
        return {row.attack.name: row for row in rows(FAMILIES[family], place)}

    return graded


@pytest.mark.parametrize(("family", "name"), CASES, ids=[f"{f}: {n}" for f, n in CASES])
def test_an_attack_is_held(
    graded: Callable[[str], dict[str, Row]], family: str, name: str
) -> None:
    assert not graded(family)[name].faults


def test_names_are_told_apart() -> None:
    students = [attack.student for attacks in FAMILIES.values() for attack in attacks]
    assert len(set(students)) == len(students)
