"""Grade a class. The subpackages, in the order a submission passes through them:

1. `intake` finds what a student handed in and makes a notebook of it that can run.
2. `judging` runs the notebook in a `sandbox`, asks the probes and compares the answers.
3. `scoring` adds up the points and gives the reasons.
4. `gradebook` stores the grades, adds points by hand, and lets a stopped run resume.
5. `pages` makes a feedback page for each student and a report for the instructor.

`lms` comes first and last: it unpacks downloads before intake, and exports the grades. A worker of
the `pool` runs `grade_one`; `grade` runs the class and writes. The steps exchange the data in
`submission`.
"""
