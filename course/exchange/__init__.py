"""What whoever asks exchanges with an implementation: requests one way, plain data the other.

requests    what can be asked of an object
plain_data  the only form in which answers come
failure     an exception as plain data
wire        all of these on a socket, between the judge and a sandbox

A sandbox holds this package and nothing else of the checks.
"""
