"""Units, exercises and probes, and how to find them.

A unit's checks are one file, `course/checks/units/uNN_slug.py`, that defines `UNIT`. Nothing
else lists them: a new file is a new unit.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from course.checks.draw import Draw
from course.checks.implementation import LocalImplementation

UNITS = Path(__file__).with_name("units")
ProbeFunction = Callable[[Any, Draw], Mapping[str, Any]]


class UnknownName(LookupError):
    """No unit or exercise has that name; the message lists the names."""


@dataclass(frozen=True, eq=False)
class Probe:
    """One question to an implementation: a function of it and of random inputs.

    `ask(impl, draw)` returns a dict from labels that a student reads to values. `points` is
    what a right answer earns. A probe that takes long is asked `once`, in one case only.
    """

    label: str
    points: float
    ask: ProbeFunction
    once: bool = False


@dataclass
class Exercise:
    """What one graded cell asks.

    reference:   does over `autograd_ref` what a right answer does
    needs:       the exercises whose work this one builds on
    may:         what a right answer may do though the reference does not, see conditions.py
    fixed_sizes: whether the probes make sense only for arrays of the sizes that they name
    """

    unit: str
    name: str
    reference: Any = None
    needs: tuple[str, ...] = ()
    may: frozenset[str] = frozenset()
    fixed_sizes: bool = False
    probes: list[Probe] = field(default_factory=list)

    @property
    def points(self) -> float:
        return sum(probe.points for probe in self.probes)

    def probe(
        self, label: str, points: float = 1, once: bool = False
    ) -> Callable[[ProbeFunction], ProbeFunction]:
        """Decorator: the function becomes the exercise's next probe."""

        def add(ask: ProbeFunction) -> ProbeFunction:
            self.probes.append(Probe(label, points, ask, once))
            return ask

        return add


@dataclass
class Unit:
    """The exercises of one assignment.

    `given` holds the counterparts over `autograd_ref` of those names in the given cells that
    probes use.
    """

    slug: str
    given: dict[str, Any] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)

    def exercise(
        self, name: str, reference: Any = None, needs: tuple[str, ...] = (),
        may: tuple[str, ...] = (), fixed_sizes: bool = False,
    ) -> Exercise:
        """A new exercise. It needs no reference if probes only use given names."""
        self.exercises[name] = Exercise(
            self.slug, name, reference, needs, frozenset(may), fixed_sizes)
        return self.exercises[name]

    def reference(self) -> LocalImplementation:
        """The implementation over `autograd_ref` that answers are compared with."""
        # Imported here: whoever only reads verdicts does without the engine.
        from course.checks.tensors import state_of, to_array, to_tensor

        names = {e.name: e.reference for e in self.exercises.values() if e.reference is not None}
        return LocalImplementation(self.given | names, to_tensor, to_array, state_of)


def unit_slugs() -> list[str]:
    """The slugs of all units, such as `05-accumulation`, in order."""
    return sorted(path.stem[1:].replace("_", "-") for path in UNITS.glob("u[0-9][0-9]_*.py"))


@cache
def load_unit(slug: str) -> Unit:
    """The unit of that slug. Raises UnknownName, which lists the slugs."""
    if slug not in unit_slugs():
        raise UnknownName(f"no unit {slug!r}; there are: {', '.join(unit_slugs())}")
    module = importlib.import_module(f"course.checks.units.u{slug.replace('-', '_')}")
    unit: Unit = module.UNIT
    return unit


def find_exercise(slug: str, name: str) -> Exercise:
    """One exercise of a unit. Raises UnknownName, which lists the names."""
    exercises = load_unit(slug).exercises
    if name not in exercises:
        raise UnknownName(f"no exercise {name!r} in {slug}; there are: {', '.join(exercises)}")
    return exercises[name]
