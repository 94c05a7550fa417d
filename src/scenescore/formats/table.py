"""The table of formats that a sketch can be written in: to add one, write its module and its line here.

Each writer is imported when it is first used: a MIDI file must not wait for a drawing library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scenescore.errors import OutputError
from scenescore.model.sketch import Sketch
from scenescore.model.words import kebab, nearest

__all__ = ["FORMATS", "Format", "Options", "formats_of"]


@dataclass(frozen=True, slots=True)
class Options:
    """What concerns sound only: which font plays, and how many seconds it may ring on after the cue's end."""

    soundfont: str | Path | None = None
    tail: float = 0.0


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a sketch: its name, the ending of its files, and who writes it."""

    name: str
    suffix: str
    write: Callable[[Sketch, Options], bytes]


def formats_of(names: Iterable[str]) -> tuple[Format, ...]:
    """Look formats up, each once, in the order given; raises OutputError for a name that is none.

    >>> [each.suffix for each in formats_of(["MIDI", "flac", "midi"])]
    ['.mid', '.flac']
    """
    found = {}
    for name in names:
        wanted = kebab(name).removeprefix(".")
        if wanted not in FORMATS:
            guess = nearest(wanted, FORMATS)
            hint = f"; did you mean {guess!r}?" if guess else ""
            message = f"no format is called {name!r}; there are {', '.join(FORMATS)}{hint}"
            raise OutputError(message)
        found[wanted] = FORMATS[wanted]
    return tuple(found.values())


def _midi(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.midi import write_midi  # noqa: PLC0415 - only when asked for

    return write_midi(sketch)


def _json(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.sketch_file import write_sketch  # noqa: PLC0415 - only when asked for

    return write_sketch(sketch)


def _musicxml(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.musicxml import write_musicxml  # noqa: PLC0415 - heavy

    return write_musicxml(sketch)


def _wav(sketch: Sketch, options: Options) -> bytes:
    from scenescore.formats.audio import render  # noqa: PLC0415 - heavy

    return render(sketch, options.soundfont, "wav", options.tail)


def _flac(sketch: Sketch, options: Options) -> bytes:
    from scenescore.formats.audio import render  # noqa: PLC0415 - heavy

    return render(sketch, options.soundfont, "flac", options.tail)


def _png(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.look import draw  # noqa: PLC0415 - heavy

    return draw(sketch, "png")


def _svg(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.look import draw  # noqa: PLC0415 - heavy

    return draw(sketch, "svg")


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format("midi", ".mid", _midi),
            Format("json", ".sketch.json", _json),
            Format("musicxml", ".musicxml", _musicxml),
            Format("wav", ".wav", _wav),
            Format("flac", ".flac", _flac),
            Format("png", ".png", _png),
            Format("svg", ".svg", _svg),
        )
    },
)
