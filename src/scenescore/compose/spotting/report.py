"""Say in a composer's words why the tempo, the odd bars and the tempo steps are as they are, and which hits are off."""

from __future__ import annotations

from itertools import pairwise

from scenescore.compose.spotting.anchors import Wish
from scenescore.compose.spotting.barring import Pulse
from scenescore.compose.spotting.landing import is_on_grid, strength_of, tolerance
from scenescore.compose.spotting.steady import SteadyFit, fits, targets
from scenescore.compose.spotting.terms import Terms, grid_of
from scenescore.model.cue import Cue, Landing, PictureHit
from scenescore.model.metre import Bar
from scenescore.model.sketch import Decision, Finding
from scenescore.model.time import TICKS_PER_QUARTER

#: A tempo step (in per cent) that is worth a word.
_WORTH_A_WORD = 2.0
_NOTICED, _LARGE = 3.0, 8.0
#: A hit that must be caught is caught within a millisecond.
CAUGHT_MS = 1.0
#: A range is kept if the tempo leaves it by no more than this share.
_RIGHT = 0.005
_PLACES = {
    4: "on a downbeat",
    3: "on the half bar",
    2: "on a beat inside the bar",
    1: "on an eighth",
    0: "off the beat",
}


def reported(
    cue: Cue, pulse: Pulse, wish: Wish, ending: str, terms: Terms, found: tuple[SteadyFit, ...]
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Decisions and findings of a spotted cue."""
    steps = _steps(cue, pulse) if terms.mode == "flexible" else ()
    tempo = _tempo(cue, pulse, wish, terms, found)
    decisions = (tempo, *_pickup(cue), *_odd_bars(cue, pulse, ending), *_bends(cue), *steps)
    faults = [fault_of(cue, *pair) for pair in zip(cue.picture.hits, cue.landings, strict=True)]
    left = left_range(cue, (wish.low, wish.high)) if terms.is_firm and terms.mode == "flexible" else None
    return decisions, tuple(fault for fault in (left, *faults) if fault is not None)


def left_range(cue: Cue, bpm: tuple[float, float]) -> Finding | None:
    """A word about a tempo that leaves the range which the scene has written down."""
    slow, fast = tempi_of(cue)
    if bpm[0] * (1 - _RIGHT) <= slow and fast <= bpm[1] * (1 + _RIGHT):
        return None
    message = f"the tempo goes from {slow:.1f} to {fast:.1f} bpm: within {bpm[0]:g}-{bpm[1]:g} no bars fill the cue"
    return Finding("tempo", "tempo", message, "warning")


def tempi_of(cue: Cue) -> tuple[float, float]:
    """Slowest and fastest tempo of a cue in beats of its meter, ritardandi and accelerandi left aside."""
    spans, unit = cue.picture.tempo_changes, cue.meter.beat
    plain = [step for step in cue.clock.steps if not any(s.start <= cue.seconds(step.at) < s.end for s in spans)]
    found = [step.bpm * TICKS_PER_QUARTER / unit for step in plain or cue.clock.steps]
    return min(found), max(found)


def _bpm(cue: Cue, pulse: Pulse, tick: int) -> float:
    return cue.clock.bpm(tick) * TICKS_PER_QUARTER / pulse.meter.beat


def _tempo(cue: Cue, pulse: Pulse, wish: Wish, terms: Terms, found: tuple[SteadyFit, ...]) -> Decision:
    """The tempo of the cue, and which constant tempi were close."""
    tempi = [_bpm(cue, pulse, step.at) for step in cue.clock.steps]
    slow, fast = round(min(tempi), 1), round(max(tempi), 1)
    choice = f"{slow:g} bpm" if slow == fast else f"{slow:g} to {fast:g} bpm"
    others = () if found else _constant(cue, pulse, wish)
    if found:
        choice = f"{found[0].bpm:g} bpm throughout" + _late(found[0])
        others = tuple(_in_words(fit) for fit in found[1:]) if cue.landings else ()
    elif terms.mode == "free":
        choice += ", in free time: bar lines follow the picture, phrases breathe"
    bars = f"{len(cue.bars)} bar{'s' if len(cue.bars) > 1 else ''}"
    wanted = f"{wish.bpm:g} was wanted, {wish.low:g} to {wish.high:g} {'allowed' if terms.is_firm else 'fit the mood'}"
    reason = f"{bars} of {pulse.meter} fill the cue exactly; {wanted}"
    caught = sum(abs(landing.error_ms) <= 1 for landing in cue.landings)
    if cue.landings:
        reason += f"; {caught} of {len(cue.landings)} hits are met exactly"
    return Decision("spotting", "tempo", choice, reason, others, (0, 0))


def _constant(cue: Cue, pulse: Pulse, wish: Wish) -> tuple[str, ...]:
    """What one tempo throughout would have missed."""
    if not cue.landings:
        return ()
    found = fits(targets(cue.picture), (wish.low, wish.high), wish.bpm, len(pulse.meter.beats), (0,), 3)
    return tuple(_in_words(fit) for fit in found)


def _late(fit: SteadyFit) -> str:
    return f", from {fit.offset:g} s on" if fit.offset else ""


def _in_words(fit: SteadyFit) -> str:
    """A constant tempo and what it misses."""
    worst = max((abs(miss) for miss in fit.misses_ms), default=0)
    missed = f"{fit.unmet} of {len(fit.beats)} hits missed, by up to {worst:.0f} ms"
    return f"{fit.bpm:g} bpm throughout{_late(fit)}: {missed}"


def _pickup(cue: Cue) -> tuple[Decision, ...]:
    """A bar before the first whole one."""
    if not cue.has_pickup:
        return ()
    lasts = float(cue.seconds(cue.bars[0].end))
    reason = f"the first downbeat comes after {lasts:.2f} s, and the bars that follow come out whole"
    return (Decision("spotting", "pickup", f"a pickup of {cue.bars[0].meter}", reason, (), (0, 0)),)


def _next_landing(cue: Cue, bar: Bar) -> Landing | None:
    """The hit that an odd bar makes room for."""
    inside = [landing for landing in cue.landings if bar.at < landing.tick <= bar.end + bar.meter.length]
    return inside[0] if inside else None


def _odd_bars(cue: Cue, pulse: Pulse, ending: str) -> tuple[Decision, ...]:
    out = []
    for bar in cue.bars:
        if bar.meter == pulse.meter or bar.number == 0:
            continue
        served = _next_landing(cue, bar)
        if served is None:
            reason = f"lets the last bar end with the picture ({ending})"
        else:
            reason = f"brings {served.hit.name!r} to bar {served.bar}, beat {served.beat:g}"
        out.append(Decision("spotting", f"bar {bar.number}", str(bar.meter), reason, (), (bar.number, bar.number)))
    return tuple(out)


def _bends(cue: Cue) -> tuple[Decision, ...]:
    """The ritardandi and accelerandi that the scene asks for, with the bars over which they go."""
    out = []
    for span in cue.picture.tempo_changes:
        first, last = (cue.place(cue.clock.nearest_tick(at)) for at in (span.start, span.end))
        name = "ritardando" if span.speed < 1 else "accelerando"
        choice = f"{name} by {abs(float(span.speed) - 1):.0%}, a step on every beat"
        place = f"bar {first[0]}, beat {int(first[1])}"
        bars = (first[0], min(last[0], cue.bars[-1].number))
        out.append(Decision("spotting", place, choice, "the scene asks for it; hits inside are met", (), bars))
    return tuple(out)


def _steps(cue: Cue, pulse: Pulse) -> tuple[Decision, ...]:
    out = []
    spans = cue.picture.tempo_changes
    for before, after in pairwise(cue.clock.steps):
        change = round((before.microseconds / after.microseconds - 1) * 100, 1)
        at = cue.seconds(after.at)
        if abs(change) <= _WORTH_A_WORD or any(span.start <= at <= span.end for span in spans):
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


def fault_of(cue: Cue, hit: PictureHit, landing: Landing) -> Finding | None:
    """A word about a hit that is off its moment by more than it may be, or that must be caught and is off its grid."""
    off = abs(landing.got - landing.asked)
    place = f"{float(landing.asked):.3f} s {landing.hit.name}"
    is_must = landing.hit.priority == "must"
    if landing.hit.priority != "may" and off > (CAUGHT_MS / 1000 if is_must else tolerance(hit, cue)):
        error = round(landing.error_ms, 1)
        when = "after" if error > 0 else "before"
        message = f"the music comes {abs(error):g} ms {when} the picture (bar {landing.bar}, beat {landing.beat:g})"
        return Finding("hits", place, message, "warning" if is_must else "note")
    if not is_must or is_on_grid(cue, landing):
        return None
    wanted = {"downbeat": "a downbeat", "beat": "a beat", "eighth": "an eighth"}[grid_of(landing.hit)]
    stands = _PLACES[strength_of(cue, landing)]
    if landing.free is not None:
        stands = f"as a free onset near bar {landing.bar}, beat {landing.beat:g}"
    return Finding("hits", place, f"it sounds at its moment, but {stands}, not on {wanted}", "note")
