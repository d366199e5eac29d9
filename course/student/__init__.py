"""What students run besides the notebooks: a working copy, progress, one check at a time.

In a notebook: `from course.student import status`, then `status()`.
"""

from course.student.progress import status

__all__ = ["status"]
