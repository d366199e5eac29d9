"""The language between whoever asks and an implementation: requests and plain data.

It is all that a sandbox knows of the checks.
"""
