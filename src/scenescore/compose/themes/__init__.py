"""Themes: their birth, their transformations, their statements."""
