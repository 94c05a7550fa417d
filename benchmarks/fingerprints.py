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
from scenescore.compose.themes.completing import completed
from scenescore.formats.bible_file import FILE_NAME, load_bible
from scenescore.formats.bible_writer import bible_text
from scenescore.formats.table import Options, formats_of
from scenescore.library import default_book
from scenescore.model.bible import UNBORN, Bible

EXAMPLES = Path(__file__).parents[1] / "examples"
FILM = EXAMPLES / "film" / FILE_NAME
FORMATS = ("midi", "json", "musicxml")
HASH_SEEDS = ("0", "1", "random")


def fingerprints() -> str:
    """Print a line for each example, take and format, and for the themes of the film born anew."""
    lines = [f"{FILM.parent.name} themes {digest_of(bible_text(born_again(load_bible(FILM))).encode())}"]
    scenes = [*EXAMPLES.glob("*.toml"), *EXAMPLES.glob("*.json"), *FILM.parent.glob("*.toml")]
    for path in sorted(path for path in scenes if path != FILM):
        scene = load_scene(path)
        for seed in (scene.seed, scene.seed + 1):
            sketch = compose(replace(scene, seed=seed))
            written = [(each.name, each.write(sketch, Options())) for each in formats_of(FORMATS)]
            lines += [f"{path.stem} {seed} {name} {digest_of(content)}" for name, content in written]
    return "\n".join(lines)


def digest_of(content: bytes) -> str:
    """A short name for some bytes."""
    return sha256(content).hexdigest()[:16]


def born_again(film: Bible) -> Bible:
    """The same film whose subjects with traits have to find their themes anew."""
    subjects = (replace(each, theme=UNBORN) if each.traits else each for each in film.subjects)
    return completed(replace(film, subjects=tuple(subjects)), default_book())


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
