"""No mutant of a solution earns everything, but for those argued to be equivalent."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from course.checks.unit import load_unit
from tests.assignments import ASSIGNMENTS, EXERCISES
from tests.proof.meaning import meanings
from tests.proof.mutate import mutants
from tests.proof.survivors import argued, exercise_mutants, survives


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_every_mutant_is_caught_or_argued(slug: str, name: str, every: int) -> None:
    """`make proof` tries all of them."""
    assignment = ASSIGNMENTS[slug]
    exercise = load_unit(slug).exercises[name]
    accepted = {change for unit, e, change in argued() if (unit, e) == (slug, name)}
    by_token, by_meaning = exercise_mutants(assignment, name)
    made = by_token + by_meaning
    tried = made[sum(map(ord, name)) % every :: every]
    left = {m.change: m for m in tried if survives(assignment, exercise, m)}
    assert left.keys() - accepted == set(), "mutants that earn everything"
    caught = {m.change for m in tried} - left.keys()
    assert accepted.isdisjoint(caught), "argued equivalent, but caught"
    assert accepted <= {m.change for m in made}, "argued equivalent, but gone"


def test_each_kind_of_change_is_made() -> None:
    code = '''def f(a, b):
    """A docstring stays."""
    total = -a + 2
    if a < b and not b:
        total += 1
    return total'''
    changes = [m.change for m in mutants(code)]
    for change in ("-a + 2 -> -a - 2", "-a -> a", "2 -> 3", "a < b -> a <= b", "not b -> b",
                   "a < b and (not b) -> a < b or not b", "total += 1 -> total -= 1",
                   "return total -> return None", "total += 1 -> total = 1"):
        assert change in changes
    assert not any("docstring" in change for change in changes)


def test_a_mutant_differs_in_one_place() -> None:
    code = "def f(a, b):\n    c = a + b\n    return c + a"
    for mutant in mutants(code):
        same = sum(x == y for x, y in zip(
            ast.unparse(ast.parse(code)).splitlines(), mutant.code.splitlines(), strict=True))
        assert same == 2


MEANINGS = {
    "def f(x):\n    return g(x.copy())": ["x.copy() -> x", "f remembers its results",
                                         "return g(x.copy()) -> an argument if it is equal"],
    "def f(x):\n    return np.array(x)": [
        "np.array(x) -> x", "f keeps its results by identity", "f gives its results in one buffer"],
    "def f(x, flag=True):\n    return g(x, flag)": ["the first flag counts"],
    "def f(x):\n    return x + 1": ["return x + 1 -> x += 1; return x"],
    "def f(x):\n    return np.exp(x)": ["np.exp(x) -> np.exp(x, out=x)"],
    "def f(x, y):\n    return g(x, y), h(y)": [
        "g(x, y) -> g(y, x)", "return (g(x, y), h(y)) -> return (h(y), g(x, y))"],
    "def f(x):\n    found = []\n    found.append(x)\n    return found": [
        "found = [] -> a default value"],
    "def f(x):\n    order, seen = [x], set()\n    return g(order, seen)": [
        "seen = set() -> a default value"],
    "def f(x):\n    for y in x:\n        a(y)\n        b(y)\n    return c": [
        "after `for y in x:`: b(y)", "before `for y in x:`: a(y)", "inside `for y in x:`: return c",
        "for ... in x -> list(x)[::-1]", "for ... in x -> dict.fromkeys(x)",
        "for ... in x -> list(x)[1:]", "for ... in x -> list(x)[:-1]"],
    "def f(x):\n    a(x)\n    for y in x:\n        b(y)": ["at the top of `for y in x:`: a(x)"],
    "def f(x):\n    try:\n        a()\n    finally:\n        b()": ["no try/finally"],
    "def f(x):\n    with a:\n        b()": ["no with a"],
    "def f(x):\n    return 0 if x is None else x": [
        "x is None -> not x", "0 if x is None else x -> x or 0"],
    "def f(x):\n    if x is None:\n        x = 1\n    return x": [
        "if x is None:\n    x = 1 -> x = x or 1"],
    "def f(x, y):\n    return x is y": ["x is y -> x == y"],
    "def f(x):\n    return x in {id(y) for y in x}": [
        "id(y) -> str(getattr(y, 'label', getattr(y, 'data', y)))"],
    "def f(x):\n    return x[1:]": ["x[1:] -> x[:]"],
    "def f(x):\n    x.grad = x.grad + 1": ["x.grad = x.grad + 1 -> x.grad += 1"],
    "def f(x):\n    x.grad += 1": ["x.grad += 1 -> x.grad = x.grad + 1"],
    "def f(x):\n    x[...] = 1": ["x[...] = 1 -> x = 1"],
    "def f(x):\n    return x.sum(axis=0)": ["x.sum(axis=0) -> x.sum()"],
}


@pytest.mark.parametrize("code", MEANINGS)
def test_each_kind_of_mistake_is_made(code: str) -> None:
    changes = [mutant.change for mutant in meanings(code)]
    assert set(MEANINGS[code]) - set(changes) == set()
    assert len(changes) == len(set(changes))


def test_a_mutant_that_remembers_hands_back_the_same_array() -> None:
    code = "def f(x):\n    return x + 1"
    mutant = next(m for m in meanings(code) if m.change == "f remembers its results")
    names: dict[str, Any] = {"np": np}
    exec(mutant.code, names)
    first = names["f"](np.ones(2))
    assert not names["Remember"].fired
    assert names["f"](np.ones(2)) is first
    assert names["Remember"].fired
    assert names["f"](np.zeros(2)) is not first


def test_a_mutant_that_aliases_hands_back_what_is_equal() -> None:
    code = "def f(x):\n    return g(x)"
    mutant = next(m for m in meanings(code) if m.change.endswith("if it is equal"))
    names: dict[str, Any] = {"g": lambda x: x * 1}
    exec(mutant.code, names)
    x = np.ones(2)
    assert names["f"](x) is x
    assert names["Alias"].fired
