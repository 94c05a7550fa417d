"""The one table of techniques, and chains of them.

Every technique is a pure function: a melody and the terms of the place where it will sound, and out comes a melody.
Lengths stay on the grid that the melody came with (augmentation and diminution move it by whole octaves of time), and
nothing is longer than the room given. What each keeps is said in the table, so that a chain can be judged before it is
heard (techniques after Bribitzer-Stull 2015 and Schoenberg 1967; doses by design).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from scenescore.compose.themes.transformations import cutting, many_voices, pitch, saying_again, setting, time
from scenescore.compose.themes.transformations.terms import Companion, Terms, Transformation
from scenescore.model.theme import HEAD, PLAIN, SOUND, Motif, Setting

#: To add a technique, write its function in the module of what it touches, and its line here.
TRANSFORMATIONS: Mapping[str, Transformation] = MappingProxyType(
    {
        "prototype": Transformation(pitch.same, "CIRHh", "as it was born", 3, 1.0, serves="introduction, habit"),
        "transposition": Transformation(
            pitch.transposition, "CRh", "on another degree", 3, 0.92, serves="any; rising it presses on"
        ),
        "modal-mutation": Transformation(
            pitch.modal_mutation, "CRh", "in another mode", 1, 0.9, serves="loss, corruption, wonder, courage"
        ),
        "inversion": Transformation(pitch.inversion, "R", "upside down", 3, 0.55, serves="betrayal, disguise, mirror"),
        "retrograde": Transformation(
            pitch.retrograde, "R", "with its notes backwards", 3, 0.5, serves="memory, secret, madness"
        ),
        "retro-inversion": Transformation(
            pitch.retro_inversion, "R", "backwards and upside down", 3, 0.47, serves="cipher, madness"
        ),
        "augmentation": Transformation(time.augmentation, "CIRh", "broader", 4, 1.0, serves="power, loss, triumph"),
        "diminution": Transformation(time.diminution, "CIh", "quicker", 4, 0.97, serves="action, comedy"),
        "fragmentation": Transformation(
            cutting.fragmentation, "h", "only its head", 2, 0.9, leaves=HEAD, serves="first-hint, action, doubt"
        ),
        "truncation": Transformation(
            cutting.truncation, "h", "broken off before its close", 2, 0.97, serves="fear, doubt, dying"
        ),
        "liquidation": Transformation(
            cutting.liquidation, "h", "dissolving", 6, 0.88, leaves=HEAD, serves="defeat, dying"
        ),
        "sequence": Transformation(
            saying_again.sequence, "CIRh", "again on the next degree", 6, 1.0, serves="searching, growing-confidence"
        ),
        "expansion": Transformation(
            saying_again.expansion, "", "with its beginning said twice", 6, 0.88, serves="reunion, yearning"
        ),
        "contraction": Transformation(cutting.contraction, "h", "pressed together", 2, 0.87, serves="anger"),
        "interval-stretch": Transformation(
            pitch.interval_stretch, "CRh", "with wider steps", 3, 0.68, serves="love, madness; narrow: fear"
        ),
        "ornamentation": Transformation(
            saying_again.ornamentation, "Hh", "with passing notes and turns", 5, 0.95, serves="habit, celebration"
        ),
        "simplification": Transformation(
            cutting.simplification, "", "only what stands on the beats", 2, 0.75, serves="peace, memory, exhaustion"
        ),
        "reharmonisation": Transformation(
            pitch.same, "CIRh", "over other chords", 3, 1.0, asks=setting.NEW_LIGHT, serves="love, doubt"
        ),
        "harmonic-corruption": Transformation(
            pitch.same,
            "CIRh",
            "over chords that do not belong to it",
            3,
            1.0,
            asks=setting.CORRUPTED,
            serves="temptation, corruption",
        ),
        "chromatic-corruption": Transformation(
            pitch.chromatic_corruption, "CRh", "with notes gone sour", 3, 0.93, serves="corruption, madness"
        ),
        "rhythmic-displacement": Transformation(
            time.rhythmic_displacement, "CIRh", "late by an eighth", 7, 1.0, serves="doubt, unease"
        ),
        "rhythm-change": Transformation(time.rhythm_change, "CIh", "in another step", 4, 0.71, serves="transformation"),
        "rhythm-only": Transformation(
            time.rhythm_only, "R", "only its rhythm", 3, 0.48, leaves=SOUND, serves="disguise, approach"
        ),
        "metric-shift": Transformation(
            time.metric_shift, "CIh", "in another meter", 0, 0.79, serves="memory, instability"
        ),
        "registral-shift": Transformation(
            pitch.registral_shift, "CIRh", "in another octave", 7, 1.0, serves="innocence, threat"
        ),
        "octave-displacement": Transformation(
            pitch.octave_displacement, "R", "thrown between octaves", 3, 0.58, serves="madness"
        ),
        "reorchestration": Transformation(
            pitch.same, "CIRHh", "by a single player", 3, 1.0, asks=setting.SOLO, serves="loss, separation"
        ),
        "reorchestration-ghost": Transformation(
            pitch.same, "CIRHh", "in a ghostly colour", 3, 1.0, asks=setting.GHOST, serves="first-hint, absence"
        ),
        "reorchestration-music-box": Transformation(
            pitch.same, "CIRHh", "by a music box", 3, 1.0, asks=setting.MUSIC_BOX, serves="memory, innocence"
        ),
        "reorchestration-warm": Transformation(
            pitch.same, "CIRHh", "in a warm colour", 3, 1.0, asks=setting.WARM, serves="love, reunion, peace"
        ),
        "reorchestration-brass": Transformation(
            pitch.same, "CIRHh", "by the brass", 3, 1.0, asks=setting.BRASS, serves="triumph, power, fight"
        ),
        "reorchestration-low": Transformation(
            pitch.same, "CIRHh", "by the low players", 3, 1.0, asks=setting.LOW, serves="corruption, power"
        ),
        "articulation-change": Transformation(
            pitch.same, "CIRHh", "trembling", 3, 1.0, asks=setting.TREMBLING, serves="fear"
        ),
        "articulation-change-pizzicato": Transformation(
            pitch.same, "CIRHh", "plucked", 3, 1.0, asks=setting.PLUCKED, serves="disguise, sneaking"
        ),
        "articulation-change-marcato": Transformation(
            pitch.same, "CIRHh", "hammered", 3, 1.0, asks=setting.HAMMERED, serves="anger, fight"
        ),
        "articulation-change-legato": Transformation(
            pitch.same, "CIRHh", "in one breath", 3, 1.0, asks=setting.SUNG, serves="love, farewell"
        ),
        "ostinatoisation": Transformation(
            saying_again.ostinatoisation,
            "",
            "going round as an ostinato",
            6,
            0.77,
            leaves=HEAD,
            asks=setting.AS_OSTINATO,
            serves="action, growing-confidence, obsession",
        ),
        "bassisation": Transformation(
            setting.bassisation, "CIRh", "in the bass", 4, 1.0, asks=setting.AS_BASS, serves="disguise, fate"
        ),
        "pedal-trap": Transformation(
            pitch.same, "CIRh", "over a foreign pedal", 3, 1.0, asks=setting.TRAPPED, serves="fear"
        ),
        "canon-stretto": Transformation(
            pitch.same,
            "CIRHh",
            "followed by itself",
            3,
            1.0,
            companion=many_voices.canon_stretto,
            serves="fight, action",
        ),
        "combination": Transformation(
            pitch.same, "CIRHh", "together with another's theme", 3, 1.0, serves="fight, love"
        ),
        "dialogue": Transformation(
            many_voices.question,
            "CIh",
            "in question and answer",
            6,
            0.86,
            companion=many_voices.answer,
            serves="separation, argument",
        ),
        "texture-dissolve": Transformation(
            cutting.texture_dissolve,
            "H",
            "dissolved into a broken chord",
            6,
            0.43,
            leaves=SOUND,
            asks=setting.AS_TEXTURE,
            serves="absence, after-image",
        ),
        "heterophony": Transformation(
            pitch.same,
            "CIRHh",
            "by two who do not quite agree",
            3,
            1.0,
            companion=many_voices.heterophony,
            serves="memory, ritual",
        ),
        "wrong-note": Transformation(pitch.wrong_note, "CRh", "with one note wrong", 3, 0.97, serves="comedy, failure"),
        "staccato-comic": Transformation(
            time.staccato_comic, "CIRh", "hopping", 5, 1.0, asks=setting.HOPPING, serves="comedy"
        ),
        "irony": Transformation(
            pitch.same, "CIRh", "bright whatever the picture", 3, 1.0, asks=setting.BRIGHT, serves="irony"
        ),
        "evolution": Transformation(pitch.evolution, "R", "grown beyond itself", 3, 0.86, serves="transformation"),
        "fulfilment": Transformation(
            saying_again.fulfilment,
            "CIRh",
            "whole, and brought home",
            6,
            1.0,
            asks=setting.HOMECOMING,
            serves="triumph, reunion, credits",
        ),
        "recontext": Transformation(pitch.same, "CIRHh", "the same, meaning something else", 3, 1.0, serves="fate"),
        "detune-decay": Transformation(
            time.detune_decay, "Ch", "running down", 6, 0.67, asks=setting.RUN_DOWN, serves="dying, memory"
        ),
        "widening-rests": Transformation(
            cutting.widening_rests, "CIh", "with ever wider silences", 6, 0.63, serves="separation, exhaustion"
        ),
        "silence-ghost": Transformation(
            cutting.silence_ghost,
            "",
            "with most of it left silent",
            5,
            0.73,
            leaves=HEAD,
            asks=setting.GHOST,
            serves="absence",
        ),
    },
)


#: Techniques that leave every note alone: what they change is around it.
UNWRITTEN = frozenset(name for name, row in TRANSFORMATIONS.items() if row.change is pitch.same)


def in_order(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Sort a chain into the order in which a composer would make it, each technique once.

    >>> in_order(("sequence", "fragmentation"))
    ('fragmentation', 'sequence')
    """
    known = [name for name in dict.fromkeys(chain) if name in TRANSFORMATIONS]
    return tuple(sorted(known, key=lambda name: TRANSFORMATIONS[name].turn))


def leaves(chain: tuple[str, ...]) -> float:
    """How much of a theme a chain can leave to be heard (see `Transformation.leaves`).

    >>> leaves(("augmentation",)), leaves(("augmentation", "fragmentation"))
    (1.0, 0.4)
    """
    return min((TRANSFORMATIONS[name].leaves for name in chain if name in TRANSFORMATIONS), default=1.0)


def transform(motif: Motif, chain: tuple[str, ...], terms: Terms) -> Motif:
    """Put a melody through a chain of techniques, in order; raises KeyError for one that does not exist.

    >>> from scenescore.compose.themes.motifs import seed_motif
    >>> [tone.length for tone in transform(seed_motif("1/1 3/2 2/1"), ("augmentation",), Terms())]
    [960, 1920, 960]
    """
    for name in chain:
        motif = TRANSFORMATIONS[name].change(motif, terms)
    return motif


def setting_of(chain: tuple[str, ...]) -> Setting:
    """Put together what a chain asks of the music around its notes; what a later technique asks wins.

    >>> setting_of(("prototype",)) == PLAIN
    True
    """
    out = PLAIN
    for name in chain:
        asked = TRANSFORMATIONS[name].asks
        wanted = {field: getattr(asked, field) for field in Setting.__slots__}
        out = replace(out, **{f: value for f, value in wanted.items() if value != getattr(PLAIN, f)})
    return out


def companions(motif: Motif, chain: tuple[str, ...], terms: Terms) -> tuple[Companion, ...]:
    """Find the further voices that a chain brings along: `motif` is what the chain made, the leader as it sounds.

    >>> companions((), ("prototype",), Terms())
    ()
    """
    makers = [TRANSFORMATIONS[name].companion for name in chain]
    found = [maker(motif, terms) for maker in makers if maker is not None]
    return tuple(each for each in found if each is not None)
