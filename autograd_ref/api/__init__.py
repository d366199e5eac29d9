"""What users call. A function checks its arguments as PyTorch does, and runs an operation."""
