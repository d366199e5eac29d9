"""The operations: a class each, the calculation and its rule side by side."""
