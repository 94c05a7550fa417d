"""Figures: what a layer of a texture plays, in an explicit table. A new figure is a function and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scenescore.compose.textures import antics, band, beats, broken, combo, drift, held, keyboard, lines, low, strokes
from scenescore.compose.textures.passage import Figure

FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "tune": lines.unison,
        "sustain": held.sustain,
        "swell": held.swell,
        "drone": held.drone,
        "halo": held.halo,
        "chorale": held.chorale,
        "arpeggio": broken.arpeggio,
        "alberti": broken.alberti,
        "ostinato": broken.ostinato,
        "pulse": broken.pulse,
        "comping": combo.comping,
        "strum": combo.strum,
        "drift": drift.drift,
        "undertow": drift.undertow,
        "loops": drift.loops,
        "motto": drift.motto,
        "tiptoe": antics.tiptoe,
        "hocket": antics.hocket,
        "quip": antics.quip,
        "nocturne": keyboard.nocturne,
        "rocking": keyboard.rocking,
        "bare": keyboard.bare,
        "knell": keyboard.knell,
        "drive": keyboard.drive,
        "riff": band.riff,
        "creep": band.creep,
        "chug": band.chug,
        "afterbeats": beats.afterbeats,
        "bass": low.bass,
        "pedal": low.pedal,
        "pizzicato-bass": low.pizzicato_bass,
        "walking": combo.walking,
        "counter": lines.counter,
        "thirds": lines.thirds,
        "echo": lines.echo,
        "unison": lines.unison,
        "bells": strokes.bells,
        "run": strokes.run,
        "timpani": strokes.timpani,
        "cymbals": strokes.cymbals,
        "boom": strokes.boom,
        "drums": strokes.drums,
        "snare": strokes.snare,
        "kick": strokes.kick,
        "hat": strokes.hat,
        "ride": strokes.ride,
        "brushes": combo.brushes,
        "tick": strokes.tick,
    },
)
