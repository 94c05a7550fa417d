"""Themes by example: one page with a theme in all its transformations, side by side, each named."""
