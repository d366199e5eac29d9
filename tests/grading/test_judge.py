"""The judge gives the honest class the grades that the notebook's own checks give.

Here a part of the answers on record; `make honest` tries all of them.
"""

from __future__ import annotations

import pytest

from tests.assignments import ASSIGNMENTS

from .support.honest import Compared, compared, some_answers


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_judge_and_notebook_agree(slug: str, every: int) -> None:
    assignment = ASSIGNMENTS[slug]
    for label, answers in some_answers(assignment, 1 if every == 1 else 2 * every):
        assert compared(assignment, answers) == Compared([], []), label
