"""The version that stands in every sketch: same scene, seed and version give the same bytes."""

__version__ = "0.1.0"
