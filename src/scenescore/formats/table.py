"""The tables of formats: to add one, write its module and its line here.

`SHEETS` need no notes, only a spotted cue; `FORMATS` are all that a sketch can be written in, the sheets among them.
Each writer is imported when it is first used: a MIDI file must not wait for a drawing library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scenescore.errors import OutputError
from scenescore.formats.spotted import Spotted, spotted_of
from scenescore.model.sketch import Sketch
from scenescore.model.words import kebab, nearest

__all__ = ["FORMATS", "SHEETS", "Format", "Options", "SheetFormat", "formats_of", "sheets_of"]


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


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """One way to write what the room needs without notes: its name, the ending of its files, and who writes it."""

    name: str
    suffix: str
    write: Callable[[Spotted], bytes]

    def of_sketch(self) -> Format:
        """The same for a sketch."""
        return Format(self.name, self.suffix, lambda sketch, _: self.write(spotted_of(sketch)))


def formats_of(names: Iterable[str]) -> tuple[Format, ...]:
    """Look formats up, each once, in the order given; raises OutputError for a name that is none.

    >>> [each.suffix for each in formats_of(["MIDI", "flac", "midi"])]
    ['.mid', '.flac']
    """
    return tuple(FORMATS[name] for name in _known(names, FORMATS))


def sheets_of(names: Iterable[str]) -> tuple[SheetFormat, ...]:
    """Look sheets up, each once, in the order given; raises OutputError for a name that is none.

    >>> [each.suffix for each in sheets_of(["click", "conductor", "Click"])]
    ['.click.mid', '.conductor.mid']
    """
    names = tuple(names)
    composed = [name for name in names if _plain(name) in FORMATS and _plain(name) not in SHEETS]
    if composed:
        message = f"{composed[0]!r} needs the notes: `scenescore sketch` writes it; without them there are "
        raise OutputError(message + ", ".join(SHEETS))
    return tuple(SHEETS[name] for name in _known(names, SHEETS))


def _plain(name: str) -> str:
    return kebab(name).removeprefix(".")


def _known(names: Iterable[str], table: Mapping[str, object]) -> tuple[str, ...]:
    """The names as the table has them; raises OutputError."""
    found: dict[str, None] = {}
    for name in names:
        wanted = _plain(name)
        if wanted not in table:
            guess = nearest(wanted, table)
            hint = f"; did you mean {guess!r}?" if guess else ""
            message = f"no format is called {name!r}; there are {', '.join(table)}{hint}"
            raise OutputError(message)
        found[wanted] = None
    return tuple(found)


def _midi(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.midi import write_midi  # noqa: PLC0415 - only when asked for

    return write_midi(sketch)


def _json(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.sketch_file import write_sketch  # noqa: PLC0415 - only when asked for

    return write_sketch(sketch)


def _musicxml(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.lead_sheet import is_theme_sheet, lead_sheet  # noqa: PLC0415 - only when asked for
    from scenescore.formats.musicxml import write_musicxml  # noqa: PLC0415 - heavy

    if is_theme_sheet(sketch):
        return write_musicxml(lead_sheet(sketch), chord_names=True)
    return write_musicxml(sketch)


def _ledger(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.ledger import write_ledger  # noqa: PLC0415 - only when asked for

    return write_ledger(sketch)


def _ledger_json(sketch: Sketch, _: Options) -> bytes:
    from scenescore.formats.ledger import write_ledger_json  # noqa: PLC0415 - only when asked for

    return write_ledger_json(sketch)


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


def _conductor(spotted: Spotted) -> bytes:
    from scenescore.formats.conductor import write_conductor  # noqa: PLC0415 - only when asked for

    return write_conductor(spotted)


def _click(spotted: Spotted) -> bytes:
    from scenescore.formats.click import write_click  # noqa: PLC0415 - only when asked for

    return write_click(spotted)


def _click_wav(spotted: Spotted) -> bytes:
    from scenescore.formats.click_sound import write_click_sound  # noqa: PLC0415 - only when asked for

    return write_click_sound(spotted)


def _bars(spotted: Spotted) -> bytes:
    from scenescore.formats.csv_sheets import write_bars  # noqa: PLC0415 - only when asked for

    return write_bars(spotted)


def _hits(spotted: Spotted) -> bytes:
    from scenescore.formats.csv_sheets import write_hits  # noqa: PLC0415 - only when asked for

    return write_hits(spotted)


def _streamers(spotted: Spotted) -> bytes:
    from scenescore.formats.csv_sheets import write_streamers  # noqa: PLC0415 - only when asked for

    return write_streamers(spotted)


def _sheet(spotted: Spotted) -> bytes:
    from scenescore.formats.sheet import write_sheet  # noqa: PLC0415 - only when asked for

    return write_sheet(spotted)


SHEETS: Mapping[str, SheetFormat] = MappingProxyType(
    {
        each.name: each
        for each in (
            SheetFormat("conductor", ".conductor.mid", _conductor),
            SheetFormat("click", ".click.mid", _click),
            SheetFormat("click-wav", ".click.wav", _click_wav),
            SheetFormat("bars", ".bars.csv", _bars),
            SheetFormat("hits", ".hits.csv", _hits),
            SheetFormat("streamers", ".streamers.csv", _streamers),
            SheetFormat("sheet", ".sheet.txt", _sheet),
        )
    },
)

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
            Format("ledger", ".ledger.csv", _ledger),
            Format("ledger-json", ".ledger.json", _ledger_json),
            *(sheet.of_sketch() for sheet in SHEETS.values()),
        )
    },
)
