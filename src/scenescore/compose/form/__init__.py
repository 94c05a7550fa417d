"""Meter, keys, sections and phrases."""
