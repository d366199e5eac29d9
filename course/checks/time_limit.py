"""Asking a notebook's own code with a time limit: a loop that never ends is stopped."""

from __future__ import annotations

from collections.abc import Sequence

from course.checks.implementation import Implementation
from course.checks.probing import Question, Run, ask
from course.checks.stopwatch import TooSlow, stopping_after
from course.exchange.failure import Failure, failure_of
from course.exchange.plain_data import Raised

SECONDS = 5.0


class AskWithTimeLimit:
    """Asks as `ask_all` does, and stops code after five seconds; it then asks nothing more.

    Code that was stopped while the machine had no processor for it is asked a second time.
    """

    def __init__(self) -> None:
        self._too_slow: Failure | None = None

    def __call__(
        self, questions: Sequence[Question], implementation: Implementation
    ) -> list[Run]:
        return [self._ask(question, implementation) for question in questions]

    def _ask(self, question: Question, implementation: Implementation, tries: int = 2) -> Run:
        if self._too_slow is None:
            try:
                with stopping_after(SECONDS) as allowance:
                    return ask(question.probe, implementation, question.case)
            except TooSlow as error:
                if allowance.starved and tries > 1:
                    return self._ask(question, implementation, tries - 1)
                frames = failure_of(error).frames
                self._too_slow = Failure(
                    TooSlow.__name__, f"it did not end in {SECONDS:g} seconds", frames)
        return Run(Raised(self._too_slow.kind), error=self._too_slow)
