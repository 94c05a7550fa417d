"""The JSON Schema of scene files: editors complete keys and underline mistakes while a scene is written.

In TOML, `#:schema ./scene.schema.json` on the first line binds it (taplo, Even Better TOML); in JSON the key
`$schema` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenescore.formats.scene_tables import SCHEMA_KEY, file_key
from scenescore.model.affect import Affect
from scenescore.model.film import WAYS
from scenescore.model.knowledge import Names
from scenescore.model.scene import TEMPO_WORDS, ArcPoint, Character, Dialogue, Hit, Relation, Scene, TempoChange
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM
from scenescore.model.timecode import FRAME_RATES
from scenescore.model.timing import LONGEST, SHORTEST

__all__ = ["schema"]

_TIMECODE = "^[0-9]{1,2}[:;][0-9]{2}[:;][0-9]{2}[:;.][0-9]{2}$"
_MOMENT = [{"type": "number"}, {"type": "string", "pattern": _TIMECODE}]
#: What each key is for, in one sentence.
_HELP: Mapping[str, str] = {
    "Scene.mood": "A mood's name, a blend { ominous = 2, wistful = 1 }, or { valence, arousal, tension, size }.",
    "Scene.length": "How long the cue is: seconds, or a timecode duration in quotes.",
    "Scene.end": "Where the cue ends, instead of a length: a timecode, or seconds from its start.",
    "Scene.title": "What the cue is called.",
    "Scene.cue": "Reel, m and number: 2M3.",
    "Scene.frame_rate": "How the picture counts; df is drop-frame.",
    "Scene.start": "Timecode of the cue's first frame; hits may then be timecodes.",
    "Scene.tempo": "A word, beats per minute, or a range [60, 76]; left out: from the mood.",
    "Scene.tempo_mode": "steady: one tempo; flexible: bends unnoticed; free: bar lines follow the picture.",
    "Scene.odd_bars": "How readily a bar of another length makes room for a hit.",
    "Scene.key": "A note and a mode: C minor, F# dorian, Bb; left out: chosen.",
    "Scene.meter": "Such as 4/4, 3/4, 6/8 or 7/8; left out: chosen.",
    "Scene.ensemble": "A preset of players; left out: from mood and genre.",
    "Scene.genre": "A style.",
    "Scene.ending": "How the cue ends.",
    "Scene.avoid": "Instruments, families, textures, modes and devices that must not occur.",
    "Scene.seed": "The same scene with the same seed is the same music; another seed is another sketch.",
    "Scene.rerolls": "Bars that one stage rolls anew, the rest stays: harmony:9-12, melody:5, texture:9-12:2.",
    "Scene.characters": "Persons, places or ideas with a theme.",
    "Scene.hits": "Moments of the picture that the music answers.",
    "Scene.arc": "The drama over time; values in between are interpolated.",
    "Scene.dialogue": "When somebody speaks; the music makes room.",
    "Scene.tempo_changes": "Spans in which the tempo grows slower or faster, beat by beat.",
    "Scene.relations": "How two characters stand to each other: what their themes do together.",
    "Scene.story": "How far the film has come here, 0 to 1; left out: from the theme bible and the timecode.",
    "Scene.themes": "The film's theme bible, a file; left out: themes.toml beside the scene file, if there.",
    "Character.name": "Whose theme it is.",
    "Character.traits": "Archetypes, blended into a theme.",
    "Character.state": "The dramatic state that transforms the theme here.",
    "Character.role": "How much of the cue is this character's.",
    "Character.enters": "When its theme is first heard; left out: at the cue's start.",
    "Character.motif": "Your own theme: pitch:beats, such as E4:1 B4:1.5 r:1 (r rests).",
    "Character.motif_file": "Your own theme as a MIDI or MusicXML file, found from the scene file's folder on.",
    "Character.arc": "How the theme grows over the film.",
    "Relation.between": "The two characters.",
    "Relation.kind": "How they stand to each other.",
    "Relation.way": "How their themes meet; left out: as the kind likes it.",
    "Relation.at": "When they meet; left out: chosen.",
    "Hit.at": "When it happens.",
    "Hit.name": "What happens.",
    "Hit.gesture": "How the music answers.",
    "Hit.priority": "Whether the music must, should or may land on it.",
    "Hit.tolerance": "How many frames it may be missed by.",
    "Hit.grid": "Where in the bar it shall stand; left out: by gesture.",
    "ArcPoint.at": "The moment of this point.",
    "ArcPoint.intensity": "From 0 (nothing) to 1 (everything).",
    "ArcPoint.tension": "From -1 (at rest) to 1 (unbearable).",
    "ArcPoint.mood": "The mood here.",
    "Dialogue.from": "When somebody begins to speak.",
    "Dialogue.to": "When the speaking ends.",
    "TempoChange.from": "Where the tempo begins to change.",
    "TempoChange.to": "Where the change ends.",
    "TempoChange.kind": "Slower (ritardando) or faster (accelerando).",
    "TempoChange.amount": "How much slower or faster its end is: 0.25 is a quarter.",
    "Affect.valence": "From -1 (bad) to 1 (good).",
    "Affect.arousal": "From -1 (asleep) to 1 (frantic).",
    "Affect.tension": "From -1 (at rest) to 1 (unbearable).",
    "Affect.size": "Size of forces, from 0 to 1.",
}
_WEIGHTS = {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}, "minProperties": 1}
#: What a key may hold, where that is narrower than its type.
_NARROWER: Mapping[str, Mapping[str, Any]] = {
    "Scene.frame_rate": {"enum": list(FRAME_RATES)},
    "Scene.seed": {"minimum": 0},
    "Scene.meter": {"pattern": "^[0-9]{1,2}/(1|2|4|8|16)$"},
    "Hit.tolerance": {"minimum": 0},
    "TempoChange.amount": {"minimum": 0.02, "maximum": 0.6},
    "Scene.story": {"minimum": 0, "maximum": 1},
    "Relation.between": {"minItems": 2, "maxItems": 2},
    "Relation.way": {"enum": ["", *WAYS]},
    "ArcPoint.intensity": {"minimum": 0, "maximum": 1},
    "ArcPoint.tension": {"minimum": -1, "maximum": 1},
    "Affect.valence": {"minimum": -1, "maximum": 1},
    "Affect.arousal": {"minimum": -1, "maximum": 1},
    "Affect.tension": {"minimum": -1, "maximum": 1},
    "Affect.size": {"minimum": 0, "maximum": 1},
}
_BPM = {"type": "number", "minimum": SLOWEST_BPM, "maximum": FASTEST_BPM}
_TEMPO = {
    "anyOf": [
        {"enum": list(TEMPO_WORDS)},
        _BPM,
        {"type": "array", "items": _BPM, "minItems": 2, "maxItems": 2},
    ],
}
_MOMENTS = frozenset({"Scene.start", "Scene.end", "Character.enters", "Hit.at", "ArcPoint.at", "Dialogue.from",
                      "Dialogue.to", "TempoChange.from", "TempoChange.to", "Relation.at"})  # fmt: skip
_LENGTH = {
    "anyOf": [
        {"type": "number", "minimum": SHORTEST, "maximum": LONGEST},
        {"type": "string", "pattern": _TIMECODE},
    ],
}


def schema(names: Names | None = None) -> dict[str, Any]:
    """Describe scene files; with `names`, editors also offer the words of the presets.

    >>> schema()["properties"]["frame_rate"]["enum"][:3]
    ['23.976', '24', '25']
    """
    from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and only editors need it

    out = TypeAdapter(Scene).json_schema(ref_template="#/$defs/{model}")
    for name in [name for name in out["$defs"] if name not in {*_TABLES, "Affect"}]:
        del out["$defs"][name]
    tables = {
        "Scene": out,
        **{name: out["$defs"][name] for name in _TABLES},
    }
    tables["Affect"] = out["$defs"]["Affect"]
    for kind, table in tables.items():
        _described(kind, table)
    out["anyOf"] = [{"required": ["length"]}, {"required": ["end"]}]
    out["properties"][SCHEMA_KEY] = {"type": "string", "description": "Where an editor finds this schema."}
    _offer(out, names)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scenescore scene",
        "description": "What the picture needs of the music. A mood and a length (or an end) are enough.",
        **{key: value for key, value in out.items() if key not in {"title", "description"}},
    }


def _described(kind: str, table: dict[str, Any]) -> None:
    """Say in our words what each key of a table is for, and name it as the file does."""
    table["additionalProperties"] = False
    table["description"] = str(_KINDS[kind].__doc__).split("\n", maxsplit=1)[0]
    table["properties"] = {file_key(name): value for name, value in table["properties"].items()}
    if "required" in table:
        table["required"] = [file_key(name) for name in table["required"]]
    for name, value in table["properties"].items():
        table["properties"][name] = _key(f"{kind}.{name}", value)


_KINDS = {each.__name__: each for each in (Scene, Character, Hit, ArcPoint, Dialogue, TempoChange, Relation, Affect)}
#: The tables of a scene file beside the scene itself.
_TABLES = ("Character", "Hit", "ArcPoint", "Dialogue", "TempoChange", "Relation")


def _key(place: str, found: dict[str, Any]) -> dict[str, Any]:
    """One key: its type without the null that a file cannot write, its limits and its help."""
    kinds = [each for each in found.get("anyOf", []) if each.get("type") != "null"]
    out = {key: value for key, value in found.items() if key not in {"anyOf", "title"} and value is not None}
    if place in _MOMENTS:
        out["anyOf"] = _MOMENT
    elif place == "Scene.length":
        out |= _LENGTH
    elif place == "Scene.tempo":
        out |= _TEMPO
    elif place == "Scene.themes":
        out["type"] = "string"
    elif place.endswith(".mood"):
        out["anyOf"] = [{"type": "string"}, {"$ref": "#/$defs/Affect"}, _WEIGHTS]
    elif len(kinds) == 1:
        out |= kinds[0]
    elif kinds:
        out["anyOf"] = kinds
    return out | dict(_NARROWER.get(place, {})) | {"description": _HELP[place]}


def _offer(out: dict[str, Any], names: Names | None) -> None:
    """Offer the words of the presets as examples; other spellings and synonyms stay allowed."""
    if names is None:
        return
    character = out["$defs"]["Character"]["properties"]
    for key, table in (
        (out["properties"]["mood"], names.moods),
        (out["$defs"]["ArcPoint"]["properties"]["mood"], names.moods),
        (out["properties"]["ensemble"], names.ensembles),
        (out["properties"]["genre"], names.genres),
        (character["traits"]["items"], names.archetypes),
        (character["state"], names.states),
        (character["arc"], names.arcs),
        (out["$defs"]["Relation"]["properties"]["kind"], names.relations),
    ):
        key["examples"] = list(dict.fromkeys(table.values()))
