"""Which forms cues take, where their climax stands, and how much what comes back has changed.

Run `python benchmarks/forms.py [cues]`; writes the tables of `benchmarks/forms.md` to standard output.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from statistics import mean, median

from scenescore import compose
from scenescore.model.form import Section
from scenescore.model.scene import ArcPoint, Character, Gesture, Hit, Scene
from scenescore.model.sketch import Sketch

MOODS = ("serene", "tender", "heroic", "tragic", "epic", "suspenseful", "playful", "nostalgic", "tense", "mournful",
         "ominous", "adventurous")  # fmt: skip
LENGTHS = (10, 18, 26, 40, 60, 90, 120, 180, 240)
ARCS = {
    "rise": ((0.0, 0.2), (1.0, 1.0)),
    "fall": ((0.0, 0.9), (1.0, 0.2)),
    "arch": ((0.0, 0.2), (0.5, 0.9), (1.0, 0.3)),
    "late peak": ((0.0, 0.2), (0.78, 1.0), (1.0, 0.4)),
    "none given": (),
}
GESTURES: tuple[Gesture, ...] = ("stinger", "accent", "harmonic-turn")


def scenes(count: int) -> list[tuple[str, Scene]]:
    """Scenes over moods, lengths, arcs, characters, hits; each with a seed of its own."""
    out = []
    for k in range(count):
        length, arc = LENGTHS[(k * 5) % len(LENGTHS)], list(ARCS)[(k * 7 // 3) % len(ARCS)]
        points = tuple(ArcPoint(at=share * length, intensity=level) for share, level in ARCS[arc])
        people = tuple(
            Character(name="XYZ"[j], traits=(("hero", "love", "tyrant")[j],), enters=j * length / 4)
            for j in range((k // 2) % 4 if length > 18 else 0)
        )
        hits = tuple(
            Hit(at=round(length * (0.3 + 0.22 * j), 2), gesture=GESTURES[j], priority="should" if j % 2 else "must")
            for j in range((k // 3) % 4)
        )
        mood = MOODS[k % len(MOODS)]
        out.append((arc, Scene(mood=mood, length=length, seed=k, arc=points, characters=people, hits=hits)))
    return out


def _notes(sketch: Sketch, section: Section) -> Counter[tuple[int, int]]:
    inside = (n for part in sketch.parts for n in part.notes if section.at <= n.at < section.end)
    return Counter((n.at - section.at, n.pitch.midi) for n in inside)


def likeness(sketch: Sketch, first: Section, again: Section) -> float:
    """How much of a return is note for note what was there before (0..1)."""
    one, two = _notes(sketch, first), _notes(sketch, again)
    return (one & two).total() / max(1, two.total())


def main(count: int) -> None:
    """Compose and count."""
    forms: Counter[str] = Counter()
    lengths: dict[str, list[float]] = defaultdict(list)
    returns: dict[str, list[float]] = defaultdict(list)
    alike: dict[str, list[float]] = defaultdict(list)
    away: dict[str, list[float]] = defaultdict(list)
    for arc, scene in scenes(count):
        sketch = compose(scene)
        body = [section for section in sketch.sections if section.purpose != "ending"]
        name = sketch.sections[0].form or "chord"
        forms[name] += 1
        seconds = [float(sketch.cue.seconds(s.end) - sketch.cue.seconds(s.at)) for s in body]
        lengths[name] += seconds
        first: dict[str, Section] = {}
        back = 0.0
        for section, lasts in zip(body, seconds, strict=True):
            before = first.setdefault(section.material, section)
            if before is not section:
                back += lasts
                alike[name].append(likeness(sketch, before, section))
        returns[name].append(back / max(0.1, sum(seconds)))
        climax = [s for s in body if s.purpose == "climax"]
        if climax and arc != "none given":
            peak = max(ARCS[arc], key=lambda point: point[1])[0] * float(scene.length or 0)
            start, end = (float(sketch.cue.seconds(t)) for t in (climax[0].at, climax[0].end))
            away[arc].append(max(0.0, start - peak, peak - end) / float(sketch.cue.picture.length))
    print("| form | cues | sections (s, median) | comes back (share of time) | note for note the same (median) |")
    print("|---|---|---|---|---|")
    for name, number in forms.most_common():
        same = f"{median(alike[name]):.2f}" if alike[name] else "-"
        middle = f"{median(lengths[name]):.0f}" if lengths[name] else "-"
        print(f"| {name} | {number} | {middle} | {mean(returns[name]):.2f} | {same} |")
    print("\n| arc | climax holds the asked peak | farthest away (share of the cue) |\n|---|---|---|")
    for arc, misses in away.items():
        print(f"| {arc} | {sum(miss <= 0.02 for miss in misses)} of {len(misses)} | {max(misses):.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
