"""A verdict as a student sees it: in HTML, in plain text, and as data for a grader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from course.checks.explain import (
    causes,
    fresh_lines,
    headline,
    outcome_lines,
    undefined,
    wrong_type_alone,
)
from course.checks.needs import WrongNeeds
from course.checks.unit import load_unit
from course.checks.verdict import Outcome, Verdict

MIME = "application/vnd.autograd-course.verdict+json"

STYLE = """\
border-left:4px solid {colour};padding:.4em .9em;margin:.3em 0;\
font-family:var(--jp-ui-font-family,sans-serif);font-size:14px;line-height:1.45;\
color:var(--jp-ui-font-color1,inherit)"""
PRE = """\
margin:.2em 0 .4em 1.4em;padding:0;white-space:pre-wrap;background:none;border:0;\
font-family:var(--jp-code-font-family,monospace);font-size:13px;color:inherit"""


@dataclass
class CheckReport:
    """What `check` displays.

    show_inputs:    False for cases that students must not see: then the report shows nothing that
                    the code returned, printed or raised
    verdict_alone:  True if nothing of what the code did may be shown
    notes:          sentences about the notebook, before all others
    asked:          False if no probe was asked: then the notes say why
    """

    verdict: Verdict
    show_inputs: bool = True
    wrong_needs: WrongNeeds | None = None
    verdict_alone: bool = False
    notes: tuple[str, ...] = ()
    asked: bool = True

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": self.text(), "text/html": self.html(), MIME: self.data()}

    def data(self) -> dict[str, Any]:
        """The verdict as JSON types: points by probe, the misconception's name, the advice."""
        verdict = self.verdict
        return {
            "unit": verdict.exercise.unit,
            "exercise": verdict.exercise.name,
            "fresh": not self.show_inputs,
            "probes": [
                {"label": o.probe.label, "points": o.points, "max_points": o.probe.points}
                for o in verdict.outcomes
            ],
            "misconception": verdict.misconception and verdict.misconception.name,
            "unwritten": verdict.unwritten,
            "advice": self._advice() or self._cause(),
        }

    def text(self) -> str:
        """The report for a terminal."""
        lines = [self._title()]
        if self._advice():
            lines.append(self._advice())
        for outcome, below in self.shown():
            lines.append(f"  {'pass' if outcome.passed else 'FAIL'}  {outcome.probe.label}")
            lines += [f"        {line}".replace("\n", "\n        ") for line in below]
        if self.printed:
            lines += ["  Your code printed:", self.printed]
        return "\n".join(lines)

    def html(self) -> str:
        """The report for a notebook: no script, no outside resources, everything escaped."""
        verdict = self.verdict
        colour = "#009E73" if verdict.passed else "#D55E00"
        parts = [f'<div role="status" style="{STYLE.format(colour=colour)}">',
                 f"<strong>{escape(self._title())}</strong>"]
        if self._advice():
            parts.append(f'<p style="margin:.4em 0">{with_code(self._advice())}</p>')
        for outcome, lines in self.shown():
            mark = "&#10003; pass" if outcome.passed else "&#10007; fail"
            parts.append(f"<div><strong>{mark}</strong> &middot; {with_code(outcome.probe.label)} "
                         f"({outcome.points:g}/{outcome.probe.points:g})</div>")
            if lines:
                body = "\n".join(lines)
                parts.append(f'<pre style="{PRE}">{escape(body)}</pre>')
        if self.printed:
            parts.append("<details><summary>What your code printed</summary>"
                         f'<pre style="{PRE}">{escape(self.printed)}</pre></details>')
        return "".join([*parts, "</div>"])

    def _title(self) -> str:
        title = headline(self.verdict, self.asked)
        return title if self.show_inputs else f"{title} (on new inputs)"

    def shown(self) -> list[tuple[Outcome, list[str]]]:
        """The outcomes with the lines below each; the same lines stand once.

        Empty if one sentence says it all.
        """
        verdict = self.verdict
        if not self.asked or verdict.unwritten or verdict.waits or self._undefined:
            return []
        shown: list[tuple[Outcome, list[str]]] = []
        told = outcome_lines if self.show_inputs else fresh_lines
        for outcome in self.verdict.outcomes:
            lines = [] if self.verdict_alone else told(outcome)
            before = next((o for o, other in shown if lines and (
                without_ids(other) == without_ids(lines) or self._same_type(o, outcome))), None)
            shown.append((outcome, lines if before is None else
                          [f'The same as for "{before.probe.label}".']))
        return shown

    def _same_type(self, one: Outcome, other: Outcome) -> bool:
        """Whether both are wrong in their type alone, and in the same one."""
        return self.show_inputs and wrong_type_alone(one) == wrong_type_alone(other) != ""

    def _advice(self) -> str:
        needs = self.wrong_needs.sentence() if self.wrong_needs else ""
        return " ".join(part for part in (*self.notes, needs, self._hint()) if part)

    def _hint(self) -> str:
        verdict = self.verdict
        name = verdict.exercise.name
        if verdict.unwritten and verdict.points:
            return f"There is still a `...` in `{name}`: replace it, run the cell, then run this " \
                   "check again."
        if verdict.unwritten:
            return f"`{name}` is not written yet: replace the `...` in its cell, run the cell, " \
                   "then run this check again."
        if self._undefined:
            return undefined(self._undefined, load_unit(verdict.exercise.unit))
        if verdict.misconception:
            return verdict.misconception.hint
        return "" if self.verdict_alone else verdict.diagnosis

    @property
    def _undefined(self) -> str | None:
        """The name that is not defined, if it may be shown: student code may have made it up."""
        return self.verdict.undefined if self.show_inputs and not self.verdict_alone else None

    def _cause(self) -> str:
        silent = self.verdict_alone or not self.show_inputs
        return "" if silent else next(causes(self.verdict), "")

    @property
    def printed(self) -> str:
        """What the code printed, as far as it may be shown."""
        if self.verdict_alone or not self.show_inputs:
            return ""
        return next((o.run.printed for o, _ in self.shown() if o.run.printed), "")


class Points(float):
    """A number of points: prints as the bare number, which is what nbgrader reads.

    A notebook shows the report that it comes from in its place.
    """

    report: CheckReport | None

    def __new__(cls, points: float, report: CheckReport | None = None) -> Points:
        made = super().__new__(cls, points)
        made.report = report
        return made

    def __repr__(self) -> str:
        return f"{float(self):g}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown = self.report._repr_mimebundle_() if self.report else {}
        return shown | {"text/plain": repr(self)}


def without_ids(lines: list[str]) -> list[str]:
    """The lines without what `id` gives, which is another number in each run."""
    return [re.sub(r"\b\d{12,}\b", "...", line) for line in lines]


def with_code(text: str) -> str:
    """A text as escaped HTML, with the parts between backticks in a code font."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))
