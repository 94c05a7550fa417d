"""Say in a composer's words why the tempo, the odd bars and the tempo steps are as they are, and which hits are off."""

from __future__ import annotations

from itertools import pairwise

from scenescore.compose.spotting.anchors import DOWNBEAT, Wish
from scenescore.compose.spotting.barring import Pulse
from scenescore.compose.spotting.landing import tolerance
from scenescore.compose.spotting.steady import fits, targets
from scenescore.model.cue import Cue, Landing, PictureHit
from scenescore.model.metre import Bar
from scenescore.model.sketch import Decision, Finding

#: A tempo step (in per cent) that is worth a word.
_WORTH_A_WORD = 2.0
_NOTICED, _LARGE = 3.0, 8.0
_ALMOST = 0.001


def reported(
    cue: Cue,
    pulse: Pulse,
    wish: Wish,
    ending: str,
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Decisions and findings of a spotted cue."""
    decisions = (_tempo(cue, pulse, wish), *_odd_bars(cue, pulse, ending), *_steps(cue, pulse), *_places(cue))
    findings = tuple(
        finding
        for hit, landing in zip(cue.picture.hits, cue.landings, strict=True)
        if (finding := _missed(cue, hit, landing)) is not None
    )
    return decisions, findings


def _bpm(cue: Cue, pulse: Pulse, tick: int) -> float:
    return cue.clock.bpm(tick) * 960 / pulse.meter.beat


def _tempo(cue: Cue, pulse: Pulse, wish: Wish) -> Decision:
    """The tempo of the cue, and which constant tempi were close."""
    tempi = [_bpm(cue, pulse, step.at) for step in cue.clock.steps]
    slow, fast = round(min(tempi), 1), round(max(tempi), 1)
    choice = f"{slow:g} bpm" if slow == fast else f"{slow:g} to {fast:g} bpm"
    bars = f"{len(cue.bars)} bar{'s' if len(cue.bars) > 1 else ''}"
    wanted = f"{wish.bpm:g} was wanted, {wish.low:g} to {wish.high:g} fit the mood"
    reason = f"{bars} of {pulse.meter} fill the cue exactly; {wanted}"
    caught = sum(abs(landing.error_ms) <= 1 for landing in cue.landings)
    if cue.landings:
        reason += f"; {caught} of {len(cue.landings)} hits are met exactly"
    return Decision("spotting", "tempo", choice, reason, _constant(cue, pulse, wish), (0, 0))


def _constant(cue: Cue, pulse: Pulse, wish: Wish) -> tuple[str, ...]:
    """What one tempo throughout would have missed."""
    if not cue.landings:
        return ()
    found = fits(targets(cue.picture), (wish.low, wish.high), wish.bpm, len(pulse.meter.beats), (0,), 3)
    return tuple(
        f"{fit.bpm:g} bpm throughout: {fit.unmet} of {len(fit.beats)} hits missed, "
        f"by up to {max(abs(miss) for miss in fit.misses_ms):.0f} ms"
        for fit in found
    )


def _next_landing(cue: Cue, bar: Bar) -> Landing | None:
    """The hit that an odd bar makes room for."""
    inside = [landing for landing in cue.landings if bar.at < landing.tick <= bar.end + bar.meter.length]
    return inside[0] if inside else None


def _odd_bars(cue: Cue, pulse: Pulse, ending: str) -> tuple[Decision, ...]:
    out = []
    for bar in cue.bars:
        if bar.meter == pulse.meter:
            continue
        served = _next_landing(cue, bar)
        if served is None:
            reason = f"lets the last bar end with the picture ({ending})"
        else:
            reason = f"brings {served.hit.name!r} to bar {served.bar}, beat {served.beat:g}"
        out.append(Decision("spotting", f"bar {bar.number}", str(bar.meter), reason, (), (bar.number, bar.number)))
    return tuple(out)


def _steps(cue: Cue, pulse: Pulse) -> tuple[Decision, ...]:
    out = []
    for before, after in pairwise(cue.clock.steps):
        change = round((before.microseconds / after.microseconds - 1) * 100, 1)
        if abs(change) <= _WORTH_A_WORD:
            continue
        bar, beat = cue.place(after.at)
        coming = next((landing for landing in cue.landings if landing.tick > after.at), None)
        target = f"{coming.hit.name!r} comes on its beat" if coming else "the last bar ends with the picture"
        size = (
            "a new tempo"
            if abs(change) > _LARGE
            else "a change of pace"
            if abs(change) > _NOTICED
            else "hardly noticed"
        )
        choice = f"{_bpm(cue, pulse, before.at):.1f} to {_bpm(cue, pulse, after.at):.1f} bpm ({change:+.1f} %)"
        out.append(Decision("spotting", f"bar {bar}, beat {beat:g}", choice, f"{target}; {size}", (), (bar, bar)))
    return tuple(out)


def _places(cue: Cue) -> tuple[Decision, ...]:
    """Hits that must be caught and wanted a downbeat, or a beat, but stand elsewhere."""
    out = []
    for landing in cue.landings:
        strength = cue.bar(landing.tick).meter.strength(landing.tick - cue.bar(landing.tick).at)
        is_content = strength == 4 or (strength >= 2 and landing.hit.gesture not in DOWNBEAT)
        if landing.hit.priority != "must" or is_content:
            continue
        place = "on a beat inside the bar" if strength >= 2 else "between two beats"
        reason = "its neighbours are too close for a downbeat of its own"
        bars = (landing.bar, landing.bar)
        out.append(Decision("spotting", f"hit {landing.hit.name!r}", place, reason, (), bars))
    return tuple(out)


def _missed(cue: Cue, hit: PictureHit, landing: Landing) -> Finding | None:
    """A word about a hit that is off by more than it may be."""
    off = abs(landing.got - landing.asked)
    is_must = landing.hit.priority == "must"
    if landing.hit.priority == "may" or off <= (_ALMOST if is_must else tolerance(hit, cue)):
        return None
    error = round(landing.error_ms, 1)
    when = "after" if error > 0 else "before"
    message = f"the music comes {abs(error):g} ms {when} the picture (bar {landing.bar}, beat {landing.beat:g})"
    place = f"{float(landing.asked):.3f} s {landing.hit.name}"
    return Finding("hits", place, message, "warning" if is_must else "note")
