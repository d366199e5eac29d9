"""What students run outside of the notebooks: a working copy, and which exercises pass.

In a notebook: `from course.student import status`, then `status()`.
"""

from course.student.overview import status

__all__ = ["status"]
