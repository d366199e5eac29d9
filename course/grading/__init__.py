"""Grade a class. The rooms, in the order in which a submission passes through them; none imports a
later one, as `tests/test_design.py` checks:

submission   the data that the steps exchange, and the states
whole_file   files that a stopped run does not leave half written
lasting_imports    many modules, imported quickly
sanitising   makes what students wrote harmless; each later step uses it
intake       finds what a student handed in, and makes a notebook of it that can run
sandbox      runs student code where it can do no harm
judging      runs the notebook, asks the probes, compares the answers
scoring      adds up the points and gives the reasons
gradebook    stores the grades, adds points by hand, and lets a stopped run resume
pages        a feedback page for each student and a report for the instructor
lms          unpacks downloads before intake; late work; exports
publication  from the stored results of all runs to what people read
grade_one    one submission, from the file to its feedback page
pool         the workers that run `grade_one`
dispatch     gives them the submissions
request      what a run is asked for, checked before anything starts
class_run    which submissions of a class to grade, and what to write of each
grade        a class: `course grade`
explanation  why a grade is what it is: `course explain`
adapters     one notebook in, one document out: `course grade-one` and platforms
"""
