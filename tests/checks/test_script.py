"""The script of a question that is asked twice is that of two questions."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from typing import Any

import pytest

from course.checks import script
from course.checks.cases import Case, fresh_cases, together
from course.checks.implementation import Ref
from course.checks.observed import Observed
from course.checks.probing import ask_reference
from course.checks.script import Recorder
from course.checks.unit import Probe, Unit, load_unit, unit_slugs


class AskedTwice(Recorder):
    """A recorder that asks the reference every time."""

    def begin(self, again: bool) -> Callable[[Ref], Ref] | None:
        return None


def written_out(requests: list[list[Any]]) -> list[Any]:
    """Requests with what ["again", n] stands for in its place."""
    out: list[Any] = []
    for request in requests:
        if request[0] == "again":
            block = out[request[1]:]
            out += [moved(again, len(block)) for again in block]
        else:
            out.append(request)
    return out


def moved(request: list[Any], by: int) -> list[Any]:
    kind, target, *rest = request
    target = target + by if isinstance(target, int) else target

    def of(value: Any) -> Any:
        if isinstance(value, list):
            return [of(item) for item in value]
        if isinstance(value, dict) and isinstance(value.get("token"), int):
            return {"token": value["token"] + by}
        return {key: of(item) for key, item in value.items()} if isinstance(value, dict) else value

    return [kind, of(target), *map(of, rest)]


def without_contents(observed: dict[str, Any]) -> str:
    """What was observed, but for the contents and items that an original and its twin share."""
    around = observed["surroundings"]
    states = [{name: value for name, value in (state or {}).items()
               if name not in ("contents", "items")} for state in around["states"]]
    return repr({**observed, "surroundings": {"states": states, "sharing": around["sharing"]}})


def recorded(probe: Probe, case: Case, unit: Unit) -> Any:
    try:
        return ask_reference(probe, unit.reference(), case)
    except Exception:
        if case != case.without_flags():
            return recorded(probe, case.without_flags(), unit)
        if not case.wider:
            raise
        return recorded(probe, case.as_written(), unit)


@pytest.mark.parametrize("slug", unit_slugs())
def test_a_twin_is_what_asking_twice_gives(
    slug: str, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = load_unit(slug)
    for exercise in list(unit.exercises.values())[:: 1 if every == 1 else 3]:
        cases = fresh_cases(exercise, 5)
        for probe in exercise.probes:
            case = together([case(probe) for case in cases])
            (question, observed) = recorded(probe, case, unit)
            with monkeypatch.context() as patch:
                patch.setattr(script, "Recorder", AskedTwice)
                (twice, observed_twice) = recorded(probe, case, unit)
            assert json.dumps(written_out(question.script.requests)) == json.dumps(
                twice.script.requests)
            assert question.script.wanted == twice.script.wanted
            assert question.script.objects == twice.script.objects
            assert repr(question.script.drawn) == repr(twice.script.drawn)
            assert without_contents(observed) == without_contents(observed_twice)


# The reference of 08 keeps what a probe's function of its own returned.
@pytest.mark.parametrize("slug", [slug for slug in unit_slugs() if slug != "08-stop-tracking"])
def test_a_question_goes_with_its_last_name(slug: str) -> None:
    unit = load_unit(slug)
    gc.collect()
    gc.disable()
    try:
        for exercise in unit.exercises.values():
            for probe in exercise.probes:
                kept = recorded(probe, fresh_cases(exercise, 6)[0](probe), unit)
        assert kept
        assert not [kind for kind in map(type, gc.get_objects()) if kind in (Observed, Recorder)]
    finally:
        gc.enable()
