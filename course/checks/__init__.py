"""The checks: what a graded cell asks, and the words a student reads.

In a notebook: `from course.checks import check`, then `check("05-accumulation", "accumulate")`.

    what is asked
units/             the exercises and their probes, a file for each unit
unit               what an exercise and a probe are
flags              the parameters of an exercise that are True or False
tensors            between arrays and the reference's tensors
draw, cases        the inputs, and the cases in which a probe is asked
    how code is asked
implementation     through references to its objects
observed           what goes through a probe's hands, noted
script             the requests of a probe, written down
probing            here or in a sandbox
    what is decided
compare            answers beside the reference's
conditions         what every answer must keep to
fingerprints       known misconceptions, and their wrong answers
right_answers      the reference's
verdict            which answers are right
recognition        which misconception is known
needs              right answers in place of wrong ones that an exercise builds on
examine            the reports on an exercise
    what is told of a wrong answer
place              the first wrong piece
relations, number_relations, other_relations    how it differs from the right one
changed_questions  the other question that it would answer
diagnosis          chooses one sentence of these
    in which words
showing            values
causes             exceptions
sentences          one answer beside the right one
explain            probe by probe
check_report       the whole report
    in a notebook
kernel_cells       what the kernel remembers
stopwatch          stops code that runs too long
time_limit         asks code within a time
stand_ins          right answers without a solution
notebook           `check`
"""

from course.checks.notebook import check

__all__ = ["check"]
