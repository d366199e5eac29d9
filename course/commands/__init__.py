"""The commands of `course`, a module each; `*_options.py` hold their options, `support/` what they
share. Only cli.py imports them.
"""
