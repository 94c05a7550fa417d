"""Benchmarks as modules: what they measure over hundreds of cues, the tests measure over a few."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any


def benchmark(name: str) -> Any:
    """Load a script of the folder of benchmarks without running it."""
    file = Path(__file__).parents[1] / "benchmarks" / f"{name}.py"
    found = spec_from_file_location(f"benchmark_of_{name}", file)
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module
