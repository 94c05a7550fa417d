"""Read motifs: seeds of archetypes in scale degrees, and the composer's own themes in pitches.

A seed is `1/3 5/1 2'/2 b7/3 r/1`: a degree of the major scale with `b` or `#` before it, `'` an octave up or `,` an
octave down after it, and its length in eighths; `r` rests. An own theme is `E4:1 B4:1.5 r:1`: pitch (C4 is middle C)
and beats of a quarter. Lengths may be decimals; in an own theme fractions (`1/3`) too.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from scenescore.model.knowledge import Book
from scenescore.model.motif_text import tones_of, tonic_under
from scenescore.model.notation import timed
from scenescore.model.pitch import MAJOR, SEMITONES, Key, Pitch, pc_of_fifths
from scenescore.model.scene import Character, Scene
from scenescore.model.theme import Motif, Tone
from scenescore.model.time import TICKS_PER_QUARTER, Ticks, quarters

EIGHTH = TICKS_PER_QUARTER // 2
_NAMES = ("1", "2", "3", "4", "5", "6", "7")
_SEED = re.compile(r"^(?:(r)|([b#]{0,2})([1-7])('*)(,*))/(\d*\.?\d+)$")
#: Modes that a melody may imply, the plainer first (it wins when two fit alike).
_IMPLIED = ("ionian", "aeolian", "dorian", "mixolydian", "phrygian", "lydian", "harmonic-minor", "melodic-minor")
_TONICS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6)


@lru_cache(maxsize=256)
def seed_motif(seed: str) -> Motif:
    """Read the seed of an archetype; raises ValueError at the first word that is none.

    >>> seed_motif("1/3 b7,/1")[1]
    Tone(step=-1, alter=-1, length=480)
    """
    return tuple(_seed_tone(word) for word in seed.split())


def _seed_tone(word: str) -> Tone:
    found = _SEED.match(word)
    if not found:
        message = f"{word!r} is not a degree and a length in eighths such as b7/3"
        raise ValueError(message)
    length = Ticks(round(Fraction(found[6]) * EIGHTH))
    if found[1]:
        return Tone(None, 0, length)
    alter = found[2].count("#") - found[2].count("b")
    return Tone(int(found[3]) - 1 + len(MAJOR) * (len(found[4]) - len(found[5])), alter, length)


def pitches(text: str) -> tuple[tuple[Pitch | None, Ticks], ...]:
    """Read an own theme as pitches (None is a rest) and lengths; raises ValueError at the first word that is none.

    Where no note has a length, all are quarters and the last is held (`notation.timed`).

    >>> pitches("E4:1 r:.5")
    ((Pitch(midi=64, fifths=4), 960), (None, 480))
    """
    out = []
    for word in timed(text).replace(",", " ").split():
        name, colon, beats = word.partition(":")
        try:
            length = quarters(Fraction(beats)) if colon else quarters(1)
        except (ValueError, ZeroDivisionError):
            length = Ticks(0)
        if length <= 0:
            message = f"{word!r} has no length in beats such as {name}:1.5"
            raise ValueError(message)
        out.append((None if name in {"r", "R"} else Pitch.parse(name), length))
    return tuple(out)


def own_motif(text: str, key: Key) -> tuple[Motif, int]:
    """Read an own theme as degrees of a key, and the MIDI number of its tonic: together they give it back exactly.

    The tonic is the highest one that does not lie above the theme's middle.
    """
    notes = pitches(text)
    tonic = tonic_under(notes, key.tonic)
    return tones_of(notes, key.tonic, tonic), tonic


def motif_key(text: str, book: Book) -> Key | None:
    """Say which key an own theme implies: the scale that holds most of it, leaning on its last and first notes.

    None where it has no pitches or cannot be read.
    """
    try:
        notes = [(pitch, length) for pitch, length in pitches(text) if pitch]
    except ValueError:
        return None
    if not notes:
        return None
    rows = [book.modes[name] for name in _IMPLIED if name in book.modes]
    keys = [Key(tonic, row.name, row.degrees) for row in rows for tonic in _TONICS]
    return max(keys, key=lambda key: fit_in_key(notes, key), default=None)


def home_of(scene: Scene, book: Book) -> Key | None:
    """The key of the first own theme that a scene or its bible has; None where the scene gives its key or none has one.

    There an own theme can be heard note for note.
    """
    if scene.key:
        return None
    keys = (_own_key(character, scene, book) for character in scene.characters)
    return next((key for key in keys if key is not None), None)


def _own_key(character: Character, scene: Scene, book: Book) -> Key | None:
    subject = scene.themes.find(character.name) if scene.themes else None
    if subject is None or not subject.is_finished:
        return motif_key(character.motif, book) if character.motif else None
    theme = subject.theme
    if theme.tonic is None or theme.mode not in book.modes:
        return None
    mode = book.modes[theme.mode]
    keys = [Key(tonic, mode.name, mode.degrees) for tonic in _TONICS if pc_of_fifths(tonic) == theme.tonic % SEMITONES]
    return min(keys, key=lambda key: abs(key.signature))


def fit_in_key(notes: list[tuple[Pitch, Ticks]], key: Key) -> int:
    """Weigh how well spelled notes sit in a key, in thousandths of their length: the scale, the triad, the frame."""
    scale = [key.fifths_of((key.pc + degree) % SEMITONES) for degree in key.degrees]
    third = scale[2] if len(scale) == len(MAJOR) else key.tonic
    triad = (key.tonic, third, key.tonic + 1)
    total = sum(length for _, length in notes)
    inside = sum(length for pitch, length in notes if pitch.fifths in scale)
    chordal = sum(length for pitch, length in notes if pitch.fifths in triad)
    last, first = notes[-1][0].fifths, notes[0][0].fifths
    frame = {key.tonic: 260, key.tonic + 1: 60, third: 80}.get(last, 0) + (160 if first == key.tonic else 0)
    frame += 70 if first in triad else 0
    return 2500 * inside // total + 500 * chordal // total + frame


def head_of(motif: Motif) -> int:
    """Count the notes of the head: up to the first note that is longer than the one before, three to five of them.

    >>> head_of(seed_motif("1/1 2/1 b3/2 4/2 5/2"))
    3
    """
    lengths = [tone.length for tone in motif if tone.step is not None]
    longer = next((i + 1 for i in range(2, len(lengths)) if lengths[i] > lengths[i - 1]), 4)
    return max(1, min(5, max(3, longer), len(lengths) - 1 or 1))


def degree_names(motif: Motif) -> str:
    """Write a motif as in a seed, with lengths in eighths.

    >>> degree_names(seed_motif("b7,/1.5 r/1"))
    'b7,/1.5 r/1'
    """
    return " ".join(f"{_degree_name(tone)}/{float(Fraction(tone.length, EIGHTH)):g}" for tone in motif)


def _degree_name(tone: Tone) -> str:
    if tone.step is None:
        return "r"
    octave, step = divmod(tone.step, len(MAJOR))
    sign = "b" * -tone.alter if tone.alter < 0 else "#" * tone.alter
    return sign + _NAMES[step] + ("'" * octave if octave > 0 else "," * -octave)
