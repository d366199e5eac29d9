"""Grade a class. The rooms stand in the order of a submission's way:

1. `intake` finds what a student handed in and makes a notebook of it that can run.
2. `judge` runs the notebook in a `sandbox`, asks, compares and decides.
3. `scoring` makes points and reasons of the verdicts.
4. `gradebook` stores the grades, adds points by hand, and lets a stopped run resume.
5. `pages` shows them: a feedback page for each student, a report for the instructor.

`lms` stands at both ends: it unpacks downloads before intake, and exports the grades. `grade` is
the run of a class; `grade_one` is what a worker of its `pool` does with one submission. What passes
from step to step is in `submission`.
"""
