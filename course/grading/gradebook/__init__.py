"""The folder for results, and nbgrader's gradebook in it.

Its tables, the writer, points by hand and dropped exercises; the stored results and their keys;
what is published of them, and what a run says about grades that changed.
"""
