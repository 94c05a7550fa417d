"""Laying clock and bars on the picture."""
