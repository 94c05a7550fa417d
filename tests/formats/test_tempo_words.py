"""What the page says about tempo: ritardando and back, free time."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from scenescore import Scene, TempoChange, compose
from scenescore.formats.musicxml import write_musicxml


def tempo_words(scene: Scene) -> list[tuple[str, str]]:
    """The words and metronome marks over the top staff, each with the number of its bar."""
    root = ET.fromstring(write_musicxml(compose(scene)))  # noqa: S314 - our own bytes
    part = root.find("part")
    assert part is not None
    out = []
    for measure in part.findall("measure"):
        bar = measure.get("number", "")
        for kind in measure.iterfind("direction/direction-type/*"):
            text = kind.text or ""
            if kind.tag == "metronome":
                out.append((bar, f"={kind.findtext('per-minute')}"))
            elif text in {"rit.", "accel.", "a tempo", "rubato"}:
                out.append((bar, text))
    return out


def piano(*changes: TempoChange, **more: object) -> Scene:
    """A short scene for a piano."""
    scene: dict[str, object] = {"mood": "tender", "length": 40, "ensemble": "solo-piano", "seed": 2, **more}
    return Scene(tempo_changes=changes, **scene)  # type: ignore[arg-type]


def test_after_a_ritardando_in_the_middle_the_page_says_a_tempo() -> None:
    words = tempo_words(piano(TempoChange(from_=14, to=20)))

    assert [text for _, text in words if text[0] != "="] == ["rit.", "a tempo"]
    bars = [int(bar) for bar, text in words if text[0] != "="]
    assert bars[0] < bars[1]


def test_while_the_tempo_changes_beat_by_beat_no_metronome_marks_crowd_the_page() -> None:
    words = tempo_words(piano(TempoChange(from_=14, to=20)))
    bend = [text for _, text in words]
    first, last = bend.index("rit."), bend.index("a tempo")

    assert not [text for text in bend[first:last] if text.startswith("=")]


def test_a_ritardando_to_the_end_has_no_a_tempo_after_it() -> None:
    assert [text for _, text in tempo_words(piano(TempoChange(from_=32, to=40))) if text[0] != "="] == ["rit."]


def test_free_time_has_one_mark_that_tells_the_pace_around_which_it_moves() -> None:
    scene = piano(tempo_mode="free")
    sketch = compose(scene)
    marks = [text for _, text in tempo_words(scene)]
    beat = sketch.cue.bars[0].meter.beat
    pace = 60 * sketch.cue.length / beat / float(sketch.cue.picture.length)

    assert marks == ["rubato", f"={round(pace)}"]
