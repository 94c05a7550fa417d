"""Chords: rhythm, progressions, closes, and the search over them."""
