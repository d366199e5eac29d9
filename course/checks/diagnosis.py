"""One true sentence about a wrong answer that no misconception explains.

A sentence is told only if it is true of every place in which the answer is wrong: on the cases
that students see and on others, drawn afresh. So it is no coincidence. If none is true of every
place, one may be true of all places of one label, or of one probe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.checks.changed_questions import ChangedAnswers
from course.checks.compare import same
from course.checks.conditions import CONDITIONS, CONTENTS
from course.checks.other_relations import is_error, reordered
from course.checks.place import Place, numeric, pieces
from course.checks.relations import predicates
from course.checks.unit import Unit
from course.checks.verdict import Outcome, Verdict

MAX_PLACES = 300  # that are looked at; with more of them nothing is told
MAX_SENTENCES = 2
OF_ARITHMETIC = "the right one (times|divided|to the power|plus|minus)|times the right|factor|once"
# Of one place alone this says little: where two numbers are added, their mean is the half.
BY_TWO = "would be right for (twice|half of)"
OF_NONE = "'NoneType' object|: 'NoneType' and"  # what an attribute, a call, an operator raises


@dataclass
class WrongPlace:
    """A place of a wrong answer, the outcome that it belongs to, and the number of its verdict."""

    place: Place
    outcome: Outcome
    draw: int = 0
    _predicates: list[str] | None = field(default=None, repr=False)

    @property
    def predicates(self) -> list[str]:
        if self._predicates is None:
            self._predicates = predicates(self.place)
        return self._predicates


@np.errstate(all="ignore")  # an answer may hold any number, a signalling nan too
def diagnosis(unit: Unit, verdicts: Sequence[Verdict]) -> str:
    """What is true of an exercise's wrong answers in all these verdicts; empty if nothing is."""
    outcomes = [outcome for verdict in verdicts for outcome in verdict.outcomes]
    wrong = [outcome for outcome in outcomes if not outcome.passed]
    text = missing_return(unit, outcomes)
    if text or any(outcome.case.again or outcome.case.used or outcome.case.flags
                   or outcome.unsteady for outcome in wrong):
        return text
    places = [WrongPlace(place, outcome, number) for number, verdict in enumerate(verdicts)
              for outcome in verdict.outcomes for place in wrong_places(unit, outcome)
              if not _told_by_an_exception(place, outcomes)]
    if not places or len(places) > MAX_PLACES:
        return ""
    return (always_the_same(unit, outcomes, places) or one_answer_for_all(unit, outcomes)
            or _related(unit, outcomes, places)
            or wrong_in_one_direction(unit, outcomes, places) or late_error(places)
            or wrong_in_one_case(outcomes, places))


def missing_return(unit: Unit, outcomes: Sequence[Outcome]) -> str:
    """The sentence for a function whose calls all gave None, wrongly; else ""."""
    names = {_returned_none(unit, outcome) for outcome in outcomes if not _stumbled_over_none(
        unit, outcome) and (not outcome.passed or _own_results(unit, outcome))}
    name = names.pop() if len(names) == 1 else None
    if not name:
        return ""
    printed = " What is printed is not returned." * any(o.run.printed for o in outcomes)
    where = "Where it is wrong, " * any(outcome.passed for outcome in outcomes)
    return f"{where}`{name}` returns None. Is a `return` missing?{printed}"


def _stumbled_over_none(unit: Unit, outcome: Outcome) -> bool:
    """Whether an exception is no more than a consequence of a None: in some line, or because a
    function of the unit handed it on."""
    error, request = outcome.run.error, outcome.run.request
    return error is not None and "'NoneType'" in error.message and (
        bool(error.frames) or (request is not None and request.result_of in unit.given))


def _returned_none(unit: Unit, outcome: Outcome) -> str | None:
    """The name of the student's function whose results are all None in this outcome."""
    run = outcome.run
    if run.request is not None and run.error is not None:
        if run.request.kind in ("enter", "exit"):
            return None  # a class is wanted, which returns nothing
        of_none = re.search(OF_NONE, run.error.message) and not run.error.frames
        own = run.request.result_of not in unit.given
        return run.request.result_of if of_none and own else None
    results = _own_results(unit, outcome)
    got, expected = pieces(run.answers), pieces(outcome.expected)
    names = set(results.values())
    all_none = all(got.get(where) is None and expected.get(where) is not None
                           for where in results)
    return names.pop() if all_none and len(names) == 1 else None


def _results(outcome: Outcome) -> dict[str, str]:
    """The pieces of the answers that a call returned, with the name that was called."""
    observed = outcome.run.observed
    return {} if observed is None else observed["results"]


def _own_results(unit: Unit, outcome: Outcome) -> dict[str, str]:
    """The results that a call of the student's own function returned, with its name."""
    return {where: name for where, name in _results(outcome).items() if name not in unit.given}


def always_the_same(
    unit: Unit, outcomes: Sequence[Outcome], places: Sequence[WrongPlace]
) -> str:
    """The sentence for answers that are True, or False, or no error, whatever is asked; else ""."""
    group, answers = _answers_about_one_thing(unit, outcomes, places)
    if not answers:
        return ""
    if group == "an error":
        raised = any(outcome.run.error is not None for outcome in outcomes)
        return "" if raised or len(answers) < 2 or any(got is not None for _, got in answers) else \
            "No error is ever raised. Is a `raise` missing, or is its condition never true?"
    both = {expected for expected, _ in answers} == {True, False}
    given = {got if isinstance(got, bool) else None for _, got in answers}
    if not both or len(given) != 1 or given == {None}:
        return ""
    subject = f"`{group}`" if group else "The answer"
    return f"{subject} is always {given.pop()}, whatever is asked."


def one_answer_for_all(unit: Unit, outcomes: Sequence[Outcome]) -> str:
    """The sentence for a function that gives one result, though three were expected; else ""."""
    answers = [(name, pieces(outcome.expected).get(where), pieces(outcome.run.answers).get(where))
               for outcome in outcomes for where, name in _own_results(unit, outcome).items()]
    if len({name for name, *_ in answers}) != 1:
        return ""
    (name, _, first), *others = answers
    expected: list[Any] = []
    for _, right, _ in answers:
        if not any(same(right, known) for known in expected):
            expected.append(right)
    plain = numeric(first) or (isinstance(first, list | str) and not is_error(first))
    if len(expected) < 3 or not plain or not all(same(first, got) for _, _, got in others):
        return ""
    return f"`{name}` gives one and the same answer, whatever is asked."


def wrong_in_one_direction(
    unit: Unit, outcomes: Sequence[Outcome], places: Sequence[WrongPlace]
) -> str:
    """The sentence for answers that are False too often and never True too often, or the other way
    round; else "".
    """
    group, answers = _answers_about_one_thing(unit, outcomes, places)
    wrong = {expected for expected, got in answers if expected is not got}
    if group == "an error" or len(wrong) != 1 or len({place.draw for place in places}) < 2 or any(
            not isinstance(got, bool) for _, got in answers):
        return ""
    subject = f"`{group}`" if group else "The answer"
    if wrong == {True}:
        return (f"{subject} is False in cases where it should be True, and never the other way "
                "round. Does it ask for too much, or forget a case?")
    return (f"{subject} is True in cases where it should be False, and never the other way round. "
            "Does it ask for too little?")


def late_error(places: Sequence[WrongPlace]) -> str:
    """The sentence for the right error, raised after something was changed; else ""."""
    if not all("after the error" in place.place.where for place in places):
        return ""
    return ("The error is the right one, and something was changed before it was raised. "
            "Ask first, then change.")


def wrong_in_one_case(outcomes: Sequence[Outcome], places: Sequence[WrongPlace]) -> str:
    """The sentence for one case of a probe that is always wrong, with all others right; else ""."""
    wrong = {(place.outcome.probe.label, _case(place.place.where)) for place in places}
    failed = {outcome.probe.label for outcome in outcomes if not outcome.passed}
    if len(wrong) != 1 or len({place.draw for place in places}) < 2:
        return ""
    ((probe, case),) = wrong
    labels = {place.place.where for place in places}
    others = {_case(where) for outcome in outcomes if outcome.probe.label == probe
              for where in pieces(outcome.expected)} - {case}
    if failed != {probe} or not others:
        return ""
    named = labels.pop() if len(labels) == 1 else case
    return f'All else is right: only "{named}" is wrong. What sets it apart from the others?'


def _case(where: str) -> str:
    """The part of a label that names what was asked, without an attribute or an index."""
    return re.sub(r"(\[\d+\])+$", "", re.split(r"\.(?=[a-z_]+\b)|: ", where, maxsplit=1)[0])


def _answers_about_one_thing(
    unit: Unit, outcomes: Sequence[Outcome], places: Sequence[WrongPlace]
) -> tuple[str, list[tuple[Any, Any]]]:
    """What all wrong places are about, see `_group`, and the right and the given answers to it."""
    asked: dict[str, list[tuple[Any, Any]]] = {}
    for outcome in outcomes:
        got, returned = pieces(outcome.run.answers), _own_results(unit, outcome)
        for where, expected in pieces(outcome.expected).items():
            group = _group(where, expected, where in returned)
            about = bool(group) or where in returned
            if where in got and (is_error(expected) or (isinstance(expected, bool) and about)):
                answer = got[where]  # NumPy's True and False count as Python's
                asked.setdefault(group, []).append(
                    (expected, bool(answer) if _is_truth(answer) else answer))
    groups = {_group(p.place.where, p.place.expected, p.place.direct) for p in places}
    group = groups.pop()
    return ("", []) if groups else (group, asked.get(group, []))


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind == "b")


def _group(where: str, expected: Any, returned: bool) -> str:
    """What a True or False is about: the attribute that a label ends in, or nothing else.

    What the student's function returned is its answer, whatever the label.
    """
    if is_error(expected):
        return "an error"
    if returned:
        return ""
    *outer, attribute = re.split(r"\.|: ", where)
    return attribute if outer and attribute.isidentifier() else ""


def wrong_places(unit: Unit, outcome: Outcome) -> Iterator[Place]:
    """The places in which results are wrong; what lies around them has its own sentences.

    A list with the right items in another order is one place.
    """
    around = {*CONDITIONS.values(), *CONTENTS, "depth", "raised"}
    right, got = pieces(outcome.expected), pieces(outcome.run.answers)
    direct = _own_results(unit, outcome)
    found = {d.where: (d.expected, d.got) for d in outcome.differences
             if d.kind not in around and d.where}
    for where in {where.rpartition("[")[0] for where in found if where.endswith("]")}:
        if reordered(right.get(where), got.get(where)):
            found = {label: pair for label, pair in found.items()
                     if not label.startswith(f"{where}[")}
            found[where] = right[where], got[where]
    for where, (expected, wrong) in found.items():
        yield Place(where, expected, wrong, outcome.run.inputs, right, outcome.run.passed,
                    where in direct)


def _told_by_an_exception(place: Place, outcomes: Sequence[Outcome]) -> bool:
    """Whether the error in a place is one that ends another probe, where its cause is told."""
    return is_error(place.got) and any(
        f"{outcome.run.error.kind}: {outcome.run.error.message}".startswith(place.got)
        for outcome in outcomes if outcome.run.error is not None)


def _related(unit: Unit, outcomes: Sequence[Outcome], places: Sequence[WrongPlace]) -> str:
    changed = ChangedAnswers(unit)
    with_places = {id(place.outcome) for place in places}
    complete = all(id(outcome) in with_places for outcome in outcomes if not outcome.passed)
    labels = _grouped(places, lambda p: (p.place.where,))
    if complete or len(labels) > 1:
        found = _first_common(places, changed)
        if found:
            return _sentence("Each wrong result" if len(labels) > 1 else
                             _subject(places, outcomes), found)
    told: dict[str, list[str]] = {}  # by the predicate, of what it is true
    for group in labels.values():
        found = _first_common(group, changed)
        if found and not re.match(BY_TWO, found):
            told.setdefault(found, []).append(_subject(group, outcomes))
    sentences = [_of_several(subjects, found) for found, subjects in told.items()]
    if sentences:
        return " ".join(sentences[:MAX_SENTENCES])
    probes = _grouped(places, lambda p: (p.outcome.probe.label, p.place.where))
    for (label, where), group in probes.items():
        found = _first_common(group, changed)
        if found and not re.match(BY_TWO, found):
            return _sentence(f'In "{label}": "{where}"', found)
    return ""


def _of_several(subjects: Sequence[str], predicate: str) -> str:
    """A sentence about the first subject, and one that names others it is true of."""
    first, *others = subjects
    said = _sentence(first, predicate)
    if not others:
        return said
    named = [*others[:2], *([f"{len(others) - 2} more"] if len(others) > 2 else [])]
    named = [name.replace("Where it is wrong, ", "") for name in named]
    listed = " and ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
    return f"{said} The same is true of {listed}."


def _sentence(subject: str, predicate: str) -> str:
    return f"{subject} {predicate}" if predicate.endswith("?") else f"{subject} {predicate}."


def _grouped(places: Iterable[WrongPlace], key: Any) -> Mapping[tuple[str, ...], list[WrongPlace]]:
    groups: dict[tuple[str, ...], list[WrongPlace]] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return groups


def _subject(places: Sequence[WrongPlace], outcomes: Sequence[Outcome]) -> str:
    """How a sentence begins: with the label, and a word if the label is right somewhere else."""
    where = places[0].place.where
    asked = [outcome for outcome in outcomes if where in pieces(outcome.expected)]
    return f'"{where}"' if len(places) == len(asked) else f'Where it is wrong, "{where}"'


def _first_common(places: Sequence[WrongPlace], changed: ChangedAnswers) -> str:
    """The first predicate that is true of every place; empty without one."""
    drawn = {place.draw for place in places}
    if len(drawn) < 2 or not _telling([place.place for place in places]):
        return ""
    first, *others = sorted(places, key=lambda place: not place.place.telling)
    always_asked = all(same(first.place.expected, other.place.expected) for other in others)
    for predicate in first.predicates:
        if always_asked and re.search(OF_ARITHMETIC, predicate):
            continue  # one and the same numbers each time: there is always some factor
        if all(predicate in other.predicates for other in others):
            return predicate
    probe, case = first.outcome.probe, first.outcome.case
    for predicate in changed.predicates(first.place, probe, case):
        if all(changed.hold(predicate, other.place, other.outcome.probe, other.outcome.case)
               for other in others):
            return predicate
    return ""


def _telling(places: Sequence[Place]) -> bool:
    """Whether it is no chance if something is true of all these places.

    One number or two, the same in each case, have some relation to any other.
    """
    first, *others = (place.expected for place in places)
    if others and numeric(first) and np.size(first) <= 2 and type(first) is not int and all(
            same(first, other) for other in others):
        return False
    if any(place.telling for place in places):
        return True
    counts = {place.expected for place in places if type(place.expected) is int}
    return len(counts) > 1
