"""The chords under what stands on a page of themes: what each melody itself implies, the same under the same notes."""

from __future__ import annotations

from scenescore.compose.theme_sheet.items import COMBINATION, Item
from scenescore.compose.themes.birth.analysis import implied_harmony
from scenescore.compose.themes.degrees import Scale, scale_of
from scenescore.compose.themes.transformations import sounding
from scenescore.model.pitch import SEMITONES, Key
from scenescore.model.theme import PLAIN, Theme, Tone, motif_length

HOME = "homecoming"
_TRIAD = (0, 3, 4, 7)
_MINOR_THIRD = 3
_CANON = "canon-stretto"


def is_plainly_lit(item: Item) -> bool:
    """Whether nothing is done to the chords of an item, and nobody sings against it."""
    is_lit = item.setting.light in {PLAIN.light, HOME} and item.setting.pedal == PLAIN.pedal and not item.is_dark
    return is_lit and _CANON not in item.chain and item.label != COMBINATION


def tonic_of(key: Key) -> str:
    """The tonic triad as a numeral."""
    return "i" if key.is_minor else "I"


def implied_by(theme: Theme, item: Item) -> tuple[tuple[int, str], ...]:
    """Chords under an item, each with its length: the theme's own where it stands as it was born, else those implied.

    A wrong note is heard as the one beside it that was meant. What ends on the tonic triad ends on its chord, in major
    where it comes home; what leads to that last note keeps its own.
    """
    scale = scale_of(item.key.degrees)
    meant = tuple(tone if scale.holds(tone) else _meant(tone, scale) for tone in item.tones)
    found = list(implied_harmony(meant, item.key.degrees, item.meter))
    if item.is_plain:
        found[: len(theme.harmony)] = theme.harmony[: len(found)]
    found += [found[-1]] * (item.bars - len(found))
    _heed(found, item)
    bar = int(item.meter.length)
    spans = [(bar, name) for name in found]
    last, begins = sounding(meant)[-1], motif_length(meant[: sounding(meant)[-1]])
    pc = meant[last].semitones % SEMITONES
    is_told = item.is_plain and len(found) <= len(theme.harmony)
    if pc in _TRIAD and pc in item.key.degrees and not is_told and len(found) > 1:
        home = "I" if item.setting.light == HOME and pc != _MINOR_THIRD else tonic_of(item.key)
        before = begins - (len(found) - 1) * bar
        leads = [(before, found[-1])] if 2 * before >= bar and found[-1] != home else []
        spans[-1:] = [*leads, (bar - sum(length for length, _ in leads), home)]
    return tuple(spans)


def _heed(found: list[str], item: Item) -> None:
    """Let whoever answers have the chords of the bars in which the theme itself is silent."""
    bar = int(item.meter.length)
    for other in item.companions:
        answers = implied_harmony((Tone(None, 0, other.delay), *other.tones), item.key.degrees, item.meter)
        at, sounds = 0, [0] * item.bars
        for tone in item.tones:
            for number in range(at // bar, -(-(at + tone.length) // bar)):
                shared = min(at + tone.length, (number + 1) * bar) - max(at, number * bar)
                sounds[number] += shared if tone.step is not None else 0
            at += tone.length
        for number, name in enumerate(answers):
            found[number] = name if 2 * sounds[number] < bar else found[number]


def _meant(tone: Tone, scale: Scale) -> Tone:
    """The note of the mode beside a foreign one, the one above first."""
    for semitones in (tone.semitones + 1, tone.semitones - 1):
        octave, pc = divmod(semitones, SEMITONES)
        if pc in scale.degrees:
            return scale.tone(scale.degrees.index(pc) + octave * len(scale.degrees), tone.length)
    return tone
