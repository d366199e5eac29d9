"""What shuts a sandbox in."""
