"""Loaded before all other plugins, one of which imports nbformat: leave out what takes a second."""

from course.commands.support.imports import leave_out_forms

leave_out_forms()
