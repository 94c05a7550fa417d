"""Sketch film, TV and game music from a scene description."""
