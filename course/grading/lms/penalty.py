"""A late penalty that grows by the day. nbgrader loads it by the name in `plugin_class`."""

from __future__ import annotations

import math

from nbgrader.plugins import BasePlugin
from traitlets import Float

DAY = 86_400


class PerDay(BasePlugin):
    """Takes a share of the score for each day that has begun since the due date."""

    share = Float(0.1, min=0, max=1, help="share of the score for each day").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        """The points to take off, never more than the score."""
        days = math.ceil(total_seconds_late / DAY)
        return float(min(1, self.share * days) * score)
