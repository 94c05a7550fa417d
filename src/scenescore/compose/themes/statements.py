"""Make one statement of a theme: transformed for its place, in its key and register, fitted into its room."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenescore.compose.themes.arcs import withheld
from scenescore.compose.themes.as_written import as_written
from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.likeness import likeness
from scenescore.compose.themes.motifs import EIGHTH
from scenescore.compose.themes.rebarring import fits_bars, rebar
from scenescore.compose.themes.similarity import similarity
from scenescore.compose.themes.transformations import (
    TRANSFORMATIONS,
    UNWRITTEN,
    Companion,
    Terms,
    companions,
    in_order,
    leaves,
    notes_of,
    setting_of,
    sounding,
    spread,
    transform,
    within,
)
from scenescore.compose.themes.treatments import Material, Treatment
from scenescore.model.cue import Cue
from scenescore.model.form import Section
from scenescore.model.metre import Meter
from scenescore.model.pitch import SEMITONES
from scenescore.model.theme import (
    FOREGROUND,
    HEAD,
    MOTIF,
    PLAIN,
    SAME,
    SOUND,
    TUNE,
    UNCLOSED,
    Motif,
    Setting,
    Statement,
    Theme,
    Tone,
    middle_of,
    motif_length,
)
from scenescore.model.time import Ticks

#: Semitones that the register moves for each purpose (design).
_LIFT = {"climax": 7, "build": 2, "release": -2, "opening": -1, "ending": -1}
_FURTHEST = 9
_FOREIGN = 100
_LOWEST, _HIGHEST = 36, 88
_REACH = 14
#: Where a theme in the bass lies (MIDI), how low it may go, how far an inner voice lies under the tune.
_BASS, _DEEPEST, _UNDER = 40, 28, 9
#: What comes before the climax leaves it this much above the section's middle.
_HEADROOM = 10
_WIDEST = 16
#: Where the last note of a statement is held even when a whole bar is left.
_FADING = frozenset({"release", "ending"})
#: Closes before which a tune is left open.
_OPEN = frozenset({"open", "half"})
#: What the story may ask for and recognition may not undo.
_CUTS = frozenset({"fragmentation", "truncation"})
#: Techniques after which the whole is heard with fewer notes.
_SPARING = frozenset({"simplification", "contraction"})
#: Techniques that say the head and then say it again; how recognisable what hardly hides a theme leaves it.
_SAYING_AGAIN = frozenset({"sequence", "liquidation", "ostinatoisation"})
_HARMLESS = 0.95
#: A head of so many notes is still known when its place changes them.
_PLAIN_HEAD = 4


@dataclass(frozen=True, slots=True)
class Room:
    """Where a statement may sound: from a tick on for so long, in a section; `top` is the cue's highest note so far."""

    at: Ticks
    length: Ticks
    section: Section
    top: int | None = None


def state_theme(theme: Theme, treatment: Treatment, room: Room, cue: Cue) -> Statement | None:
    """State a theme in its room; None where fewer than two notes would be left of it.

    Techniques are taken from the end of the chain as long as the theme would be less recognisable than the treatment's
    floor; nothing that the story withholds (`treatment.most`) is told.
    """
    treatment = withheld(treatment, treatment.most)
    stated = _stated(theme, treatment, room)
    meter = cue.bar(room.at).meter
    written = as_written(theme, room.section.key) if treatment.exact else None
    is_exact = written is not None and motif_length(theme.motif) <= room.length
    tonic = None
    if written is not None and is_exact:
        tones, tonic = written
        chain = _unwritten(treatment.chain) or ("prototype",)
    else:
        tones, chain = _recognisable(theme, treatment, room, meter)
        tones = _breathing(_settled(tones, room, meter), room)
    if len(sounding(tones)) < 2:
        return None
    return Statement(
        number=0,
        theme=theme.name,
        owner=theme.owner,
        at=room.at,
        tones=tones,
        tonic=_tonic(theme, tones, chain, treatment, room) if tonic is None else tonic,
        key=room.section.key,
        state=treatment.name,
        chain=chain,
        fullness=min(fullness_of(tones, theme, chain), TUNE if stated == "tune" and not is_exact else MOTIF),
        similarity=recognised(tones, theme, chain),
        level=treatment.level,
        instruments=theme.instruments,
        setting=_setting(treatment, chain),
        likeness=likeness(tones, theme.motif),
    )


def _setting(treatment: Treatment, chain: tuple[str, ...]) -> Setting:
    """What a statement asks of the music around it: what its state and techniques ask, in the voice of its place."""
    asked = setting_of(chain)
    asked = replace(asked, colour=treatment.colour) if treatment.colour else asked
    return replace(asked, voice=treatment.voice) if treatment.voice and asked.voice == PLAIN.voice else asked


def joined_by(leader: Statement, theme: Theme, room: Room, cue: Cue) -> tuple[Statement, ...]:
    """The further voices that a statement's techniques bring along (a canon, an answer), each as its partner."""
    terms = Terms(room.section.key.degrees, cue.bar(room.at).meter, room=room.length, head=theme.head)
    found = companions(leader.tones, leader.chain, terms)
    return tuple(_joining(leader, other, theme, room) for other in found if len(sounding(other.tones)) > 1)


def alone(statement: Statement) -> Statement:
    """A statement without the techniques that only bring a further voice along, where that does not come."""
    brings = {name for name in statement.chain if name in UNWRITTEN and TRANSFORMATIONS[name].companion is not None}
    kept = tuple(name for name in statement.chain if name not in brings)
    return replace(statement, chain=kept or ("prototype",)) if brings else statement


def _joining(leader: Statement, other: Companion, theme: Theme, room: Room) -> Statement:
    at = Ticks(leader.at + other.delay)
    tones = _breathing(other.tones, replace(room, at=at))
    return replace(
        leader,
        at=at,
        tones=tones,
        chain=other.chain,
        fullness=fullness_of(tones, theme, other.chain),
        similarity=recognised(tones, theme, other.chain),
        likeness=likeness(tones, theme.motif),
        setting=replace(leader.setting, voice=other.voice),
        partner=leader.number,
    )


def _unwritten(chain: tuple[str, ...]) -> tuple[str, ...]:
    """What of a chain leaves the notes alone and asks something of the music around them."""
    return tuple(name for name in in_order(chain) if name in UNWRITTEN and name != "prototype")


def _recognisable(theme: Theme, treatment: Treatment, room: Room, meter: Meter) -> tuple[Motif, tuple[str, ...]]:
    """Put a theme through as much of the chain as leaves it above the floor, and say what was done."""
    material, forced = _material(theme, room, meter, _stated(theme, treatment, room))
    wanted = tuple(name for name in in_order(treatment.chain) if name not in forced)
    terms = Terms(room.section.key.degrees, meter, meter, room.length, _head_told(theme, forced), treatment.shift)
    plain = within(material, room.length)
    bounds = _Bounds(
        theme,
        # What the room alone does to the theme is no fault of a technique.
        floor=min(treatment.floor, similarity(plain, theme.motif)),
        # What is to be told whole is not cut short by being broadened.
        notes=len(sounding(plain)) if treatment.floor >= SAME else 2,
        widest=max(_WIDEST, spread(material)),
    )
    kept = _CUTS if treatment.most < MOTIF else frozenset()
    done, tones = _told(material, wanted, terms)
    while not bounds.hold(done, tones):
        spare = [name for name in reversed(wanted) if name not in UNWRITTEN and name not in kept]
        if not spare:
            break
        ways = [(name, tuple(other for other in wanted if other != name)) for name in spare]
        # The last one that is to blame alone, else the last that may hide a theme at all.
        saved = next((way for _, way in ways if bounds.hold(*_told(material, way, terms))), None)
        wanted = saved or next((way for name, way in ways if TRANSFORMATIONS[name].expects < _HARMLESS), ways[0][1])
        done, tones = _told(material, wanted, terms)
    return within(tones, room.length), forced + done or ("prototype",)


def _head_told(theme: Theme, forced: tuple[str, ...]) -> int:
    """How many notes a fragment says: a head that only just names its theme says one more in another mode or meter."""
    return theme.head + 1 if forced and theme.head < _PLAIN_HEAD <= len(sounding(theme.motif)) else theme.head


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What a statement of a theme must hold: how recognisable it is, how many notes are left, how wide it may be."""

    theme: Theme
    floor: float
    notes: int
    widest: int

    def hold(self, chain: tuple[str, ...], tones: Motif) -> bool:
        if len(sounding(tones)) < self.notes or spread(tones) > self.widest:
            return False
        return recognised(tones, self.theme, chain) >= self.floor


def recognised(tones: Motif, theme: Theme, chain: tuple[str, ...]) -> float:
    """How recognisable a statement is, 0 .. 1: of what says a piece again and again, one saying counts."""
    whole = similarity(tones, theme.motif)
    if not _SAYING_AGAIN & set(chain):
        return whole
    return max(whole, similarity(notes_of(tones, theme.head), theme.motif))


def _told(motif: Motif, chain: tuple[str, ...], terms: Terms) -> tuple[tuple[str, ...], Motif]:
    """Put a melody through a chain; a technique that finds nothing to change is not told of."""
    told = []
    for name in chain:
        changed = transform(motif, (name,), terms)
        is_heard = changed != within(motif, terms.room) or TRANSFORMATIONS[name].asks != PLAIN or name in UNWRITTEN
        told += [name] if is_heard and name != "prototype" else []
        motif = changed
    return tuple(told), motif


def _material(theme: Theme, room: Room, meter: Meter, material: Material) -> tuple[Motif, tuple[str, ...]]:
    """Take what is to be stated in the meter and mode of the place, and say which changes that needed."""
    source = {"tune": theme.phrase, "open": theme.open_phrase}.get(material) or theme.motif
    source, forced = in_meter(source, theme, meter)
    scale = scale_of(room.section.key.degrees)
    tune = theme.phrase or theme.motif
    outside = sum(tone.length for tone in tune if not scale.holds(tone))
    # Judged on the whole tune, so that a theme sings the same thirds and sevenths wherever it comes in a key.
    if _other_third(tune, room) or 1000 * outside > _FOREIGN * motif_length(tune):
        turned = tuple(scale.nearest(tone) for tone in source)
        # Told as a change only where it can be heard in what is stated here.
        return turned, forced if turned == source else (*forced, "modal-mutation")
    return source, forced


def in_meter(source: Motif, theme: Theme, meter: Meter) -> tuple[Motif, tuple[str, ...]]:
    """Bring a piece of a theme into a meter, and say whether it is heard that it was born in another."""
    born = Meter.parse(theme.meter)
    if theme.is_own and fits_bars(born, meter):
        return source, ()
    turned = rebar(source, born, meter)
    is_shifted = not fits_bars(born, meter) and turned[: len(source)] != source
    return turned, ("metric-shift",) if is_shifted else ()


def _stated(theme: Theme, treatment: Treatment, room: Room) -> Material:
    """Say what is to be stated: a whole tune keeps its ending open where the phrase in which it ends asks for that.

    The climax has it whole all the same.
    """
    if "fulfilment" in treatment.chain and treatment.most >= 1:
        return "tune"
    if treatment.material != "tune" or room.section.purpose == "climax":
        return treatment.material
    end = room.at + min(room.length, motif_length(theme.phrase))
    closes = [phrase.close for phrase in room.section.phrases if phrase.at < end]
    return "open" if theme.open_phrase and closes and closes[-1] in _OPEN else "tune"


def _other_third(motif: Motif, room: Room) -> bool:
    """Whether the theme sings a third that the section's mode does not have."""
    thirds = [tone.semitones % SEMITONES for tone in motif if tone.step is not None and tone.step % 7 == 2]
    return any(third not in room.section.key.degrees for third in thirds)


def _settled(tones: Motif, room: Room, meter: Meter) -> Motif:
    """Hold the last note to the next beat, or to the end of the room with a breath before it."""
    places = sounding(tones)
    if not places:
        return tones
    last = places[-1]
    start = sum(tone.length for tone in tones[:last])
    left = room.length - start
    length = tones[last].length
    at = room.at + start
    to_beat = -(at + length) % meter.beat
    # What dies away is held until it does; elsewhere a long silence after a short piece is part of it.
    patience = meter.length if room.section.purpose in _FADING else meter.length // 2
    if left - length <= patience:
        breath = EIGHTH if left >= 3 * EIGHTH else 0
        held = left - breath
        ends = (Tone(None, 0, Ticks(breath)),) if breath else ()
        return (*tones[:last], replace(tones[last], length=Ticks(held)), *ends)
    held = min(left, length + to_beat)
    return (*tones[:last], replace(tones[last], length=Ticks(held)))


def _breathing(tones: Motif, room: Room) -> Motif:
    """Breathe where a phrase ends in the tune or with it: the note before the border gives an eighth of its time."""
    borders = {phrase.end for phrase in room.section.phrases}
    out: list[Tone] = []
    at = int(room.at)
    for tone in tones:
        at += tone.length
        if tone.step is not None and at in borders and tone.length >= 2 * EIGHTH:
            out += [replace(tone, length=Ticks(tone.length - EIGHTH)), Tone(None, 0, Ticks(EIGHTH))]
        else:
            out.append(tone)
    return tuple(out)


def _tonic(theme: Theme, tones: Motif, chain: tuple[str, ...], treatment: Treatment, room: Room) -> int:
    """Choose the octave: near the section's melody and the theme's home; the climax higher; shifted ones beyond."""
    center = round(room.section.manner.melody_center)
    if (voice := _setting(treatment, chain).voice) not in FOREGROUND:
        return _beneath(tones, room, _BASS if voice == "bass" else center - _UNDER)
    purpose = room.section.purpose
    wanted = (2 * center + theme.middle) // 3 + _LIFT.get(purpose, 0)
    wanted = min(center + _FURTHEST, max(center - _FURTHEST, wanted))
    octave = (SEMITONES if treatment.shift >= 0 else -SEMITONES) if "registral-shift" in chain else 0
    notes = [tone for tone in tones if tone.step is not None]
    mean = middle_of(tones) - octave
    top, bottom = (f(tone.semitones for tone in notes) for f in (max, min))
    # What is an octave higher on purpose is not high for the cue's line.
    lifted = max(0, octave)
    tonics = [room.section.key.pc + SEMITONES * k for k in range(2, 8)]
    return min(
        tonics,
        key=lambda t: (
            abs(t + mean - wanted)
            + 9 * (max(0, t + top - _HIGHEST) + max(0, _LOWEST - t - bottom))
            + 2 * max(0, t + top - lifted - center - _REACH)
            + _height(purpose, t + top - lifted, room.top, center),
            t,
        ),
    )


def _beneath(tones: Motif, room: Room, wanted: int) -> int:
    """Choose the octave of what is not the tune: as near as can be to where its voice lies."""
    mean = middle_of(tones)
    bottom = min(tone.semitones for tone in tones if tone.step is not None)
    tonics = [room.section.key.pc + SEMITONES * k for k in range(1, 8)]
    return min(tonics, key=lambda t: (abs(t + mean - wanted) + 9 * max(0, _DEEPEST - t - bottom), t))


def _height(purpose: str, top: int, before: int | None, center: int) -> int:
    """What the highest note costs: the climax rises above all that came before, what follows it stays below."""
    if purpose == "climax":
        return 4 * max(0, before + 1 - top) if before is not None else 0
    if before is not None and purpose in {"release", "ending"}:
        return 3 * max(0, top - before + 2)
    passes = 0 if before is None else 2 * max(0, top - before - 2)
    return passes + 3 * max(0, top - center - _HEADROOM)


def fullness_of(tones: Motif, theme: Theme, chain: tuple[str, ...]) -> float:
    """Say how much of the theme is heard: the whole tune 1, the motif 0.8, without its close 0.6, the head 0.4.

    0.2 is a rhythm or a sound in which no melody is heard.
    """
    if leaves(chain) <= SOUND:
        return SOUND
    count, motif, tune = len(sounding(tones)), len(sounding(theme.motif)), len(sounding(theme.phrase))
    is_spared = bool(_SPARING & set(chain)) and "truncation" not in chain
    if leaves(chain) <= HEAD or (count <= theme.head and not is_spared):
        return HEAD
    if "truncation" in chain or (count < motif and not is_spared):
        return UNCLOSED
    return TUNE if tune > motif and count >= tune - 1 else MOTIF
