"""Find a soundfont on this machine: a full General MIDI font of the system, else the small one of pretty_midi.

pretty_midi's TimGM6mb is used where it lies and never copied; it is GPL-2, and whether sound made with it inherits
anything is a question that we do not answer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from scenescore.errors import OutputError

__all__ = ["default_soundfont", "soundfont_at"]

#: Good fonts, best first. All hold the 128 programs of General MIDI and are under the MIT licence.
_GOOD = (
    "FluidR3_GM.sf2",
    "MuseScore_General.sf2",
    "MuseScore_General_Full.sf3",
    "MuseScore_General.sf3",
    "MuseScore_General_Lite.sf3",
)
_SMALL = "TimGM6mb.sf2"
_SUFFIXES = (".sf2", ".sf3")


def default_soundfont() -> Path | None:
    """The best font that is already here, None when there is none at all."""
    folders = [folder for folder in _folders() if folder.is_dir()]
    for name in _GOOD:
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
    small = _beside_pretty_midi()
    return small if small and small.is_file() else None


def soundfont_at(path: str | Path) -> Path:
    """Take the font that the user names; raises OutputError when it is none."""
    found = Path(path).expanduser()
    if not found.is_file():
        message = f"there is no soundfont at {found}"
        raise OutputError(message)
    if found.suffix.lower() not in _SUFFIXES:
        message = f"{found.name} is no soundfont; its name should end in {' or '.join(_SUFFIXES)}"
        raise OutputError(message)
    return found


def _folders() -> Iterator[Path]:
    """Where systems keep their fonts."""
    home = Path.home()
    yield home / ".local/share/soundfonts"
    yield home / ".local/share/sounds/sf2"
    if sys.platform == "darwin":
        yield home / "Library/Audio/Sounds/Banks"
        yield Path("/Library/Audio/Sounds/Banks")
        yield Path("/opt/homebrew/share/soundfonts")
    for base in ("/usr/local/share", "/usr/share"):
        for folder in ("sounds/sf2", "sounds/sf3", "soundfonts"):
            yield Path(base, folder)


def _beside_pretty_midi() -> Path | None:
    spec = find_spec("pretty_midi")
    return Path(spec.origin).parent / _SMALL if spec and spec.origin else None
