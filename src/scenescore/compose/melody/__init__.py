"""The foreground between statements."""
