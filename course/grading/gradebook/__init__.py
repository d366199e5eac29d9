"""nbgrader's gradebook: its tables, the one writer, points by hand, and how a run resumes."""
