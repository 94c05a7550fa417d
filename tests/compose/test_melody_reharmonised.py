"""A theme whose mood changes gets other chords."""

from __future__ import annotations

from scenescore.model.scene import ArcPoint, Character, Scene
from scenescore.model.sketch import Sketch
from scenescore.pipeline import compose


def _colours(sketch: Sketch, before: float, after: float) -> list[set[tuple[int, str]]]:
    """The chords under a character's statements before one second and after another: steps above the tonic, kind."""
    out: list[set[tuple[int, str]]] = [set(), set()]
    for statement in sketch.statements:
        for span in sketch.chords.spans:
            place = float(sketch.cue.seconds(max(span.start, statement.at)))
            if span.start < statement.end and span.end > statement.at and not before < place < after:
                chord = span.value
                out[place >= after].add(((chord.pcs[0] - chord.key.pc) % 12, chord.quality))
    return out


def test_the_same_theme_in_another_mood_stands_on_other_chords() -> None:
    for seed in (1, 2, 3):
        sketch = compose(
            Scene(
                mood="heroic", length=80, seed=seed, characters=(Character(name="Ada", traits=("hero",), enters=2),),
                arc=(ArcPoint(at=0, mood="heroic"), ArcPoint(at=38, mood="heroic"), ArcPoint(at=44, mood="tragic")),
            )
        )  # fmt: skip

        bright, dark = _colours(sketch, 38, 46)

        assert bright
        assert dark
        assert bright != dark
        assert len(dark - bright) >= 2
