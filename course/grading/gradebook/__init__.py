"""The folder for results, and nbgrader's gradebook in it.

    the folder
results_folder     its secret, its lock, where files stand in it, its errors in words
unfinished         a mark while grades are written and not published
    nbgrader's gradebook
nbgrader_settings  how nbgrader's own commands find it
tables             how it is created and opened, and the assignments in it
writer             writes grades, as submissions are done
written            digests of answers, by which points by hand stay or wait
by_hand            points and comments that a person gave
dropped            exercises that do not count
comparison         what it lacks of the stored results
    the stored results
key                all that a result depends on
stored             a file for each result
published          what the last run published, and what changed since
messages           the same in words
"""
