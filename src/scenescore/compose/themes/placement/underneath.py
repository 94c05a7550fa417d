"""Let a theme that is known sound beneath the tune: in the bass, as an ostinato, in an inner voice.

About one statement in four of a longer cue is not the tune. The bass is for fate, power and those who hide; the
ostinato of a head for drive and obsession; an inner voice for what is felt while something else is sung (by design,
after what leitmotif scores do; Bribitzer-Stull 2015). Nothing is heard beneath before it was heard on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.themes.placement.ground import Ground, Said
from scenescore.compose.themes.placement.planning import is_known
from scenescore.compose.themes.treatments import Treatment, character_of
from scenescore.model.form import Phrase, Section
from scenescore.model.theme import Theme, Voice

#: Of a thousand statements so many may lie beneath, counting the next one.
_SHARE = 440
#: The texture whose top voice a tune becomes.
_CHORALE = "chorale"
_SLOW, _GENTLE = ("broad", "dread"), ("calm", "broad")
#: How a theme goes on beneath the tune, for each purpose of a section, the likeliest first.
_WAYS: Mapping[str, tuple[Treatment, ...]] = MappingProxyType(
    {
        "statement": (
            Treatment("motif", (), "mp", name="inner voice", voice="inner", suits=_GENTLE),
            Treatment("motif", ("ostinatoisation",), "mp", name="ostinato", suits=("lively",)),
            Treatment("motif", ("bassisation",), "mf", name="bass", suits=("dread",)),
        ),
        "development": (
            Treatment("motif", ("ostinatoisation",), "mf", name="ostinato", suits=("lively",)),
            Treatment("motif", ("bassisation",), "mf", name="bass", suits=("broad", "dread", "lively")),
            Treatment("motif", (), "mp", name="inner voice", voice="inner", suits=("calm", "broad", "lively")),
        ),
        "build": (
            Treatment("motif", ("ostinatoisation",), "mf", name="ostinato", suits=("lively", "broad")),
            Treatment("motif", ("bassisation",), "f", name="bass"),
        ),
        "climax": (
            Treatment("motif", ("bassisation",), "f", name="bass", suits=_SLOW),
            Treatment("motif", ("ostinatoisation",), "f", name="ostinato", suits=("lively",)),
        ),
        "release": (Treatment("motif", (), "p", name="inner voice", voice="inner"),),
    },
)


def underneath(theme: Theme, phrase: Phrase, section: Section, ground: Ground, said: Said) -> tuple[Treatment, ...]:
    """Ways for a theme to lie beneath the tune here; none where it would be too early, too often, or out of place."""
    past = said.of(theme)
    beneath = sum(not statement.is_tune for statement in said.statements)
    too_many = 1000 * (beneath + 1) > _SHARE * (len(said.statements) + 1)
    # What a statement section or a climax says first, it says on top.
    is_first = section.purpose in {"statement", "climax"} and (phrase.at == section.at or not said.here)
    if is_first or too_many or not is_known(past, ()) or any(d.at == phrase.at for d in ground.debuts):
        return ()
    last = next((statement.voice for statement in reversed(said.statements) if not statement.is_tune), None)
    character = character_of(section.feeling)
    ways = [way for way in _WAYS.get(section.purpose, ()) if character in way.suits]
    # Who lives in a voice goes there first; for others the same voice twice running comes last.
    homes = [row.voice for name in theme.archetypes if (row := ground.book.archetypes.get(name))]
    ways.sort(key=lambda way: (voice_of(way) not in homes, voice_of(way) == last))
    return tuple(ways)


def on_top(options: tuple[Treatment, ...], section: Section, theme: Theme, said: Said) -> tuple[Treatment, ...]:
    """Let the tune be the top of the chorale where the section is one, once the theme is known."""
    if section.texture != _CHORALE or not is_known(said.of(theme), ()):
        return options
    return tuple(replace(option, voice="chorale-top") for option in options)


def voice_of(way: Treatment) -> Voice:
    """In which voice a way lies."""
    if "bassisation" in way.chain:
        return "bass"
    return "ostinato" if "ostinatoisation" in way.chain else way.voice or "melody"
