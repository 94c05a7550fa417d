"""The same scene and seed give the same bytes, in whichever process they are made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenescore import load_scene
from scenescore.formats.table import Options, formats_of
from scenescore.pipeline import compose

EXAMPLES = Path(__file__).parent.parent / "examples"
FORMATS = ("midi", "json", "musicxml")
#: Written by a fresh process: the names of examples come in, the digests of their files go out.
SCRIPT = """
import sys
from hashlib import sha256
from scenescore import compose, load_scene
from scenescore.formats.table import Options, formats_of
for name in sys.argv[2:]:
    sketch = compose(load_scene(name))
    for each in formats_of(sys.argv[1].split(",")):
        print(sha256(each.write(sketch, Options())).hexdigest())
"""
CASES = ("gatekeeper.toml", "last-stand.toml", "orbit.json")


def _digests(hash_seed: str) -> list[str]:
    paths = [str(EXAMPLES / name) for name in CASES]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", SCRIPT, ",".join(FORMATS), *paths]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603


@pytest.fixture(scope="module")
def first() -> list[str]:
    """Make every file once, with Python's hashes in their plainest order."""
    return _digests("0")


@pytest.mark.parametrize("hash_seed", ["1", "random"])
def test_midi_sketch_and_page_have_the_same_bytes_in_a_fresh_process(hash_seed: str, first: list[str]) -> None:
    assert len(first) == len(CASES) * len(FORMATS)
    assert _digests(hash_seed) == first


@pytest.mark.parametrize("name", CASES)
def test_writing_twice_gives_the_same_bytes(name: str) -> None:
    sketch = compose(load_scene(EXAMPLES / name))

    for each in formats_of(FORMATS):
        assert each.write(sketch, Options()) == each.write(sketch, Options())
