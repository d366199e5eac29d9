"""nbgrader's gradebook: its tables, the writer, points by hand, and how a run resumes."""
