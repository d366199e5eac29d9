"""Probes sent as scripts give the runs that asking one request at a time gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from course.checks.cases import Case
from course.checks.draw import Draw
from course.checks.implementation import LocalImplementation
from course.checks.probing import Question, Run, ask
from course.checks.unit import Probe
from course.exchange.requests import MAX_OBJECTS
from course.grading.sandbox.remote_probe import BadReply, RemoteProbe
from course.grading.sandbox.server import RequestServer


class Switch:
    def __init__(self, log: list[str]) -> None:
        self.log = log
        self.on = True

    def __enter__(self) -> Switch:
        self.log.append("enter")
        return self

    def __exit__(self, *error: Any) -> None:
        self.log.append("exit")


def namespace() -> dict[str, Any]:
    log: list[str] = []

    def fails() -> None:
        raise ValueError("no")

    return {"log": log, "switch": Switch(log), "fails": fails, "stub": lambda: ...,
            "note": log.append, "double": lambda x: 2 * x, "says": lambda: print("hello")}


def simple(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.array("x", 2, 3)
    impl.says()
    return {"twice": impl.double(x), "list": [impl.double(x[0]), 1], "sum": impl.double(x) + 1}


def put_back(impl: Any, draw: Draw) -> dict[str, Any]:
    draw.array("x", 2)
    try:
        with impl.switch:
            impl.note("inside")
            impl.fails()
            impl.note("never")
    finally:
        impl.note("put back")
        impl.switch.on = False
    return {"never": 1}


def fails_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    try:
        impl.fails()
    finally:
        impl.unknown(1)
    return {}


def missing(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"value": impl.double(2), "log": impl.nowhere}


PROBES: dict[str, Callable[..., Any]] = {
    "simple": simple, "put back": put_back, "fails twice": fails_twice, "missing": missing,
    "stub": lambda impl, draw: {"x": impl.double(3), "y": impl.stub()},
    "nothing asked": lambda impl, draw: {"x": 1},
    "not plain": lambda impl, draw: {"x": impl.switch},
}


def run_remotely(probe: Probe, names: dict[str, Any]) -> Run:
    requests = RequestServer(SimpleNamespace(user_ns=names))  # type: ignore[arg-type]
    remote = RemoteProbe(Question.of(probe, Case((7,))))
    while remote.run is None:
        message = json.loads(json.dumps(remote.message()))
        remote.take_reply(json.loads(json.dumps(requests.carry_out(message))))
    return remote.run


@pytest.mark.parametrize("name", PROBES)
def test_the_same_run(name: str) -> None:
    probe = Probe(name, 1, PROBES[name])
    here, there = namespace(), namespace()
    local, remote = ask(probe, LocalImplementation(here), Case((7,))), run_remotely(probe, there)
    assert str(remote.answers) == str(local.answers)
    assert (remote.missing, remote.printed) == (local.missing, local.printed)
    assert str(remote.inputs) == str(local.inputs)
    assert (remote.error and remote.error.kind) == (local.error and local.error.kind)
    assert there["log"] == here["log"]
    assert there["switch"].on is here["switch"].on


@pytest.mark.parametrize("reply", [
    {}, {"values": 1}, {"values": []}, {"values": [{"pickle": "x"}] * 4}, {"at": "x"},
    {"at": 100, "missing": "x"}, {"at": -1, "missing": "x"}, {"at": 1}, {"at": True, "error": {}},
])
def test_what_is_no_reply(reply: dict[str, Any]) -> None:
    with pytest.raises(BadReply):
        RemoteProbe(
            Question.of(Probe("simple", 1, simple), Case((7,)))).take_reply(reply)


OTHERS: list[Any] = [None] * 7  # the probe asks about eight objects
GENUINE: dict[str, Any] = {"states": [None, *OTHERS], "firsts": [], "sharing": [], "depth": 1000}
DAMAGES: list[dict[str, Any]] = [
    {"states": 5}, {"states": []}, {"states": OTHERS}, {"states": [1, *OTHERS]},
    {"states": ["x", *OTHERS]}, {"states": [{"items": [np.zeros(2)]}, *OTHERS]},
    {"states": [{"items": [[[]]]}, *OTHERS]}, {"states": [{"items": [["x"]]}, *OTHERS]},
    {"states": [{"items": 3}, *OTHERS]},
    {"firsts": {"a": 1}}, {"firsts": [np.zeros(2)] * 8}, {"firsts": "abc"}, {"firsts": [0]},
    {"sharing": [[0, 10**6]]}, {"sharing": [[0]]},
    {"sharing": [["a", "b"]]}, {"sharing": [[[0], [1]]]}, {"sharing": [[-1, -2]]},
    {"sharing": [[np.zeros(2), 1]]}, {"sharing": "zz"}, {"depth": np.zeros(3)}, {"depth": "deep"},
    {"more": 1},
]


def test_of_many_objects_some_are_looked_at() -> None:
    def many(impl: Any, draw: Draw) -> dict[str, Any]:
        return {str(number): impl.double(number) for number in range(MAX_OBJECTS)}

    assert run_remotely(Probe("many", 1, many), namespace()).answers["7"] == 14


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_surroundings_of_another_form_are_a_bad_reply(
    damage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A student's code can reach the sandbox's server, and make it say anything."""
    probe = Probe("simple", 1, simple)
    monkeypatch.setattr(RequestServer, "_surroundings", lambda *request: GENUINE | damage)
    with pytest.raises(BadReply, match="surroundings"):
        run_remotely(probe, namespace())
    monkeypatch.setattr(RequestServer, "_surroundings", lambda *request: dict(GENUINE))
    assert run_remotely(probe, namespace()).answers
