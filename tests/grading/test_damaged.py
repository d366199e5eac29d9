"""A thousand notebooks damaged at random: each has a state and a reason, none stops the run."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from course.grading.intake import take_in
from course.grading.states import State
from course.publish.assignment import release_notebook, solution_notebook
from course.publish.source import Assignment

SLUG = "05-accumulation"
COUNT = 1000
JUNK: list[Any] = [
    None, True, -1, 10**400, 1.5, "", "\x00\ud800", [], {}, [[]], {"a": {}}, "x" * 9999,
]


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a piece of JSON, as the container and the key."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, dict | list):
            yield from places(value)


def damage_bytes(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randint(1, 20)):
        place = dice.randrange(len(damaged))
        match dice.randrange(4):
            case 0:
                damaged[place] = dice.randrange(256)
            case 1:
                del damaged[place : place + dice.randint(1, 500)]
            case 2:
                damaged[place:place] = damaged[: dice.randint(1, 500)]
            case 3:
                damaged[place:place] = bytes(dice.randrange(256) for _ in range(5))
    return bytes(damaged)


def damage_structure(content: bytes, dice: random.Random) -> bytes:
    notebook = json.loads(content)
    for _ in range(dice.randint(1, 8)):
        container, key = dice.choice(list(places(notebook)))
        match dice.randrange(3):
            case 0:
                container[key] = copy.deepcopy(dice.choice(JUNK))
            case 1:
                del container[key]
            case 2:
                container[key] = copy.deepcopy(dice.choice(list(places(notebook)))[0])
    return json.dumps(notebook).encode("utf-8", "surrogatepass")


def test_a_thousand_damaged_notebooks(tmp_path: Path, accumulation: Assignment) -> None:
    source = solution_notebook(accumulation)
    whole = nbformat.writes(release_notebook(source)).encode()
    folder = tmp_path / SLUG
    folder.mkdir()
    states = []
    for number in range(COUNT):
        dice = random.Random(number)
        damage = damage_bytes if number % 2 else damage_structure
        (folder / f"{SLUG}.ipynb").write_bytes(damage(whole, dice))
        submission = take_in(folder, "ada", SLUG, source)
        states.append(submission.state)
        if submission.notebook is None:
            assert submission.notes, number
        else:
            nbformat.validate(submission.notebook)
            nbformat.writes(submission.notebook).encode()
    assert set(states) == {State.GRADED, State.MALFORMED}
