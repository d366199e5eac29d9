"""What PyTorch printed for a folder of small programs, and the replay of it on the engine."""
