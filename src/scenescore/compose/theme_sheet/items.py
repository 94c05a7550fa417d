"""What stands on the page: the theme as it is, then what each technique or each dramatic state makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.theme_sheet.players import home_of, line_player, missed, nearest
from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.placement.dramatic import direction_of
from scenescore.compose.themes.statements import recognised
from scenescore.compose.themes.transformations import (
    TRANSFORMATIONS,
    Companion,
    Terms,
    companions,
    in_order,
    setting_of,
    sounding,
    transform,
    within,
)
from scenescore.model.knowledge import Book
from scenescore.model.metre import Meter
from scenescore.model.pitch import SEMITONES, Key
from scenescore.model.theme import PLAIN, Motif, Setting, Theme, motif_length
from scenescore.model.theme_means import DramaticState
from scenescore.model.time import Ticks

#: No item is longer than this, and none that can be longer is shorter than that (bars).
MOST_BARS, LEAST_BARS = 4, 2
#: Techniques that are heard in the harmony or in more voices, and so need the whole tune.
_WHOLE = frozenset({
    "modal-mutation", "reharmonisation", "harmonic-corruption", "pedal-trap", "irony", "recontext", "canon-stretto",
    "heterophony", "combination", "metric-shift", "rhythm-change",
})  # fmt: skip
#: Techniques that make a theme longer: of a long one they are shown on its beginning.
_GROWING = frozenset({
    "sequence", "expansion", "augmentation", "bassisation", "dialogue", "detune-decay", "widening-rests",
})  # fmt: skip
#: The next darker mode of each.
_DARKER = {"dorian": "aeolian", "aeolian": "phrygian", "harmonic-minor": "phrygian", "melodic-minor": "aeolian"}
_OCTAVES = "registral-shift"
COMBINATION, RECONTEXT, _BRIGHT, _MODAL = "combination", "recontext", "irony", "modal-mutation"
#: From which fullness on a state states the whole tune.
_FULL = 0.95
_MAJOR_THIRD = 4
#: What a semitone outside a player's everyday range costs beside a sign in the signature.
_PER_MISS = 2
_UNCHANGED = ("prototype",)
_AS_WRITTEN = ("as it was born", "the whole tune with its close")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the page: its name, what it says, its key and meter, the tones and what they ask of the others."""

    label: str
    says: str
    key: Key
    meter: Meter
    tones: Motif
    chain: tuple[str, ...] = _UNCHANGED
    setting: Setting = PLAIN
    companions: tuple[Companion, ...] = ()
    level: str = "mf"
    state: str = ""
    is_dark: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the theme stands as it was born, in no state."""
        return self.chain == _UNCHANGED and not self.state

    @property
    def bars(self) -> int:
        """How many bars it lasts."""
        ends = [motif_length(self.tones), *(each.delay + motif_length(each.tones) for each in self.companions)]
        return max(1, -(-max(ends) // self.meter.length))


def key_of(theme: Theme, book: Book) -> Key:
    """The key in which a theme is shown: its own where it has one, else where its player reaches it with few signs."""
    degrees = book.modes[theme.mode].degrees
    if theme.tonic is not None:
        names = [fifths for fifths in range(-6, 7) if fifths * 7 % SEMITONES == theme.tonic % SEMITONES]
        keys = [Key(fifths, theme.mode, degrees) for fifths in names]
        return min(keys, key=lambda key: (abs(key.signature), key.tonic))
    player = line_player(theme, book)
    middle = home_of(theme, player)

    def cost(key: Key) -> tuple[int, int]:
        return _PER_MISS * missed(theme.phrase or theme.motif, player, nearest(key.pc, middle)) + abs(
            key.signature
        ), key.tonic

    return min((Key(fifths, theme.mode, degrees) for fifths in range(-6, 7)), key=cost)


def as_it_is(theme: Theme, key: Key) -> tuple[Item, ...]:
    """The motif, and the whole tune."""
    meter = Meter.parse(theme.meter)
    whole = _whole(theme, meter)
    items = [Item("theme", _AS_WRITTEN[0], key, meter, theme.motif)]
    return (*items, Item("phrase", _AS_WRITTEN[1], key, meter, whole)) if whole != theme.motif else tuple(items)


def plainly(theme: Theme, key: Key) -> Item:
    """The whole tune under its own name."""
    return Item(theme.name, _AS_WRITTEN[1], key, Meter.parse(theme.meter), theme.phrase or theme.motif)


def by_technique(theme: Theme, key: Key, book: Book, *, meets: bool) -> tuple[Item, ...]:
    """The theme through every technique of the table; `meets` where there is a second theme to combine it with."""
    names = [name for name in TRANSFORMATIONS if name != "prototype" and (meets or name != COMBINATION)]
    return tuple(_made(theme, name, (name,), key, book) for name in names)


def by_state(theme: Theme, key: Key, book: Book) -> tuple[Item, ...]:
    """The theme in every dramatic state."""
    return tuple(_felt(theme, state, key, book) for state in book.states.values())


def _felt(theme: Theme, state: DramaticState, key: Key, book: Book) -> Item:
    """The theme in one state: what alone hides it is left out, the last one first, else all from the end on."""
    chain = in_order(state.chain)
    without = [tuple(name for name in chain if name != spare) for spare in reversed(chain)]
    for part in (chain, *without, *(chain[:count] for count in range(len(chain) - 2, 0, -1))):
        item = _made(theme, state.name, part, key, book, state)
        if recognised(item.tones, theme, item.chain) >= state.floor:
            return item
    return _made(theme, state.name, (), key, book, state)


def _made(
    theme: Theme, label: str, chain: tuple[str, ...], key: Key, book: Book, state: DramaticState | None = None
) -> Item:
    """One item: the theme through a chain, in the key and meter that show it."""
    here, born = _key_for(chain, key, book, is_dark=state is not None), Meter.parse(theme.meter)
    meter = _other(born) if "metric-shift" in chain else born
    is_whole = state.fullness >= _FULL if state else bool(_WHOLE.intersection(chain))
    source = _whole(theme, born) if is_whole else _short(theme, born)
    if _GROWING.intersection(chain) and 2 * motif_length(source) > (MOST_BARS + 1) * meter.length:
        source = _begun(source, born)
    if here.degrees != key.degrees:
        source = tuple(scale_of(here.degrees).nearest(tone) for tone in source)
    shift = _direction(theme, source, here, book) if _OCTAVES in chain and not state else 1
    shift = direction_of(state) if state else shift
    terms = Terms(here.degrees, meter, born, Ticks(MOST_BARS * meter.length), theme.head, shift)
    tones, asked = transform(source, chain, terms), setting_of(chain)
    return Item(
        label=label,
        says=(state.note or state.name) if state else TRANSFORMATIONS[label].says,
        key=here,
        meter=meter,
        tones=tones if len(sounding(tones)) > 0 else source,
        chain=chain or _UNCHANGED,
        setting=replace(asked, colour=state.colour) if state and state.colour else asked,
        companions=companions(tones, chain, terms),
        level=state.level if state else "mf",
        state=state.name if state else "",
        is_dark=RECONTEXT in chain,
    )


def _direction(theme: Theme, tones: Motif, key: Key, book: Book) -> int:
    """Up an octave, or down where the theme's own player does not have all of it up there."""
    player = line_player(theme, book)
    tonic = nearest(key.pc, home_of(theme, player))
    return -1 if missed(tones, player, tonic + SEMITONES) else 1


def _key_for(chain: tuple[str, ...], key: Key, book: Book, *, is_dark: bool) -> Key:
    """The key that shows a technique: another mode for the change of mode, major for what is bright in spite of all.

    What a state changes grows darker.
    """
    is_minor = _MAJOR_THIRD not in key.degrees
    if _MODAL in chain and is_dark and is_minor:
        name = _DARKER.get(key.mode, key.mode)
    elif _MODAL in chain:
        name = "ionian" if is_minor else "aeolian"
    elif _BRIGHT in chain and is_minor:
        name = "ionian"
    else:
        return key
    return Key(key.tonic, name, book.modes[name].degrees)


def _other(meter: Meter) -> Meter:
    """The meter that a theme is shifted into."""
    return Meter(4, 4) if len(meter.beats) == 3 or meter.is_compound else Meter(3, 4)


def _whole(theme: Theme, meter: Meter) -> Motif:
    """The whole tune, as much of it as the page has room for."""
    return within(theme.phrase or theme.motif, MOST_BARS * meter.length)


def _begun(tones: Motif, meter: Meter) -> Motif:
    """The first bars of a long melody."""
    return within(tones, LEAST_BARS * meter.length)


def _short(theme: Theme, meter: Meter) -> Motif:
    """Two bars of the theme: its motif, or as much of the tune where the motif is shorter."""
    if motif_length(theme.motif) >= LEAST_BARS * meter.length:
        return within(theme.motif, MOST_BARS * meter.length)
    return within(_whole(theme, meter), LEAST_BARS * meter.length)
