"""Scenes in, sketches out: one module a format, and the only place that touches the disk."""
