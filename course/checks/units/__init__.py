"""The checks of the units, one file a unit."""
