"""Keys: the home key of a cue and the keys that its sections visit.

Keys are seven-note modes; octatonic, whole-tone and hexatonic colours come through the chords. Where moods ask for
such a colour, the nearest seven-note mode carries the tunes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenescore.compose.mood import manner
from scenescore.compose.themes.degrees import scale_of
from scenescore.model.affect import Drama, Feeling, Manner
from scenescore.model.dice import Dice
from scenescore.model.form import Purpose
from scenescore.model.knowledge import Book, Mode
from scenescore.model.pitch import Key, fifths_of_name
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision
from scenescore.model.words import kebab

HEPTATONIC = 7
#: Weight of the first, second and third favourite mode (design).
_RANK = (1.0, 0.6, 0.4)
_TEMPERATURE = 0.15
#: Tonics that players like, most open strings and easy brass keys among them (Adler 2016).
_MAJOR_TONICS = ("C", "D", "Eb", "F", "G", "A", "Bb")
_MINOR_TONICS = ("C", "D", "E", "F", "G", "A", "B")
#: Line-of-fifths steps of key relations.
_SHIFTS = {0: 0, 1: -5, 2: 2, 3: -3, 4: 4, 5: -1, 7: 1, 8: -4, 9: 3, 10: -2, 11: 5, 6: 6}
_WIDEST_SIGNATURE = 6
#: What a hard signature costs a related key, and how much further than the nearest one may lie (thousandths; design).
_HARD, _NEAR_ENOUGH = 2500, 350
#: A feeling that moves by more than this (valence and tension together) forbids that a tune comes back as it was.
_TURNED = 0.35


@dataclass(frozen=True, slots=True)
class Relation:
    """A key so many semitones above home, what it feels like from there, and what that says."""

    step: int
    valence: float
    tension: float
    says: str


#: Where a cue goes from a major (False) and from a minor (True) home: far poles and flat sixths for threat, thirds for
#: love and wonder, the neighbours for what is near (associations after Murphy 2014 and Lehman 2018; figures by design).
_RELATIONS = {
    False: (
        Relation(5, 0.25, -0.4, "the subdominant side, where it rests"),
        Relation(7, 0.5, 0.0, "the dominant side, a step into the light"),
        Relation(9, 0.55, -0.25, "a third below, warmer"),
        Relation(4, 0.45, 0.1, "a third above, where it yearns"),
        Relation(3, 0.3, 0.35, "a dark neighbour raises the pressure"),
        Relation(2, 0.6, 0.25, "a step up, more is at stake"),
        Relation(8, -0.1, 0.4, "the far side of a third, strange and wide"),
        Relation(10, 0.0, 0.0, "a step below, out in the open"),
        Relation(1, -0.45, 0.6, "a semitone up, hard pressed"),
        Relation(6, -0.5, 0.8, "the far pole, where the threat stands"),
    ),
    True: (
        Relation(3, 0.2, 0.05, "the other side of a minor home"),
        Relation(5, -0.45, 0.0, "the subdominant side, deeper into it"),
        Relation(7, -0.15, 0.25, "the dominant side, unsettled"),
        Relation(10, 0.0, -0.1, "a step below, out in the open"),
        Relation(4, -0.4, 0.3, "a third above, cold and noble"),
        Relation(2, -0.2, 0.4, "a step up, more is at stake"),
        Relation(9, -0.3, 0.45, "a third below, on an uncanny trail"),
        Relation(1, -0.5, 0.65, "a semitone up, hard pressed"),
        Relation(8, -0.55, 0.7, "the flat sixth, where the threat stands"),
        Relation(6, -0.6, 0.85, "the far pole, where the danger stands"),
    ),
}
_EASY_FLATS, _EASY_SHARPS = -4, 3


def make_key(tonic: int, mode: Mode) -> Key:
    """A key on a place of the line of fifths, respelled when its signature would be too full."""
    key = Key(tonic, mode.name, mode.degrees)
    while key.signature > _WIDEST_SIGNATURE:
        key = Key(key.tonic - 12, mode.name, mode.degrees)
    while key.signature < -_WIDEST_SIGNATURE:
        key = Key(key.tonic + 12, mode.name, mode.degrees)
    return key


def parse_key(text: str, book: Book) -> Key:
    """Read a key such as `C minor`, `F# dorian` or `Bb`; raises ValueError when it is none."""
    tonic, _, mode_word = text.strip().partition(" ")
    word = kebab(mode_word) or "ionian"
    name = {"major": "ionian", "minor": "aeolian"}.get(word) or book.names.modes[word]
    return Key(fifths_of_name(tonic), name, book.modes[name].degrees)


def _allowed(mode: Mode, avoid: tuple[str, ...]) -> bool:
    is_major = 4 in mode.degrees
    banned = (is_major and "major" in avoid) or (not is_major and "minor" in avoid)
    return len(mode.degrees) == HEPTATONIC and not banned and mode.name not in avoid


def _mode_cost(mode: Mode, favourites: tuple[str, ...], feeling: Feeling, laws: Manner) -> float:
    brightness = 0 if mode.brightness is None else mode.brightness
    rank = _RANK[favourites.index(mode.name)] if mode.name in favourites[: len(_RANK)] else 0.0
    return (
        abs(feeling.valence - mode.valence)
        + 0.8 * abs(feeling.tension - mode.tension)
        + 0.05 * abs(brightness - laws.mode_brightness)
        - 0.45 * rank
    )


def choose_mode(
    favourites: tuple[str, ...],
    feeling: Feeling,
    laws: Manner,
    book: Book,
    avoid: tuple[str, ...],
    throw: float,
) -> tuple[Mode, tuple[str, ...]]:
    """A mode for a feeling, by weighted choice; `throw` (0..1) is the dice's; also names the runners-up."""
    usable = [book.modes[name] for name in favourites if _allowed(book.modes[name], avoid)]
    if not usable:
        usable = [mode for mode in book.modes.values() if _allowed(mode, avoid)]
    usable = usable or [book.modes["dorian"]]
    priced = sorted((round(_mode_cost(mode, favourites, feeling, laws), 4), mode.name) for mode in usable)[:4]
    weights = [math.exp(-(cost - priced[0][0]) / _TEMPERATURE) for cost, _ in priced]
    left = throw * math.fsum(weights)
    chosen = priced[-1][1]
    for weight, (_, name) in zip(weights, priced, strict=True):
        left -= weight
        if left < 0:
            chosen = name
            break
    return book.modes[chosen], tuple(name for _, name in priced if name != chosen)


def home_key(scene: Scene, drama: Drama, laws: Manner, book: Book, dice: Dice, hint: Key | None) -> Answer[Key]:
    """The key that the cue comes from: the scene's, the composer's own motif's, or one that suits the mood."""
    if scene.key:
        key = parse_key(scene.key, book)
        return Answer(key, (Decision("key", "whole cue", key.name, "asked for in the scene"),))
    if hint is not None:
        reason = "the composer's own motif stands in it"
        return Answer(hint, (Decision("key", "whole cue", hint.name, reason),))
    feeling = drama.points[0].feeling
    throw = dice.at("key", "mode").unit()
    sung = _sung_in(drama.modes, scene, book)
    mode, others = choose_mode(sung or drama.modes, feeling, laws, book, scene.avoid, throw)
    is_major = 4 in mode.degrees
    tonics = _MAJOR_TONICS if is_major else _MINOR_TONICS
    keys = [make_key(fifths_of_name(tonic), mode) for tonic in tonics]
    easy = [key for key in keys if _is_easy(key.signature)]
    key = dice.at("key", "tonic").pick(easy or keys)
    reason = f"{mode.name} suits {drama.words[0]} (wanted brightness {laws.mode_brightness:+.1f}); an easy tonic"
    reason += "; the theme of the film that leads here is sung in it as it is" if mode.name in sung else ""
    return Answer(key, (Decision("key", "whole cue", key.name, reason, others),))


def _sung_in(modes: tuple[str, ...], scene: Scene, book: Book) -> tuple[str, ...]:
    """The modes of a mood that hold the theme which the film's bible has for who leads here; none without one."""
    leads = (each for each in scene.characters if each.role == "lead")
    found = (scene.themes.find(each.name) for each in leads) if scene.themes else iter(())
    subject = next((each for each in found if each is not None and each.is_finished), None)
    if subject is None:
        return ()
    motif = subject.theme.motif
    return tuple(name for name in modes if all(scale_of(book.modes[name].degrees).holds(tone) for tone in motif))


def shifted(key: Key, semitones: int, mode: Mode) -> Key:
    """The key so many semitones higher, in a mode."""
    return make_key(key.tonic + _SHIFTS[semitones % 12], mode)


def journey(purpose: Purpose, feeling: Feeling, key: Key, throw: int, before: int = 0) -> tuple[int, str]:
    """How many semitones a section's key lies above home, and why (film practice: Lehman 2018; Karlin and Wright 2004).

    `throw` is a whole number from the dice; keys that players read with ease go first. `before` is where the tune was
    restated just before: a lift is a lift above that.
    """
    if purpose in {"development", "build"}:
        return _away(feeling, key, throw)
    if purpose == "climax" and feeling.valence > 0.35 and feeling.arousal > 0.2:
        return _readable(key, tuple((before + step) % 12 for step in (2, 3, 5)), 0), "a lift for the climax"
    return 0, "home"


def _away(feeling: Feeling, key: Key, throw: int) -> tuple[int, str]:
    """A related key that says what the scene feels: one of the three nearest to it, among those read with ease."""

    def cost(place: Relation) -> tuple[int, int]:
        misfit = abs(place.valence - feeling.valence) + abs(place.tension - feeling.tension)
        return _HARD * (not _is_easy(_nearest_signature(key.signature + _SHIFTS[place.step]))) + round(
            1000 * misfit
        ), place.step

    near = sorted(_RELATIONS[key.is_minor], key=cost)[:3]
    near = [place for place in near if cost(place)[0] <= cost(near[0])[0] + _NEAR_ENOUGH]
    chosen = near[throw % len(near)]
    return chosen.step, chosen.says


@dataclass(frozen=True, slots=True)
class Stop:
    """A section as the plan of keys sees it: purpose, feeling, words and modes of its mood, the form's letter."""

    purpose: Purpose
    feeling: Feeling
    words: tuple[str, ...]
    modes: tuple[str, ...]
    letter: str = ""


def key_plan(
    stops: Sequence[Stop],
    home: Key,
    words: tuple[str, ...],
    book: Book,
    dice: Dice,
    avoid: tuple[str, ...] = (),
    *,
    travels: bool = True,
) -> list[tuple[Key, str]]:
    """A key for each section, and why: away and home again, moving when the scene moves.

    A new mood brings its own mode; where it brings the same one although the feeling turns, the tonic moves instead.
    Material that comes back comes home, unless it builds or the feeling forbids it. What follows the climax stays where
    the climax has led. `words` are the cue's first mood; without `travels` only the modes change.
    """
    out: list[tuple[Key, str]] = []
    own, lift, restated = home, 0, 0
    for i, stop in enumerate(stops):
        why = ""
        if stop.words != words:
            throw = dice.at("key", "mood", i).unit()
            mode, _ = choose_mode(stop.modes, stop.feeling, manner(stop.feeling), book, avoid, throw)
            own, words, why = shifted(home, 0, mode), stop.words, f"the mood turns {stop.words[0]}"
        purpose = _travelling(stops, i, is_same=bool(why) and bool(out) and own.degrees == out[-1][0].degrees)
        throw = dice.at("key", "journey", i).below(3)
        step, reason = journey(purpose, stop.feeling, own, throw, restated) if travels else (0, "home")
        restated = step if purpose != stop.purpose else 0
        lift = step if stop.purpose == "climax" else lift
        if stop.purpose in {"release", "ending"}:
            step, reason = lift, "it stays where the climax has led" if lift else "home again"
        elif step == 0 and out and out[-1][0].pc != home.pc:
            reason = "its material comes back, and comes home" if stop.letter else "home again"
        says = " and ".join(part for part in (why, reason if step or not why else "") if part)
        out.append((shifted(own, step, book.modes[own.mode]), says))
    return out


def _travelling(stops: Sequence[Stop], index: int, *, is_same: bool) -> Purpose:
    """What a section does for the keys: a tune said again or a new mood in the old mode travels if the feeling has."""
    stop = stops[index]
    if stop.purpose != "statement" or index == 0:
        return stop.purpose
    known = [other for other in stops[:index] if other.purpose == "statement" and other.letter == stop.letter]
    before = known[-1] if known else stops[index - 1]
    turned = abs(stop.feeling.valence - before.feeling.valence) + abs(stop.feeling.tension - before.feeling.tension)
    return "development" if (known or is_same) and turned > _TURNED else "statement"


def _readable(key: Key, steps: tuple[int, ...], throw: int) -> int:
    """One of the steps, among those with an easy signature if there are any."""
    signatures = {step: _nearest_signature(key.signature + _SHIFTS[step]) for step in steps}
    easy = [step for step in steps if _is_easy(signatures[step])]
    return (easy or [min(steps, key=lambda step: abs(signatures[step]))])[throw % max(1, len(easy))]


def _is_easy(signature: int) -> bool:
    """Whether every desk reads a signature with ease: clarinets and horns see two or one sharps more than it has."""
    return _EASY_FLATS <= signature <= _EASY_SHARPS


def _nearest_signature(sharps: int) -> int:
    """The signature after respelling."""
    return sharps - 12 if sharps > _WIDEST_SIGNATURE else sharps + 12 if sharps < -_WIDEST_SIGNATURE else sharps
