"""The checks: what a graded cell asks, and the words a student reads.

In a notebook: `from course.checks import check`, then `check("05-accumulation", "accumulate")`.
"""

from course.checks.notebook import check

__all__ = ["check"]
