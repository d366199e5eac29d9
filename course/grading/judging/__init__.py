"""One submission, run and judged.

secret        seeds the fresh inputs of all submissions
job           what the judge is given: a submission, its limits, its seeds
troubles      which cells and exercises did not end as they should
budget        how long all of it may take
session       runs cells in a sandbox, and the next one if that one ended
companion     a sandbox with solutions in place of wrong answers
judge         asks for the verdict on each exercise, and keeps the points
plain_checks  checks without probes: they run beside the student's code
detail        the sentences about a run
notebook_run  goes through the notebook, from the first cell to the last verdict
"""
