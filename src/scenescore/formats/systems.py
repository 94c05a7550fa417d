"""Bind the staves of a score (braces, brackets of families, short names) and write the titles above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from scenescore.formats.signs import music21
from scenescore.model.sketch import Part, Sketch
from scenescore.model.timecode import label_of, rate

__all__ = ["bind", "first_word", "maker", "plain", "short_name", "titles"]

#: Families that stand under one bracket, their bar lines drawn through (Gould 2011).
_BRACKETED = frozenset({"woodwind", "brass", "percussion", "strings", "voices"})
#: How the words of a part's name are shortened from the second system on (Gould 2011).
_SHORT: Mapping[str, str] = MappingProxyType(
    {
        "Violin": "Vln.",
        "Violins": "Vln.",
        "Viola": "Vla.",
        "Violas": "Vla.",
        "Violoncello": "Vc.",
        "Violoncellos": "Vc.",
        "Cello": "Vc.",
        "Cellos": "Vc.",
        "Double": "D.",
        "Bass": "B.",
        "Basses": "B.",
        "Contrabasses": "Cb.",
        "Piccolo": "Picc.",
        "Flute": "Fl.",
        "Flutes": "Fl.",
        "Alto": "A.",
        "Oboe": "Ob.",
        "Oboes": "Ob.",
        "English": "E.",
        "Cor": "C.",
        "Anglais": "A.",
        "Clarinet": "Cl.",
        "Clarinets": "Cl.",
        "Bassoon": "Bsn.",
        "Bassoons": "Bsn.",
        "Contrabassoon": "Cbsn.",
        "Horn": "Hn.",
        "Horns": "Hns.",
        "Trumpet": "Tpt.",
        "Trumpets": "Tpt.",
        "Trombone": "Tbn.",
        "Trombones": "Tbn.",
        "Tuba": "Tba.",
        "Timpani": "Timp.",
        "Percussion": "Perc.",
        "Cymbals": "Cym.",
        "Glockenspiel": "Glock.",
        "Vibraphone": "Vib.",
        "Marimba": "Mar.",
        "Harp": "Hp.",
        "Celesta": "Cel.",
        "Piano": "Pno.",
        "Guitar": "Gtr.",
        "Electric": "El.",
        "Acoustic": "Ac.",
        "Synth": "Syn.",
    },
)


def plain(text: str) -> str:
    """Take out what XML cannot hold."""
    return "".join(c for c in text if c.isprintable())


def short_name(name: str) -> str:
    """Shorten the name of a part for the systems after the first; its key is known by then.

    >>> short_name("Solo Violin"), short_name("Clarinet in Bb"), short_name("Violins II")
    ('Solo Vln.', 'Cl.', 'Vln. II')
    """
    return " ".join(_SHORT.get(word, word) for word in plain(name).split(" in ")[0].split(" (")[0].split())


def maker(sketch: Sketch) -> str:
    """Who wrote this, and with which seed it can be made again."""
    return f"scenescore sketch, seed {sketch.scene.seed}"


def bind(parts: Sequence[Part], staves: Sequence[Sequence[Any]]) -> list[Any]:
    """Brace the staves of one player, bracket the neighbours of one family."""
    group = music21().layout.StaffGroup
    numbered = groupby(range(len(parts)), key=lambda i: parts[i].instrument.family)
    out = []
    for family, numbers in numbered:
        mine = [staff for i in numbers for staff in staves[i]]
        if family in _BRACKETED and len(mine) > 1:
            out.append(group(mine, symbol="bracket", barTogether=True))
    braced = zip(parts, staves, strict=True)
    return out + [group(made, name=plain(part.name), symbol="brace") for part, made in braced if len(made) > 1]


def titles(sketch: Sketch) -> str:
    """Write title, cue number with length and first frame, and maker as MusicXML credits."""
    picture = sketch.cue.picture
    minutes, rest = divmod(round(picture.length * 10), 600)
    start = label_of(picture.start_frame, rate(picture.rate))
    timing = f"{minutes}:{rest // 10:02}.{rest % 10} from {start}, {picture.rate} fps"
    number = plain(sketch.scene.cue)
    rows = (
        ("title", "center", 20, plain(sketch.scene.title)),
        ("subtitle", "center", 11, f"{number}: {timing}" if number else timing),
        ("composer", "right", 9, maker(sketch)),
    )
    return "".join(_credit(*row) for row in rows if row[3])


def first_word(sketch: Sketch) -> str:
    """Write the first mood word beside the first tempo: MusicXML lets one direction hold both."""
    words = sketch.sections[0].words if sketch.sections else ()
    if not words:
        return ""
    text = escape(plain(words[0]).capitalize())
    return f'<direction-type>\n          <words font-weight="bold">{text}</words>\n        </direction-type>\n        '


def _credit(kind: str, justify: str, size: int, text: str) -> str:
    words = f'<credit-words font-size="{size}" justify="{justify}" valign="top">{escape(text)}</credit-words>'
    return f'<credit page="1">\n    <credit-type>{kind}</credit-type>\n    {words}\n  </credit>\n  '
