"""What a technique asks of the music around the notes: where it sounds, in which light, how played, by whom."""

from __future__ import annotations

from scenescore.compose.themes.transformations.notes import within
from scenescore.compose.themes.transformations.terms import Terms
from scenescore.compose.themes.transformations.time import augmentation
from scenescore.model.theme import Motif, Setting, motif_length

NEW_LIGHT = Setting(light="new-light")
CORRUPTED = Setting(light="corrupted")
BRIGHT = Setting(light="bright")
HOMECOMING = Setting(light="homecoming")
#: A semitone above the tonic: the pedal that belongs to no key of the theme.
TRAPPED = Setting(pedal=1)
AS_BASS = Setting(voice="bass", colour="low")
AS_OSTINATO = Setting(voice="ostinato")
AS_TEXTURE = Setting(voice="inner", articulation="let-ring")
TREMBLING = Setting(articulation="tremolo")
PLUCKED = Setting(articulation="pizzicato")
HAMMERED = Setting(articulation="marcato")
SUNG = Setting(articulation="legato")
HOPPING = Setting(articulation="staccato")
GHOST = Setting(colour="ghost")
MUSIC_BOX = Setting(colour="music-box")
SOLO = Setting(colour="solo")
WARM = Setting(colour="warm")
BRASS = Setting(colour="brass")
LOW = Setting(colour="low")
RUN_DOWN = Setting(articulation="let-ring")


def bassisation(motif: Motif, terms: Terms) -> Motif:
    """Let the bass carry it: twice as slow where there is room for the whole of it."""
    return augmentation(motif, terms) if 2 * motif_length(motif) <= terms.room else within(motif, terms.room)
