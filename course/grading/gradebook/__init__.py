"""The folder for results, and nbgrader's gradebook in it.

Its tables, the writer, points by hand and dropped exercises; the stored results and their keys.
"""
