"""The commands of `course`, a module each; `*_options.py` hold their options. Only cli.py imports
them.
"""
