"""What a player of each kind does with a note: how it sustains, breathes, pedals, rolls chords and keeps time.

Times are milliseconds. Onset spreads are our default, the order of size after Goebl 2001 (melody lead) and common
sampling practice; a machine keeps exact time.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenescore.model.knowledge import Instrument

#: Instruments with a sustain pedal, or (harp) strings that ring as if they had one.
PEDALLED = frozenset({"piano", "felt-piano", "prepared-piano", "electric-piano", "celesta", "vibraphone", "harp"})
#: Machines: they play on the grid.
MECHANICAL = frozenset({"synth-arp", "synth-bass", "square-lead", "square-bass", "music-box"})
#: Families whose notes are struck or plucked, even where they can ring on without dying away.
STRUCK_FAMILIES = frozenset({"percussion", "plucked"})


@dataclass(frozen=True, slots=True)
class Hand:
    """How a player handles notes.

    `short_ms`, `long_ms` spread of the onsets; `spread_ms` from note to note of a chord, low to high; `lead_ms` how
    early a melody speaks; `breath_ms` what a phrase end leaves silent.
    """

    is_sustaining: bool
    has_pedal: bool
    short_ms: int
    long_ms: int
    spread_ms: int
    lead_ms: int
    breath_ms: int


def hand_of(instrument: Instrument) -> Hand:
    """Tell how the player of an instrument handles notes."""
    name, family = instrument.name, instrument.family
    sustains = not (instrument.decay or instrument.is_percussion or family in STRUCK_FAMILIES)
    if name in MECHANICAL:
        return Hand(sustains, has_pedal=False, short_ms=0, long_ms=0, spread_ms=0, lead_ms=0, breath_ms=0)
    has_pedal = name in PEDALLED
    if family == "percussion":
        return Hand(sustains, has_pedal, short_ms=3, long_ms=3, spread_ms=0, lead_ms=0, breath_ms=0)
    is_piano = has_pedal and name != "harp"
    return Hand(
        is_sustaining=sustains,
        has_pedal=has_pedal,
        short_ms=5,
        long_ms=12 if sustains else 6,
        spread_ms=14 if name == "harp" else 3 if is_piano else 0,
        lead_ms=10 if instrument.polyphony == 1 or is_piano else 0,
        breath_ms=_breath(instrument, sustains=sustains),
    )


def _breath(instrument: Instrument, *, sustains: bool) -> int:
    """Milliseconds of silence at a phrase end: a breath for one player, a lift for a section, none for a machine."""
    if not sustains or instrument.family == "electronic":
        return 0
    return 160 if instrument.breathes else 50
