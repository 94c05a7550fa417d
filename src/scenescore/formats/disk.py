"""The one door to the disk: whole files or none, under names that every system can bear.

Files are written beside their place and then renamed, so that nobody ever sees half of one; a file that was there
before stays as it was until the new one is complete.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scenescore.errors import OutputError

__all__ = ["safe_name", "write_everywhere", "write_files"]

_FORBIDDEN = frozenset('<>:"/\\|?*')
#: What Windows keeps for devices, with any ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"],
)
_MOST_BYTES = 200


def safe_name(name: str) -> str:
    """Turn a name into a file name that Windows, macOS and Linux all accept, changing as little as possible.

    >>> safe_name("1M1: Door?.mid"), safe_name("con.mid"), safe_name("../x")
    ('1M1- Door-.mid', 'con_.mid', '..-x')
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = "".join("-" if c in _FORBIDDEN or unicodedata.category(c) in {"Cc", "Cs"} else c for c in name)
    name = name.strip().rstrip(". ") or "untitled"
    stem, dot, rest = name.partition(".")
    if stem.strip().lower() in _DEVICES:
        name = f"{stem.strip()}_{dot}{rest}"
    return _shortened(name)


def _shortened(name: str) -> str:
    """Cut a long name before its endings (`.sketch.json`)."""
    if len(name.encode()) <= _MOST_BYTES:
        return name
    endings = "".join(Path(name).suffixes[-2:])
    endings = endings if len(endings.encode()) < _MOST_BYTES // 2 else ""
    stem = name.removesuffix(endings).encode()[: _MOST_BYTES - len(endings.encode())]
    return stem.decode("utf-8", "ignore").rstrip(". ") + endings


def write_files(folder: str | Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder, which is made when it is not there; give back where they are.

    Either all of them are written, or (as far as a file system allows) none. Access rights follow the umask.

    Raises:
        OutputError: the folder cannot be made or written, or two names differ only in case.
    """
    return write_everywhere([(Path(folder), name, content) for name, content in files.items()])


def write_everywhere(files: Sequence[tuple[Path, str, bytes]]) -> tuple[Path, ...]:
    """The same for files of several folders: folder, name and content of each.

    Raises:
        OutputError: a folder cannot be made or written, or two names in it differ only in case.
    """
    _refuse_twins((folder, safe_name(name)) for folder, name, _ in files)
    waiting: list[tuple[Path, Path]] = []
    place = Path()
    try:
        for place, name, content in files:
            place.mkdir(parents=True, exist_ok=True)
            waiting.append((_beside(place), place / safe_name(name)))
            _write(waiting[-1][0], content)
        for written, wanted in waiting:
            place = wanted.parent
            written.replace(wanted)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what = getattr(error, "filename2", None) or place
        message = f"{what}: cannot be written ({reason.lower()}); choose another place"
        raise OutputError(message) from error
    finally:
        for written, _ in waiting:
            with contextlib.suppress(OSError, ValueError):
                written.unlink(missing_ok=True)
    return tuple(wanted for _, wanted in waiting)


def _refuse_twins(places: Iterable[tuple[Path, str]]) -> None:
    """Raise OutputError when two names are one on a disk that does not tell case apart."""
    seen: dict[tuple[Path, str], str] = {}
    for folder, name in places:
        folded = folder, unicodedata.normalize("NFC", name.casefold())
        if folded in seen:
            message = f"{name}: would overwrite {seen[folded]}; give the scenes different titles or cue numbers"
            raise OutputError(message)
        seen[folded] = name


def _beside(place: Path) -> Path:
    """A name for a file that is not complete yet."""
    return place / f".scenescore-{os.urandom(8).hex()}.part"


def _write(path: Path, content: bytes) -> None:
    """Write a new file down to the disk; the system applies the umask."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
