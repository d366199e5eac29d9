"""The cases in which each probe is asked: the one students see, wider ones, and one case twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course.checks.draw import Changes, Draw, visible_seed
from course.checks.flags import Flag, flags_of
from course.checks.unit import Exercise, Probe, load_unit

SIZES = range(2, 8)  # the sizes of axes that a wider case replaces
OTHER_NUMBERS = 2  # in front of a seed


@dataclass(frozen=True)
class Case:
    """One way to draw a probe's inputs.

    sizes: pairs of a size that the probe asks for and the one it gets
    zeros: whether some of the numbers are 0, or tiny, or cancel
    again: whether the probe is asked twice, with the very same inputs
    before: cases in which it is asked first, without a pause
    used: whether it is asked at the end about other numbers, in the objects of the first time
    flags: parameters of which each call comes after the same call with the other value
    """

    seed: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...] = ()
    zeros: bool = False
    again: bool = False
    before: tuple[Case, ...] = ()
    used: bool = False
    flags: tuple[Flag, ...] = ()

    def draws(self, changes: Changes | None = None) -> list[Draw]:
        """The inputs to ask with, one after the other."""
        earlier = [draw for case in self.before for draw in case.draws(changes)]
        draw = Draw(self.seed, dict(self.sizes), self.zeros, changes)
        draw.flags = self.flags
        return [*earlier, draw, draw.once_more()] if self.again else [*earlier, draw]

    def draw_in_used_objects(self) -> Draw | None:
        """The other numbers, of the sizes that the probe's author had in mind."""
        return Draw(self.of_other_numbers().seed) if self.used else None

    def of_other_numbers(self) -> Case:
        """The case that asks about these other numbers, in objects of their own."""
        return Case((OTHER_NUMBERS, *self.seed))

    @property
    def visible(self) -> bool:
        """Whether students see the case: it is the same for everybody."""
        return len(self.seed) == 1

    @property
    def wider(self) -> bool:
        return bool(self.sizes) or self.zeros

    def as_written(self) -> Case:
        """The case with the sizes and numbers that the probe's author had in mind."""
        return replace(self, sizes=(), zeros=False)

    def without_flags(self) -> Case:
        """The case with each call once."""
        before = dict.fromkeys(replace(case, flags=()) for case in self.before)
        return replace(self, flags=(), before=tuple(before))

    def widened(self) -> Case:
        """The case with zeros, and with other sizes, which may be 1 and may coincide."""
        return Case(self.seed, other_sizes(self.seed), True, self.again, self.before)


@lru_cache(maxsize=1_000)
def other_sizes(seed: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Pairs of a size that probes ask for and one drawn in its place."""
    random = np.random.default_rng((1, *seed))
    return tuple(zip(SIZES, random.integers(1, 7, len(SIZES)).tolist(), strict=True))


ProbeCase = Callable[[Probe], Case]


def together(cases: Sequence[Case]) -> Case:
    """One case that asks all that these ask, nothing of it once more by itself."""
    asked = [replace(case, again=False) for case in cases if case.again]
    asked += [case.of_other_numbers() for case in cases if case.used]
    *before, last = dict.fromkeys(case for case in cases if case not in asked and not case.used)
    return replace(last, before=tuple(before), used=any(case.used for case in cases))


def visible_cases(exercise: Exercise) -> list[ProbeCase]:
    """The cases that students see."""
    return _cases(exercise)


def fresh_cases(exercise: Exercise, seed: int) -> list[ProbeCase]:
    """New cases, drawn from `seed`, on which points are decided."""
    return _cases(exercise, seed)


def _may_know_objects(exercise: Exercise) -> bool:
    """Whether a right answer, or one to what it needs, may keep something for an object."""
    return "know objects" in exercise.may or any(
        _may_know_objects(load_unit(exercise.unit).exercises[name]) for name in exercise.needs)


def _cases(exercise: Exercise, *seed: int) -> list[ProbeCase]:
    """A case as the author wrote it; the same twice; if there are flags, with the other value of
    each first; a wider one; and other numbers, in new objects and in those of the first.

    A probe that is asked once has the first case in place of each.
    """
    def first(probe: Probe) -> Case:
        return Case((*seed, visible_seed(exercise.unit, exercise.name, probe.label)))

    def but(change: Callable[[Case], Case]) -> ProbeCase:
        return lambda probe: first(probe) if probe.once else change(first(probe))

    cases = [first, but(lambda case: replace(case, again=True))]
    # What a call changes, a later one finds: then what one value of a flag does wrong would cost
    # the points of the other as well.
    flags = () if exercise.may & {"leave gradients", "know calls"} else flags_of(
        exercise.name, exercise.reference)
    if flags:
        cases.append(but(lambda case: replace(case, flags=flags)))
    if not exercise.fixed_sizes:
        cases.append(but(Case.widened))
    if not _may_know_objects(exercise):
        cases += [but(Case.of_other_numbers), but(lambda case: replace(case, used=True))]
    return cases
