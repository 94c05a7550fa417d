"""The same scene and seed give the same bytes, in whichever process they are made."""

import os
import subprocess
import sys
from pathlib import Path

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


def _begun(hash_seed: str) -> subprocess.Popen[str]:
    paths = [str(EXAMPLES / name) for name in CASES]
    command = [sys.executable, "-c", SCRIPT, ",".join(FORMATS), *paths]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603


def test_midi_sketch_and_page_have_the_same_bytes_in_fresh_processes() -> None:
    processes = [_begun(hash_seed) for hash_seed in ("0", "1", "random")]

    plain, other, random = (process.communicate()[0].split() for process in processes)

    assert len(plain) == len(CASES) * len(FORMATS)
    assert plain == other
    assert plain == random


def test_writing_twice_gives_the_same_bytes() -> None:
    sketch = compose(load_scene(EXAMPLES / CASES[0]))

    for each in formats_of(FORMATS):
        assert each.write(sketch, Options()) == each.write(sketch, Options())
