from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scenescore.errors import OutputError
from scenescore.formats.saving import save
from scenescore.formats.table import FORMATS, Options
from sketches import note, part, sketch


def test_every_format_in_the_table_bears_its_own_name_and_ending() -> None:
    assert all(name == each.name for name, each in FORMATS.items())
    assert len({each.suffix for each in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_in_the_table_writes_something(name: str) -> None:
    assert len(FORMATS[name].write(sketch(part(note(0, 960, 60))), Options())) > 100


def test_files_are_named_after_cue_title_and_seed(tmp_path: Path) -> None:
    made = save(sketch(part(note(0, 960, 60))), tmp_path / "new", ["midi"])

    assert made == (tmp_path / "new" / "2m3-the-gatekeeper-seed1.mid",)
    assert made[0].read_bytes().startswith(b"MThd")


def test_an_unknown_format_names_the_nearest_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"did you mean 'midi'"):
        save(sketch(part()), tmp_path / "new", ["musicxml", "midy"])

    assert not (tmp_path / "new").exists()


def test_the_tail_rings_in_the_saved_audio(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")

    (made,) = save(sketch(part(note(0, 960, 60))), tmp_path, ["wav"], tail=0.5)

    assert soundfile.info(str(made)).duration == 8.5


def test_the_table_loads_no_heavy_library() -> None:
    heavy = ("music21", "matplotlib", "numpy", "mido")
    code = f"import sys, scenescore.formats.table; print([m for m in {heavy} if m in sys.modules])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"  # noqa: S603
