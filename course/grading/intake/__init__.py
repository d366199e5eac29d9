"""From what a student handed in to a notebook that can run.

In reading order:

assignments   which assignments there are, their solutions and data files
cell_kinds    what nbgrader's metadata says about a cell
near          of which name a typed one is another spelling
naming        texts that students chose, fit to name a file or to stand in a line
file_names    what the name of a file tells
zips          what is in a zip file, never more than it may hold
mails         what is attached to a mail, within limits
folders       finds the submissions in nbgrader's layout
json_text     reads JSON, if it does not hold too much
wrapped       a notebook within a text or an answer
scripts       programs and texts of which a notebook can be made again
files         says what a file is, and which one is the notebook
blank         whether anything was written into a notebook
matching      which cell of a submission is which cell of the assignment
plain_python  what of a cell is Python
code          what the source of a cell defines, without running it
excerpt       the part of a cell that defines one name
signs         signs that stand for Python's own
conflicts     two versions of an answer that a merge left
splits        cells cut in two within a statement
newer_python  answers that only a newer Python can run
strays        answers and helpers that do not stand in their cells
notes         the sentences about what was repaired
pasted        code out of a chat, a shell, a web page or a word processor
content       from the bytes of a file to the cells of a notebook
put_back      the cells of the assignment as they were, with what the student wrote
restore       puts it all together: the notebook to run, or why there is none
"""
