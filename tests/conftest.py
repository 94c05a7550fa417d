"""What all tests share: a slow machine breaks no law, and in CI laws are tried with the same cases each time."""

import os

from hypothesis import settings

settings.register_profile("scenescore", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("scenescore")
