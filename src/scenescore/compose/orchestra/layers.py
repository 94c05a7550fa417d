"""What each layer of a texture plays in a section: its phrases, its figure, its close, and room for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scenescore.compose.orchestra import page
from scenescore.compose.orchestra.closing import LEFT_HAND, close
from scenescore.compose.orchestra.room import Room, freshen, lead_around, make_room
from scenescore.compose.orchestra.under_voice import calm, hush
from scenescore.compose.textures import FIGURES
from scenescore.compose.textures.passage import Ground, Passage, Stroke
from scenescore.model.form import Phrase
from scenescore.model.knowledge import RhythmRow, TextureLayer
from scenescore.model.sketch import SHORT_STROKES

#: A release needs this much more intensity for a layer to stay.
AFTERMATH = 0.12
HELD_FIGURES = frozenset({"sustain", "swell", "drone", "halo", "chorale", "bass", "pedal", "drift", "undertow"})
ENGINES = frozenset({"ostinato", "pulse", "drums"})
ENGINE_OFTEN = 4
CODETTA = "codetta"


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a section's texture that may be heard, the rhythms of the book, and how the cue ends."""

    ground: Ground
    layers: tuple[TextureLayer, ...]
    rhythms: Mapping[str, RhythmRow]
    ending: str

    def phrases(self, number: int) -> tuple[Phrase, ...]:
        """The phrases in which a layer plays: from its intensity on; the quiet floor always; with rests of its own."""
        layer, section = self.layers[number], self.ground.section
        enters = [x.enters for x in self.layers if x.role in {"harmony", "bass"}] or [x.enters for x in self.layers]
        floor = min(enters)
        recedes = section.purpose in {"release", "ending"} and layer.role != "bass" and not section.is_rising
        needed = layer.enters + (AFTERMATH if recedes else 0.0)
        may_rest = layer.role in {"colour", "counter-melody"} or (layer.role, layer.figure) == ("rhythm", "arpeggio")
        out = []
        for count, phrase in enumerate(section.phrases):
            heat = self.ground.heat(phrase.at + phrase.length // 2)
            is_close = section.purpose == "ending" and phrase.function == CODETTA
            is_last_chord = is_close and layer.role in {"harmony", "bass"}
            rests = count % 3 == 1 and may_rest and len(section.phrases) > 2
            if layer.enters <= floor or is_last_chord or (heat >= needed and not rests):
                out.append(phrase)
        return tuple(out)

    def strokes(self, number: int, room: Room) -> list[Stroke]:
        """One layer of a section, with room for the tune, the bass and the voice."""
        layer, ground = self.layers[number], self.ground
        passage = Passage(ground, layer, number, self.phrases(number), self.rhythms.get(layer.rhythm))
        if not passage.phrases or not ground.harmony:
            return []
        final = ground.section.phrases[-1] if ground.section.purpose == "ending" else None
        strokes = _figured(passage, final if final and final.function == CODETTA else None, self.ending)
        if layer.figure not in HELD_FIGURES and layer.role in {"harmony", "bass"}:
            strokes = calm(strokes, room, ground)
        strokes = hush(strokes, layer.role, room, ground.harmony)
        if layer.figure in HELD_FIGURES and layer.role == "harmony":
            strokes = lead_around(strokes, room, ground.harmony)
        else:
            leaps = layer.role in {"bass", "colour"}
            is_low = layer.role == "bass" or layer.figure in LEFT_HAND
            strokes = make_room(strokes, room, is_bass=is_low, may_leap=leaps)
        end = int(ground.section.end)
        if ground.is_before_climax and layer.role in {"counter-melody", "colour"} and layer.figure != "run":
            strokes = [s for s in strokes if s.at < ground.bars[-1].at]
        strokes = [s if s.end <= end else s._replace(length=end - s.at) for s in strokes if s.at < end]
        if layer.figure in HELD_FIGURES:
            return strokes
        return freshen(strokes, ground.bars, ENGINE_OFTEN if layer.figure in ENGINES else 2)


def _figured(passage: Passage, last: Phrase | None, ending: str) -> list[Stroke]:
    """A layer's strokes: its figure, and in the last phrase of the cue its close."""
    figure = FIGURES[passage.layer.figure]
    final = replace(passage, phrases=(last,)) if last is not None and last in passage.phrases else None
    closing = close(final, last, ending) if final is not None and last is not None else None
    before = passage if closing is None else replace(passage, phrases=tuple(p for p in passage.phrases if p != last))
    strokes = figure(before)
    if passage.layer.articulation in SHORT_STROKES and passage.layer.figure not in HELD_FIGURES:
        strokes = page.crisp(strokes, passage.ground.bars)
    return strokes + (closing or [])
