"""What a student reads below the points of an exercise, probe by probe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from course.checks.causes import cause, not_a_function
from course.checks.compare import Difference
from course.checks.conditions import CONTENTS
from course.checks.probing import Run
from course.checks.sentences import in_general, in_one_line, of_wrong_type, sentence
from course.checks.showing import ALL_DIGITS, marked, show
from course.checks.unit import Unit
from course.checks.verdict import Outcome, Verdict

ALL_RIGHT = "All right."
RIGHT_AT_FIRST = (
    "The same call was right the first time. Either your code remembers something from one call to "
    "the next (a global, a default value, an attribute), or its answer depends on chance, such as "
    "the order of a set.")
UNSTEADY = ("The very same call gave another answer the second time. It should depend on its "
            "arguments alone: not on a global, a default value or an attribute, nor on chance, "
            "such as the order of a set.")
USED = ("It is right for new objects, and wrong for these, which held other numbers in an earlier "
        "call. Does your code keep something for an object, or for its `id`? Its contents can "
        "change, and when it is gone, another object can get its id.")
FLAGS = ("It is right if each call is made once. Here each call with a flag was made twice, with "
         "the flag's other value first, and then it is wrong. What a flag says counts for its own "
         "call alone: does your code keep the first choice?")
ENDED = {"TooSlow": "It did not end in time.",
         "Died": "Your code ended its own process, or used too much memory.",
         "Refused": "It was not judged."}
# Of these differences the values are shown.
COMPARED = ("values", "shape", "length", "dtype", "type", "nothing", "gradient", "data",
            *CONTENTS)


def headline(verdict: Verdict, asked: bool = True) -> str:
    """One line: the exercise and its points."""
    total = points_of(verdict.points, verdict.exercise.points)
    if not asked:
        return f"{verdict.exercise.name}: not checked, {total}"
    if verdict.passed:
        return f"{verdict.exercise.name}: {total}. {ALL_RIGHT}"
    return f"{verdict.exercise.name}: {total}"


def points_of(points: float, most: float) -> str:
    """Points out of those that there are: `1.5 of 2 points`."""
    return f"{points:g} of {most:g} {'point' if most == 1 else 'points'}"


def fresh_lines(outcome: Outcome) -> list[str]:
    """The lines below the label of a probe asked on fresh inputs: only the judge's own words.

    Student code has seen the inputs by then. What it returns, prints or raises could show them.
    """
    if outcome.passed:
        return []
    run = outcome.run
    if run.missing is not None:
        return ["A name that the check uses is not defined."]
    if run.error is not None:
        return [ENDED.get(run.error.kind, "Your code raised an exception.")]
    places = {d.where: f"{d.where}: {in_general(d)}" if d.where else in_general(d)
              for (d, *_) in _shown([[d] for d in outcome.differences])}
    return [*_about_other_answers(outcome), *places.values()]


def outcome_lines(outcome: Outcome) -> list[str]:
    """The lines below the label of a probe asked on inputs that students see."""
    if outcome.passed:
        return []
    run = outcome.run
    if run.missing is not None:
        return [undefined(run.missing)]
    if run.error is not None:
        return _about_the_case(outcome) + _error_lines(run)
    lines = _about_other_answers(outcome)
    if not lines and outcome.case.wider:
        lines.append("It is right for the inputs tried first, and wrong for these, with zeros, "
                     "tiny numbers, other sizes and tables transposed in memory:")
    for difference, *alike in _shown(_told_together(outcome.differences)):
        where = _listed([d.where for d in (difference, *alike)])
        line = f"{where}: {sentence(difference)}" if where else sentence(difference)
        if line in lines:
            continue
        lines.append(line)
        if difference.kind in COMPARED and not in_one_line(difference) and (
                difference.expected is not difference.got):
            right, got = show(difference.expected), marked(difference)
            if right == got:  # to so many digits
                right, got = (show(v, ALL_DIGITS) for v in (difference.expected, difference.got))
            lines.append(f"    expected {_indented(right)}")
            lines.append(f"    got      {_indented(got)}")
        if difference.kind == "unwritten":
            return [sentence(difference)]
    return lines + _input_lines(run.inputs)


def _about_other_answers(outcome: Outcome) -> list[str]:
    """What a student reads if the very same call, or the same objects, had another answer before.
    """
    if lines := _about_the_case(outcome):
        return lines
    return [RIGHT_AT_FIRST] if outcome.case.again else [UNSTEADY] if outcome.unsteady else []


def _about_the_case(outcome: Outcome) -> list[str]:
    """What a student reads if the answer is right but for used objects, or for one flag after
    another.
    """
    return [USED] if outcome.case.used else [FLAGS] if outcome.case.flags else []


def undefined(name: str, unit: Unit | None = None) -> str:
    """What a student reads about a name that is not defined; those in given cells have theirs."""
    if unit is not None and name in unit.given:
        return f"The name `{name}` is not defined. Run the cell above that defines it."
    return f"The name `{name}` is not defined. Run its cell; was it renamed, or did an " \
           "error end the cell before?"


def wrong_type_alone(outcome: Outcome) -> str:
    """The one sentence on an outcome that is wrong in its type alone; empty for any other."""
    sentences = {sentence(d) if of_wrong_type(d) else "" for d in outcome.differences}
    return sentences.pop() if len(sentences) == 1 else ""


def _told_together(found: list[Difference]) -> list[list[Difference]]:
    """The differences in groups that one sentence tells: those of a wrong type that are alike."""
    groups: dict[str | int, list[Difference]] = {}
    for number, difference in enumerate(found):
        key = sentence(difference) if of_wrong_type(difference) else number
        groups.setdefault(key, []).append(difference)
    return list(groups.values())


def _shown(groups: list[list[Difference]]) -> list[list[Difference]]:
    """The first three, and a changed argument if there is one."""
    return groups[:3] + [group for group in groups[3:] if group[0].kind in (*CONTENTS, "data")][:1]


def _listed(labels: list[str]) -> str:
    """Labels in one line: the first three, and how many more there are."""
    more = f"; and {len(labels) - 3} more" if len(labels) > 3 else ""
    return "; ".join(labels[:3]) + more


def _input_lines(inputs: dict[str, Any]) -> list[str]:
    named = []
    for name, value in inputs.items():
        if isinstance(value, list):
            named += [(f"{name}[{index}]", item) for index, item in enumerate(value)]
        else:
            named.append((name, value))
    return [f"    with {name} = {_indented(show(value), 12 + len(name))}"
            for name, value in named]


def causes(verdict: Verdict) -> Iterator[str]:
    """What the exceptions in a verdict mean, as far as that is sure."""
    for outcome in verdict.outcomes:
        if outcome.run.error is not None:
            text = _cause(outcome.run)
            if text:
                yield text


def _cause(run: Run) -> str:
    assert run.error is not None
    return not_a_function(run.error, run.request) or cause(run.error, run.request)


def _error_lines(run: Run) -> list[str]:
    error = run.error
    assert error is not None
    name_taken = not_a_function(error, run.request)
    if name_taken:
        return [name_taken]
    lines = [f"{error.kind}: {error.message}"]
    lines += [f"    line {frame.line} in {frame.function}: {frame.text}" for frame in error.frames]
    meaning = cause(error, run.request)
    return [*lines, meaning] if meaning else lines


def _indented(text: str, width: int = 13) -> str:
    return text.replace("\n", "\n" + " " * width)
