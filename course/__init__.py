"""A course in Jupyter on how automatic differentiation works in PyTorch."""
