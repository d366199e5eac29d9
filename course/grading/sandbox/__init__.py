"""Where a student's code runs: a fork of a warm process, shut in, that answers with plain data.

zygote  the warm process; knows nothing of checks, reference or other submissions
walls   namespaces, the file system that the code sees, limits
shell   runs cells as Jupyter does
inside  the loop that answers requests
outside the judge's end: starts sandboxes, asks, keeps the time
"""
