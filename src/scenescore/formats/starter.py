"""A first scene file to fill in: everything that a scene may say, with its meaning beside it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from fractions import Fraction

from scenescore.model.affect import Affect
from scenescore.model.reroll import ROLLED_STAGES
from scenescore.model.scene import (
    CHARACTER_ROLES,
    ENDINGS,
    GESTURES,
    GRIDS,
    ODD_BARS,
    PRIORITIES,
    TEMPO_MODES,
    TEMPO_TURNS,
    TEMPO_WORDS,
    Dialogue,
    Hit,
    Scene,
)
from scenescore.model.time import Moment
from scenescore.model.timecode import FRAME_RATES

__all__ = ["spotted_starter", "starter"]

#: Code, then `|` and what it means.
_STARTER = """\
#:schema ./scene.schema.json
# A scene for scenescore. A mood and a length are enough; remove the # before what you need.
# Times are seconds from the cue's start, or timecodes "HH:MM:SS:FF" (";" before the frames for drop-frame).

title      = {title}
# cue      = "1M1"|reel, m, number
{extent}|{extent_words}
mood       = {mood}|or {{ valence = -0.6, arousal = 0.2, tension = 0.7 }}, or {{ ominous = 2, wistful = 1 }}
|all moods: scenescore presets list moods
frame_rate = {frame_rate}|{rates}
{start}|timecode of the first frame; hits may then be timecodes

# tempo    = "slow"|{tempos},
|beats per minute, or a range [60, 76]; left out: from the mood
# tempo_mode = "flexible"|{modes}: one tempo, bent unnoticed, or bar lines after the picture
# odd_bars = "rare"|{odd_bars}
# key      = "C minor"|left out: chosen
# meter    = "4/4"|left out: chosen
{ensemble}|left out: from mood and genre
# genre    = "orchestral"
# ending   = "ring-out"|{endings}
# avoid    = ["choir"]|instruments, families, textures, modes, devices
seed       = {seed}|another seed, another sketch
# rerolls  = ["harmony:9-12"]|bars that one of {rolled} rolls anew; all else stays
"""
_ARC = """\

# The drama over time: intensity 0..1, tension -1..1, mood, or several; in between it is interpolated.
{hide}[[arc]]
{hide}at        = {first}
{hide}intensity = 0.2
{hide}
{hide}[[arc]]
{hide}at        = {peak}
{hide}intensity = 0.8
"""
_HIT = """\

# Moments that the music answers.
{hide}[[hits]]
{hide}at        = {at}
{hide}name      = {name}
{hide}gesture   = {gesture}|{gestures}
{hide}priority  = {priority}|{priorities}
# tolerance = 1|frames
# grid      = "downbeat"|{grids}; left out: by gesture
"""
_CHARACTER = """\

# Persons, places or ideas with a theme. All traits: scenescore presets list archetypes
# [[characters]]
# name   = "Ada"
# traits = ["hero"]
# state  = "searching"|how the theme is transformed: scenescore presets list states
# role   = "lead"|{roles}
# enters = 4.0
# motif  = "E4:1 B4:1.5 A4:0.5 G4:2"|your own theme: pitch:beats, r rests; or motif_file = "ada.mid"
"""
_DIALOGUE = """\

# Where somebody speaks, the music makes room.
{hide}[[dialogue]]
{hide}from = {from_}
{hide}to   = {to}
"""
_TEMPO = """\

# Where the tempo grows slower or faster, beat by beat.
# [[tempo_changes]]
# from   = {late}
# to     = {last}
# kind   = "ritardando"|{turns}
# amount = 0.25|how much slower or faster the end is
"""
#: What the entries of the starter say when nothing is known of the scene.
_FIRST_HIT = Hit(at=4.0, name="door slams", priority="must")
_FIRST_LINE = Dialogue(from_=10.0, to=14.5)
_COLUMN, _PAGE = 34, 84


def starter(
    title: str = "Untitled",
    mood: str | Mapping[str, float] = "ominous",
    length: float = 45,
    ensemble: str = "",
    frame_rate: str = "24",
    seed: int = 1,
) -> str:
    """Write a scene file with explanations, which can be composed as it is.

    >>> print(starter(title="The Door").splitlines()[4])
    title      = "The Door"
    """
    peak = float(f"{round(length * 0.75, 3):g}")
    hit = Hit(at=int(peak) if peak.is_integer() else peak, name="door slams", priority="must")
    scene = Scene(title=title, mood=mood, length=length, ensemble=ensemble, frame_rate=frame_rate, seed=seed)
    return _page(replace(scene, hits=(hit,)), is_example=True)


def spotted_starter(scene: Scene) -> str:
    """Write a scene that was read from spotting notes, with explanations: its clock, hits and dialogue.

    >>> text = spotted_starter(Scene(mood="ominous", length=9, hits=(Hit(at=4.5, name="door"),)))
    >>> 'name      = "door"' in text
    True
    """
    return _page(scene, is_example=False)


def _page(scene: Scene, *, is_example: bool) -> str:
    """Fill the page in; what the scene does not say stands there as an example behind a #."""
    hits = [(_HIT, _hit(each)) for each in scene.hits] or [(_HIT, {"hide": "# ", **_hit(_FIRST_HIT)})]
    lines = [(_DIALOGUE, _speech(each)) for each in scene.dialogue]
    lines = lines or [(_DIALOGUE, {"hide": "# ", **_speech(_FIRST_LINE)})]
    blocks = [
        (_STARTER, {}),
        (_ARC, {} if is_example else {"hide": "# "}),
        *hits[:1],
        *((_again(block), own) for block, own in hits[1:]),
        (_CHARACTER, {}),
        *lines[:1],
        *((_again(block), own) for block, own in lines[1:]),
        (_TEMPO, {}),
    ]
    words = _words(scene)
    filled = [line for block, own in blocks for row in block.splitlines() for line in _lines(row, words | own)]
    return "\n".join(filled) + "\n"


def _again(block: str) -> str:
    """An entry once more, without its explanations."""
    return "\n" + "\n".join(row.partition("|")[0] for row in block.splitlines() if row.startswith("{hide}"))


def _words(scene: Scene) -> dict[str, str]:
    """What the rows of the page are filled with."""
    peak = scene.hits[0].at if scene.hits else _FIRST_HIT.at
    late = 0.9 * float(scene.length) if isinstance(scene.length, int | float) else peak
    return {
        **_extent(scene),
        "hide": "",
        "title": _text(scene.title),
        "mood": _mood(scene.mood),
        "ensemble": f"ensemble   = {_text(scene.ensemble)}" if scene.ensemble else '# ensemble = "chamber-strings"',
        "start": f"start      = {_moment(scene.start)}" if scene.start else '# start    = "01:00:00:00"',
        "frame_rate": _text(scene.frame_rate),
        "seed": f"{scene.seed}",
        "first": _moment(scene.start if isinstance(scene.start, str) else 0),
        "peak": _moment(peak),
        "late": f"{round(late, 3):g}" if isinstance(late, int | float) else _moment(late),
        "last": _moment(scene.length or scene.end or 0),
        "rates": " ".join(FRAME_RATES),
        "tempos": " ".join(TEMPO_WORDS),
        "endings": " ".join(ENDINGS),
        "gestures": " ".join(GESTURES),
        "priorities": " ".join(PRIORITIES),
        "roles": " ".join(CHARACTER_ROLES),
        "modes": " ".join(TEMPO_MODES),
        "odd_bars": " ".join(ODD_BARS),
        "grids": " ".join(GRIDS),
        "turns": " ".join(TEMPO_TURNS),
        "rolled": " ".join(ROLLED_STAGES),
    }


def _extent(scene: Scene) -> dict[str, str]:
    """How long the cue is, as a length or as its end, and when its drama may turn in an example."""
    if scene.end is not None:
        words = "timecode after the last frame; or give `length` instead, in seconds"
        return {"extent": f"end        = {_moment(scene.end)}", "extent_words": words}
    words = "seconds, or a timecode duration in quotes; or give `end` instead"
    return {"extent": f"length     = {_moment(scene.length or 0)}", "extent_words": words}


def _moment(value: Moment) -> str:
    """A time as TOML writes it: a timecode in quotes, or seconds."""
    return _text(value) if isinstance(value, str) else f"{float(value) if isinstance(value, Fraction) else value}"


def _hit(hit: Hit) -> dict[str, str]:
    written = {"name": _text(hit.name), "gesture": _text(hit.gesture), "priority": _text(hit.priority)}
    return {"at": _moment(hit.at), **written}


def _speech(speech: Dialogue) -> dict[str, str]:
    return {"from_": _moment(speech.from_), "to": _moment(speech.to)}


def _mood(mood: str | Affect | Mapping[str, float]) -> str:
    """A mood as TOML writes it: a word, or a blend as an inline table."""
    if isinstance(mood, str):
        return _text(mood)
    weights = (
        mood
        if isinstance(mood, Mapping)
        else {name: value for name, value in asdict(mood).items() if value is not None}
    )
    return f"{{ {', '.join(f'{_text(word)} = {weight}' for word, weight in weights.items())} }}"


def _lines(row: str, words: dict[str, str]) -> Iterator[str]:
    """Fill one row in, its explanation in a column of its own."""
    code, _, meaning = row.partition("|")
    code = code.format(**words)
    for part in textwrap.wrap(meaning.format(**words), _PAGE, break_on_hyphens=False) or [""]:
        yield f"{code + ' ':{_COLUMN}}# {part}" if part else code.rstrip()
        code = ""


def _text(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
