"""The same scene with every word written by the name of its row.

Stages compare words; after `settled` they need to know no synonym. It expects a scene without problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from scenescore.model.affect import Affect
from scenescore.model.bible import Bible
from scenescore.model.knowledge import Names
from scenescore.model.metre import Meter
from scenescore.model.notation import read_key
from scenescore.model.pitch import name_of_fifths
from scenescore.model.reroll import read_reroll
from scenescore.model.scene import Relation, Scene
from scenescore.model.timecode import rate
from scenescore.model.words import kebab

Feeling = str | Affect | Mapping[str, float]


def settled(scene: Scene, names: Names) -> Scene:
    """Resolve every synonym of a scene; `key` becomes a note and a mode's row name, `F# dorian`.

    Lists become tuples; names of people and hits stay as they are.
    """
    avoid = avoidable(names)
    return replace(
        scene,
        mood=_mood(scene.mood, names),
        frame_rate=rate(scene.frame_rate).name,
        tempo=_tempo(scene.tempo),
        tempo_mode=_plain(scene.tempo_mode),
        odd_bars=_plain(scene.odd_bars),
        key=None if scene.key is None else _key(scene.key, names),
        meter=None if scene.meter is None else str(Meter.parse(scene.meter)),
        ensemble=_row(scene.ensemble, names.ensembles),
        genre=_row(scene.genre, names.genres),
        ending=_plain(scene.ending),
        avoid=tuple(dict.fromkeys(avoid[kebab(word)] for word in scene.avoid)),
        rerolls=tuple(str(read_reroll(text)) for text in scene.rerolls),
        characters=tuple(
            replace(
                each,
                traits=tuple(dict.fromkeys(names.archetypes[kebab(trait)] for trait in each.traits)),
                state=_row(each.state or None, names.states) or "",
                arc=_row(each.arc or None, names.arcs) or "",
                role=_plain(each.role),
            )
            for each in scene.characters
        ),
        hits=tuple(
            replace(hit, gesture=_plain(hit.gesture), priority=_plain(hit.priority), grid=_plain(hit.grid))
            for hit in scene.hits
        ),
        arc=tuple(replace(each, mood=None if each.mood is None else _mood(each.mood, names)) for each in scene.arc),
        dialogue=tuple(scene.dialogue),
        tempo_changes=tuple(replace(each, kind=_plain(each.kind)) for each in scene.tempo_changes),
        relations=tuple(_relation(each, scene, names) for each in scene.relations),
        themes=None if scene.themes is None else settled_bible(scene.themes, names),
    )


def settled_bible(bible: Bible, names: Names) -> Bible:
    """Resolve every synonym of a theme bible; its memory stays as it is."""
    return replace(
        bible,
        frame_rate=rate(bible.frame_rate).name,
        subjects=tuple(
            replace(
                each,
                traits=tuple(dict.fromkeys(names.archetypes[kebab(trait)] for trait in each.traits)),
                arc=_row(each.arc or None, names.arcs) or "",
                stages=tuple(
                    replace(stage, state=_row(stage.state or None, names.states) or "") for stage in each.stages
                ),
                kind=_plain(each.kind),
            )
            for each in bible.subjects
        ),
    )


def _relation(relation: Relation, scene: Scene, names: Names) -> Relation:
    """A relation between characters as the scene names them."""
    between = tuple(_named(who, scene) for who in relation.between)
    return replace(relation, between=between, kind=names.relations[kebab(relation.kind)], way=_plain(relation.way))


def _named(who: str, scene: Scene) -> str:
    """A character's name as the scene writes it."""
    return next(each.name for each in scene.characters if kebab(each.name) == kebab(who))


def avoidable(names: Names) -> dict[str, str]:
    """Every word that `avoid` accepts and its row's name; where a word means several rows, the widest one."""
    kinds = (names.families, names.devices, names.modes, names.textures, names.instruments, names.ensembles)
    out: dict[str, str] = {}
    for kind in kinds:
        out.update({word: row for word, row in kind.items() if word not in out})
    return out


def _plain(word: Any) -> Any:
    """A word of a fixed list in kebab-case."""
    return None if word is None else kebab(word)


def _row(word: str | None, table: Mapping[str, str]) -> str | None:
    """The name of the row that a word means."""
    return None if word is None else table[kebab(word)]


def _mood(mood: Feeling, names: Names) -> Feeling:
    """A mood by its row names; synonyms in a blend add up."""
    if isinstance(mood, Affect):
        return mood
    if isinstance(mood, str):
        return names.moods[kebab(mood)]
    blend: dict[str, float] = {}
    for word, weight in mood.items():
        row = names.moods[kebab(word)]
        blend[row] = blend.get(row, 0) + weight
    return MappingProxyType(blend)


def _tempo(tempo: str | float | tuple[float, float] | None) -> str | float | tuple[float, float] | None:
    """A tempo word in kebab-case, a range as a tuple."""
    if isinstance(tempo, str):
        return kebab(tempo)
    return (tempo[0], tempo[1]) if isinstance(tempo, tuple | list) else tempo


def _key(key: str, names: Names) -> str:
    """A key by its tonic and its mode's row."""
    tonic, mode = read_key(key, names.modes)
    return f"{name_of_fifths(tonic)} {mode}"
