"""The messages between a checker (notebook or judge) and the code it checks.

requests    what a checker can ask of an object
plain_data  the only form of answers
failure     an exception as plain data
program     the tree of a program that somebody else wrote
used_again  objects that get other contents
memory      whether code remembers something between calls
wire        all of these on a socket, between the judge and a sandbox

A sandbox has this package and nothing else of the checks.
"""
