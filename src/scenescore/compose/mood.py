"""From mood words to musical behaviour: the lexicon, the arc over time, and the control laws.

Affect is valence V, arousal A, tension T (-1..1) and size S (0..1). Where a scene gives V and A alone, T follows from
ratings of film music (Eerola and Vuoskoski 2011, recomputed). The control laws are design defaults whose directions
follow Eerola, Friberg and Bresin 2013, Gabrielsson and Lindström 2010 and Juslin 2001; what each law answers is
described in `model.affect.Manner`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from scenescore.model.affect import Affect, Drama, DramaPoint, Feeling, Manner
from scenescore.model.cue import Picture
from scenescore.model.knowledge import Book, Mood
from scenescore.model.scene import TEMPO_WORDS, ArcPoint, Scene
from scenescore.model.sketch import Answer, Decision, Finding
from scenescore.model.time import Seconds

#: Weights of the dimensions when words are compared (design).
_NEAR = (1.0, 0.8, 0.9, 0.3)
#: Words whose meanings lie further apart than this, on both sides of valence, stay mixed instead of averaging out.
_MIXED = 1.2
#: How far intensity 0 and 1 lie from the mood's own arousal and size.
_AROUSAL_SWING, _SIZE_SWING = 0.55, 0.9
_SAD = 2
#: A cue whose highest intensity comes last, and is at least this, ends at its height.
_HEIGHT = 0.7

MoodValue = str | Affect | Mapping[str, float]


def distance(one: Feeling, other: Feeling) -> float:
    """How far apart two feelings are."""
    pairs = zip(
        (one.valence, one.arousal, one.tension, one.size),
        (other.valence, other.arousal, other.tension, other.size),
        strict=True,
    )
    return round(math.sqrt(math.fsum(w * (a - b) ** 2 for w, (a, b) in zip(_NEAR, pairs, strict=True))), 4)


def _feeling_of(mood: Mood) -> Feeling:
    return Feeling(mood.valence, mood.arousal, mood.tension, mood.size)


def nearest_moods(feeling: Feeling, book: Book, count: int = 3) -> tuple[Mood, ...]:
    """The words of the lexicon that lie nearest to a feeling."""
    ranked = sorted(book.moods.values(), key=lambda mood: (distance(feeling, _feeling_of(mood)), mood.name))
    return tuple(ranked[:count])


def tension_of(valence: float, arousal: float) -> float:
    """Tension that film music of this valence and arousal has (Eerola and Vuoskoski 2011, recomputed)."""
    return round(min(1.0, max(-1.0, 0.11 - 0.874 * valence + 0.549 * arousal)), 4)


def _complete(affect: Affect) -> Feeling:
    tension = tension_of(affect.valence, affect.arousal) if affect.tension is None else affect.tension
    size = min(1.0, max(0.1, 0.4 + 0.4 * affect.arousal)) if affect.size is None else affect.size
    return Feeling(affect.valence, affect.arousal, tension, size).clipped()


def _weighted(moods: list[tuple[Mood, float]]) -> Feeling:
    total = math.fsum(weight for _, weight in moods)

    def mean(name: str) -> float:
        return math.fsum(getattr(mood, name) * weight for mood, weight in moods) / total

    feeling = Feeling(mean("valence"), mean("arousal"), mean("tension"), mean("size")).clipped()
    strongest, second = moods[0][0], moods[min(1, len(moods) - 1)][0]
    apart = distance(_feeling_of(strongest), _feeling_of(second)) > _MIXED
    if apart and strongest.valence * second.valence < 0:
        # Smiling through tears is not neutral: keep the leading word's side, coloured by the other.
        feeling = replace(feeling, valence=round(0.6 * strongest.valence, 4))
    return feeling


def _ranked_modes(moods: list[tuple[Mood, float]]) -> tuple[str, ...]:
    """Merge the moods' favourite modes: the first of each counts three, the second two, the third one."""
    points: dict[str, int] = {}
    for mood, weight in moods:
        for rank, mode in enumerate(mood.modes):
            points[mode] = points.get(mode, 0) + round(weight * 100) * max(1, 3 - rank)
    return tuple(sorted(points, key=lambda mode: (-points[mode], mode)))


def _read(value: MoodValue, book: Book) -> tuple[Feeling, list[tuple[Mood, float]]]:
    """The feeling of a mood and the lexicon words in it with their weights, strongest first."""
    if isinstance(value, Affect):
        feeling = _complete(value)
        near = nearest_moods(feeling, book)
        return feeling, [(mood, round(1 / (0.1 + distance(feeling, _feeling_of(mood))), 4)) for mood in near]
    weights = {value: 1.0} if isinstance(value, str) else dict(value)
    moods = [(book.moods[book.names.moods[word]], float(weight)) for word, weight in weights.items()]
    moods.sort(key=lambda pair: (-pair[1], pair[0].name))
    return _weighted(moods), moods


def _words(moods: list[tuple[Mood, float]]) -> tuple[str, ...]:
    return tuple(mood.name for mood, _ in moods)


def at_intensity(base: Feeling, intensity: float, tension: float | None = None) -> Feeling:
    """The mood at an intensity (0..1; 0.5 is the mood as its word says): arousal, size and tension move with it."""
    swing = intensity - 0.5
    if tension is None:
        tension = base.tension * (0.7 + 0.6 * intensity) if base.tension > 0 else base.tension + 0.3 * max(0.0, swing)
    return Feeling(
        base.valence,
        base.arousal + _AROUSAL_SWING * swing,
        tension,
        base.size * (1 - _SIZE_SWING / 2 + _SIZE_SWING * intensity),
    ).clipped()


def _ends_high(drama: Drama) -> bool:
    """Whether a cue ends at its height, so that no last chord may die away."""
    last = drama.points[-1].intensity
    return last >= _HEIGHT and last >= max(point.intensity for point in drama.points)


def ending_of(scene: Scene, drama: Drama) -> str:
    """The asked ending, or the one that the mood would choose."""
    if scene.ending:
        return scene.ending
    feeling = drama.feeling(drama.points[-1].at)
    if _ends_high(drama):
        return "cut" if feeling.tension > 0 else "cadence"
    if feeling.arousal > 0.3 and feeling.tension < 0 and feeling.size < 0.45:
        return "button"
    if feeling.arousal > 0.25 and feeling.valence > 0:
        return "cadence"
    return "ring-out"


def _peak(picture: Picture) -> Fraction:
    """Where the cue culminates when nobody says so: at its weightiest late hit, else at 72 % (design)."""
    length = picture.length
    weighty = [
        hit.at
        for hit in picture.hits
        if hit.hit.priority == "must"
        and hit.hit.gesture in {"stinger", "accent", "theme-entry", "harmonic-turn", "cadence"}
        and length / 2 <= hit.at <= length * 9 / 10
    ]
    return weighty[-1] if weighty else length * 72 / 100


def _default_arc(picture: Picture, base: Feeling) -> list[tuple[Fraction, float]]:
    """An arch with a late peak; the calmer the mood, the flatter."""
    lift = 0.28 + 0.2 * max(0.0, base.arousal)
    low, high = 0.5 - 0.75 * lift, min(1.0, 0.5 + lift)
    length, peak = picture.length, _peak(picture)
    close = 0.5 if base.arousal > 0.3 and base.valence > 0 else low
    return [
        (Fraction(0), low),
        (peak * 45 / 100, 0.45),
        (peak, high),
        (peak + (length - peak) * 2 / 3, 0.5 * (high + close)),
        (length, close),
    ]


def _arc_points(scene: Scene, picture: Picture, base: Feeling, book: Book) -> list[DramaPoint]:
    """The scene's own arc; what a point leaves out holds on from its neighbours."""
    from_scene: list[DramaPoint] = []
    feeling, intensity = base, 0.5
    timed = sorted(zip(picture.arc, scene.arc, strict=True), key=lambda pair: pair[0])
    given = _heights(timed)
    for at, point in timed:
        words: tuple[str, ...] = ()
        modes: tuple[str, ...] = ()
        if point.mood is not None:
            feeling, moods = _read(point.mood, book)
            words, modes = _words(moods), _ranked_modes(moods)
        intensity = _between(given, at, intensity)
        moved = at_intensity(feeling, intensity, point.tension)
        from_scene.append(DramaPoint(at, moved, round(intensity, 4), words, modes))
    return from_scene


def _heights(timed: Sequence[tuple[Seconds, ArcPoint]]) -> list[tuple[Seconds, float]]:
    """The intensities that an arc names; tension alone moves intensity with it (-1 is 0, 1 is 1)."""
    named = [(at, point.intensity) for at, point in timed if point.intensity is not None]
    if named or len({point.tension for _, point in timed} - {None}) < 2:
        return named
    return [(at, round((1 + point.tension) / 2, 4)) for at, point in timed if point.tension is not None]


def _between(given: list[tuple[Seconds, float]], at: Fraction, otherwise: float) -> float:
    """Intensity at a moment from the points that name one."""
    before = [pair for pair in given if pair[0] <= at]
    after = [pair for pair in given if pair[0] >= at]
    if not before or not after:
        return (before or after)[-1 if before else 0][1] if given else otherwise
    (t0, i0), (t1, i1) = before[-1], after[0]
    return i0 if t0 == t1 else i0 + (i1 - i0) * float((at - t0) / (t1 - t0))


def pulse_range(scene: Scene, feeling: Feeling, moods: list[tuple[Mood, float]]) -> tuple[float, float]:
    """Beats per minute that the scene allows: its own words first, else the lexicon's, else the law's."""
    tempo = scene.tempo
    if isinstance(tempo, str):
        return TEMPO_WORDS[tempo]
    if isinstance(tempo, tuple):
        return (float(tempo[0]), float(tempo[1]))
    if tempo is not None:
        return (round(tempo * 0.97, 2), round(tempo * 1.03, 2))
    if isinstance(scene.mood, Affect):
        centre = manner(feeling).pulse_bpm
        return (round(centre * 0.88, 2), round(centre * 1.12, 2))
    return _range_of(moods)


def _range_of(moods: list[tuple[Mood, float]]) -> tuple[float, float]:
    """The lexicon's pulse of weighted words."""
    total = math.fsum(weight for _, weight in moods)
    low = math.fsum(mood.bpm[0] * weight for mood, weight in moods) / total
    high = math.fsum(mood.bpm[1] * weight for mood, weight in moods) / total
    return (round(low, 2), round(high, 2))


def shared_pulse(first: tuple[float, float], others: list[tuple[float, float]]) -> tuple[float, float]:
    """A pulse that a scene's later moods can share with its first, in half or double time where need be.

    Listeners hear 70 and 140 as one gear (Moelants 2002): a chase at 150 is at home in a pulse of 75.

    >>> shared_pulse((48, 76), [(150, 190)])
    (75.0, 76)
    """
    low, high = first
    for other_low, other_high in others:
        for factor in (1.0, 0.5, 2.0):
            both = (max(low, other_low * factor), min(high, other_high * factor))
            if both[0] <= both[1]:
                low, high = both
                break
    return (low, high)


def drama(scene: Scene, picture: Picture, book: Book) -> Answer[Drama]:
    """Read the scene's mood and arc as a drama over time."""
    base, moods = _read(scene.mood, book)
    points = _arc_points(scene, picture, base, book)
    if not _heights(list(zip(picture.arc, scene.arc, strict=True))):
        points = _with_default_arc(scene, picture, base, points)
    bpm = pulse_range(scene, base, moods)
    if scene.tempo is None:
        turns = [_read(point.mood, book) for point in scene.arc if point.mood is not None]
        bpm = shared_pulse(bpm, [_range_of(words) for _, words in turns])
    answer = Drama(tuple(points), _words(moods), _ranked_modes(moods), bpm, moods[0][0].hevner)
    near = tuple(m.name for m in nearest_moods(base, book, 4) if m.name not in answer.words)[:3]
    decision = Decision(
        "mood",
        "whole cue",
        f"{' + '.join(answer.words)}: valence {base.valence:+.2f}, arousal {base.arousal:+.2f}, "
        f"tension {base.tension:+.2f}, size {base.size:.2f}",
        f"pulse {bpm[0]:g}-{bpm[1]:g}, modes {', '.join(answer.modes[:3])}; "
        + ("the arc is the scene's own" if scene.arc else "no arc given: it grows to a late peak and lets go"),
        near,
    )
    return Answer(answer, (decision,), _contradictions(scene, answer, book))


def _with_default_arc(scene: Scene, picture: Picture, base: Feeling, named: list[DramaPoint]) -> list[DramaPoint]:
    """Lay the default arch over a scene that names moods or tension on the way, but no intensity."""
    moods = [(point.at, point) for point in named]
    out = []
    moments = sorted({at for at, _ in _default_arc(picture, base)} | {at for at, _ in moods})
    arch = [(Seconds(at), level) for at, level in _default_arc(picture, base)]
    given = dict(zip(picture.arc, scene.arc, strict=True))
    feeling, tension = base, None
    for at in moments:
        level = round(_between(arch, at, 0.5), 4)
        point = next((p for when, p in moods if when == at), None)
        if point is not None:
            if point.words:
                feeling = replace(point.feeling, size=point.feeling.size)
            tension = given[Seconds(at)].tension
        out.append(
            DramaPoint(
                Seconds(at),
                at_intensity(feeling, level, tension),
                level,
                point.words if point else (),
                point.modes if point else (),
            ),
        )
    return out


def _contradictions(scene: Scene, answer: Drama, book: Book) -> tuple[Finding, ...]:
    """Orders that can be obeyed but pull against each other."""
    found = []
    bright = [mode for mode in answer.modes if 4 in book.modes[mode].degrees]
    if "major" in scene.avoid and bright and bright[0] == answer.modes[0]:
        found.append(Finding("mood", "avoid", f"{answer.words[0]} usually lives in major; it is avoided as asked"))
    stingers = sum(hit.gesture == "stinger" for hit in scene.hits)
    if stingers >= 3 and answer.points[0].feeling.tension < -0.2:
        found.append(Finding("mood", "hits", f"{stingers} stingers stand against a mood of rest"))
    return tuple(found)


def _clamp(value: float, low: float, high: float) -> float:
    return round(min(high, max(low, value)), 4)


def manner(f: Feeling, hevner: int = 0) -> Manner:
    """How music of a feeling behaves (control laws; units in `Manner`).

    >>> manner(Feeling(0.65, -0.55, -0.75, 0.25)).pulse_bpm
    74.6...
    """
    v, a, t, s = f.valence, f.arousal, f.tension, f.size
    pt, pa = max(t, 0.0), max(a, 0.0)
    return Manner(
        pulse_bpm=_clamp(92 * 2 ** (0.62 * a + 0.06 * v), 40, 200),
        melody_onsets=_clamp(2.4 * 2 ** (1.25 * a), 0.4, 12),
        accompaniment_onsets=_clamp(1.6 * 2 ** (1.5 * a + 0.4 * pt), 0, 14),
        mode_brightness=_clamp(-1.6 + 2.2 * v - 0.9 * t, -5, 1),
        melody_center=_clamp(66 + 5 * v - 3 * t + 2 * a, 52, 86),
        melody_range=_clamp(9 + 4 * a + 2 * v + 4 * s, 4, 24),
        bass_center=_clamp(40 - 3 * pt - 3 * s + 2 * v, 24, 50),
        level=_clamp(7 * a + 2 * pt * pa + 6 * (s - 0.4), -14, 12),
        level_range=_clamp(5 + 4 * abs(a) + 3 * pt, 3, 18),
        articulation=_clamp(0.85 - 0.28 * a - 0.06 * v * (a > 0), 0.25, 1.05),
        dissonance=_clamp(0.25 + 0.45 * t - 0.15 * v, 0.03, 0.95),
        chromaticism=_clamp(0.08 + 0.22 * pt + 0.10 * abs(v) * s, 0, 0.6),
        seconds_per_chord=_clamp(4.0 * 2 ** (-0.9 * a - 0.25 * v + 0.35 * t), 0.8, 16),
        cadence_strength=_clamp(0.45 + 0.35 * v - 0.40 * t, 0, 1),
        pedal=_clamp(0.15 + 0.40 * pt - 0.15 * a + 0.15 * (v > 0.4 and s > 0.6), 0, 0.9),
        ostinato=_clamp(0.15 + 0.35 * pa + 0.25 * pt, 0, 0.95),
        syncopation=_clamp(0.15 + 0.20 * a + 0.15 * (v > 0.2) * pa + 0.10 * t, 0, 0.7),
        pulse_clarity=_clamp(0.55 + 0.35 * a - 0.20 * pt * (a < 0.3), 0.05, 1),
        rests=_clamp(0.18 - 0.12 * a + 0.12 * pt * (a < 0.3) - 0.08 * s, 0, 0.5),
        parts=_clamp(2 + 6 * s**1.2 + 1.5 * a, 1, 12),
        doubling=_clamp(1 + 2.5 * s**2 + 0.5 * pa * s, 1, 5),
        brightness=_clamp(0.45 + 0.20 * v + 0.25 * a, 0, 1),
        roughness=_clamp(0.15 + 0.50 * pt + 0.15 * pa - 0.10 * v, 0, 1),
        vibrato=_clamp(0.5 + 0.25 * (abs(v) > 0.4) + 0.2 * a - 0.6 * (t > 0.5 and a < 0.3), 0, 1),
        rubato=_clamp(0.045 - 0.035 * a + 0.02 * (a < 0) * abs(v), 0, 0.08),
        tremolo=_clamp(0.05 + 0.45 * max(t - 0.3, 0) + 0.2 * pa * s, 0, 0.8),
        extended=_clamp(max(0.0, 1.4 * (t - 0.55)) * (v < 0), 0, 0.9),
        stepwise=_clamp(0.62 - 0.18 * a + 0.05 * t - 0.10 * s, 0.25, 0.85),
        contour=_clamp(0.25 * v + 0.25 * a - 0.15 * (hevner == _SAD), -0.5, 0.5),
        sub_bass=_clamp(0.2 + 0.4 * pt + 0.4 * s * pa, 0, 1),
        percussion=_clamp(pa * (0.4 + 0.6 * s) + 0.2 * pt * pa, 0, 1),
    )


def tempered(f: Feeling, hevner: int = 0) -> Manner:
    """The laws with their two exceptions: quiet dread is soft, slow and hollow; grandeur moves in broader steps."""
    laws = manner(f, hevner)
    if f.tension > 0.5 and f.arousal < 0.3:
        laws = replace(
            laws,
            level=_clamp(laws.level - 5, -14, -3),
            seconds_per_chord=_clamp(laws.seconds_per_chord * 1.5, 0.8, 16),
            vibrato=0.0,
        )
    if f.size > 0.75:
        laws = replace(laws, seconds_per_chord=_clamp(laws.seconds_per_chord * 1.4, 0.8, 16))
    return laws


def wanted_pulse(scene: Scene, answer: Drama, share: float) -> float:
    """The pulse to aim for: a share (0..1) of the way through the range, a scene's own number exactly."""
    if isinstance(scene.tempo, (int, float)):
        return float(scene.tempo)
    low, high = answer.bpm
    return round(low + (high - low) * share, 2)
