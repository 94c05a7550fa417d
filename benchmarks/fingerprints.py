"""Compare the bytes of every example under several Pythons and hash seeds: they must be the same everywhere.

Run: python benchmarks/fingerprints.py [PYTHON ...] (each an interpreter that has scenescore installed)
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from scenescore import compose, load_scene
from scenescore.formats.table import Options, formats_of

EXAMPLES = Path(__file__).parents[1] / "examples"
FORMATS = ("midi", "json", "musicxml")
HASH_SEEDS = ("0", "1", "random")


def fingerprints() -> str:
    """Print a line for each example, take and format."""
    lines = []
    for path in sorted([*EXAMPLES.glob("*.toml"), *EXAMPLES.glob("*.json")]):
        scene = load_scene(path)
        for seed in (scene.seed, scene.seed + 1):
            sketch = compose(replace(scene, seed=seed))
            for each in formats_of(FORMATS):
                digest = sha256(each.write(sketch, Options())).hexdigest()[:16]
                lines.append(f"{path.stem} {seed} {each.name} {digest}")
    return "\n".join(lines)


def told_by(python: str, hash_seed: str) -> list[str]:
    """Run this script in a fresh process of another interpreter."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [python, __file__, "--print"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def main(pythons: list[str]) -> int:
    """Print what differs between interpreters and hash seeds; 1 when anything does."""
    first: list[str] = []
    different = 0
    for python in pythons:
        version = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        for hash_seed in HASH_SEEDS:
            lines = told_by(python, hash_seed)
            first = first or lines
            others = [line for line, known in zip(lines, first, strict=True) if line != known]
            different += len(others)
            print(
                f"{version:15} hash seed {hash_seed:7} {len(lines)} files, {len(others)} different", *others, sep="\n  "
            )
    return int(different > 0)


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        print(fingerprints())
    else:
        sys.exit(main(sys.argv[1:] or [sys.executable]))
