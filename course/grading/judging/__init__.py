"""One submission, run and judged. `judge.py` decides its points; `run.py` takes it there.

`run.py` goes through the notebook's cells. A `session.py` runs them in sandboxes, for as long as
`budget.py` allows; `companion.py` is a sandbox with solutions in place of wrong answers. What
went wrong goes into `troubles.py`, and from there into the sentences of `detail.py`. Checks without
probes run beside the student's code; `plain_checks.py` reads their points.
"""
