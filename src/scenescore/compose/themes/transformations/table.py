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

from scenescore.compose.themes.transformations import cutting, pitch, saying_again, time
from scenescore.compose.themes.transformations.terms import Companion, Terms, Transformation
from scenescore.model.theme import PLAIN, Motif, Setting

#: The one table of techniques: to add one, write its function above and its line here.
TRANSFORMATIONS: Mapping[str, Transformation] = MappingProxyType(
    {
        "prototype": Transformation(pitch.same, "CIRH", "as it was born"),
        "transposition": Transformation(pitch.transposition, "CR", "on another degree"),
        "modal-mutation": Transformation(pitch.modal_mutation, "CR", "in another mode", 1),
        "inversion": Transformation(pitch.inversion, "R", "upside down"),
        "retrograde": Transformation(pitch.retrograde, "", "with its notes backwards"),
        "augmentation": Transformation(time.augmentation, "CI", "twice as slow", 4),
        "diminution": Transformation(time.diminution, "CI", "twice as fast", 4),
        "fragmentation": Transformation(cutting.fragmentation, "h", "only its head", 2),
        "truncation": Transformation(cutting.truncation, "h", "broken off before its close", 2),
        "liquidation": Transformation(cutting.liquidation, "h", "dissolving", 6),
        "sequence": Transformation(saying_again.sequence, "CR", "again on the next degree", 6),
        "expansion": Transformation(saying_again.expansion, "C", "with its beginning said twice", 6),
        "contraction": Transformation(cutting.contraction, "C", "pressed together", 2),
        "ornamentation": Transformation(saying_again.ornamentation, "CH", "with passing notes and turns", 5),
        "simplification": Transformation(cutting.simplification, "C", "only what stands on the beats", 2),
        "reharmonisation": Transformation(pitch.same, "CIR", "over other chords"),
        "registral-shift": Transformation(pitch.registral_shift, "CIR", "in another octave", 7),
        "rhythmic-displacement": Transformation(time.rhythmic_displacement, "CI", "late by an eighth", 7),
        "metric-shift": Transformation(time.metric_shift, "CI", "in another meter", 0),
        "chromatic-corruption": Transformation(pitch.chromatic_corruption, "CR", "with notes gone sour"),
    },
)


def in_order(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Sort a chain into the order in which a composer would make it, each technique once.

    >>> in_order(("sequence", "fragmentation"))
    ('fragmentation', 'sequence')
    """
    known = [name for name in dict.fromkeys(chain) if name in TRANSFORMATIONS]
    return tuple(sorted(known, key=lambda name: TRANSFORMATIONS[name].turn))


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
