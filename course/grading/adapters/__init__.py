"""One notebook in, one JSON document out; and what platforms make of it, with the files they run.

one_notebook  grades one notebook
document      the form of what that gives: one JSON document
bundle        the grader of one assignment: what a platform needs of this repository, no more
reading       what all adapters do with the document
gradescope    results.json of Gradescope, and the autograder zip
actions       the summary of a GitHub Actions job, and its workflow
prairielearn  results.json of PrairieLearn, and the question with its external grader

The scripts in `templates/` run on the platform: each gives the document of `course grade-one` to
its adapter. They put no folder of a student's on Python's path.
"""
