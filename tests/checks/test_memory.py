"""Code that remembers something from one call to the next is told so, as its source shows it."""

from __future__ import annotations

import pytest

from course.checks.examine import REMEMBERS
from course.exchange.memory import remembers
from course.publish.variants import namespace
from tests.assignments import ASSIGNMENTS, report_on

KEEPING = {
    "a default value": """
def add_contributions(contributions, total=[]):
    total.extend(contributions)
    return np.sum(total, axis=0)""",
    "a default value by name": """
def add_contributions(contributions, *, totals={}):
    totals[len(totals)] = contributions
    return np.sum(contributions, axis=0)""",
    "a name above": """
TOTALS = dict()

def add_contributions(contributions):
    def sums():
        TOTALS[len(TOTALS)] = contributions
        return np.sum(contributions, axis=0)
    return sums()""",
}
KEEPING_NOTHING = {
    "a table": """
POWERS = {"once": 1, "twice": 2}

def add_contributions(contributions, powers=(1, 2), axes=[0]):
    return np.sum(contributions, axis=axes[0]) * POWERS["once"]""",
    "a list of its own": """
def add_contributions(contributions):
    total = []
    total.extend(contributions)
    return np.sum(total, axis=0)""",
}
SLUG = "05-accumulation"
CLASS = """
class SGD:
    params = []

    def __init__(self, params, lr):
        self.params.extend(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None"""


@pytest.mark.parametrize("case", [*KEEPING, *KEEPING_NOTHING])
def test_what_is_kept_is_seen(case: str) -> None:
    code = {**KEEPING, **KEEPING_NOTHING}[case]
    names = namespace(ASSIGNMENTS[SLUG], {"add_contributions": code})
    assert not remembers(names["add_contributions"])
    names["add_contributions"]([names["np"].ones(2)])
    assert remembers(names["add_contributions"]) == (case in KEEPING)


def test_a_wrong_answer_that_keeps_something_is_told() -> None:
    names = namespace(ASSIGNMENTS[SLUG], {"add_contributions": KEEPING["a default value"]})
    assert REMEMBERS in report_on(SLUG, "add_contributions", names=names).text()


def test_so_is_an_attribute_of_the_class() -> None:
    names = namespace(ASSIGNMENTS["11-capstone"], {"SGD": CLASS})
    assert REMEMBERS in report_on("11-capstone", "SGD", names=names).text()


@pytest.mark.parametrize("value", [None, 3, print, int, [1]])
def test_whatever_the_name_stands_for(value: object) -> None:
    assert not remembers(value)
