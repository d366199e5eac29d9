"""Answers that readers of the student's kit wrote, right and wrong, and how the checks do on them.

`NN.json` holds those to the exercises of unit NN. Whoever wrote a wrong one says why it is wrong,
and whether the card leaves room for dispute. `decided` then settles it, with a reason.
"""
