"""The drawing of a spotted cue."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as ET

import matplotlib.image
import pytest

from scenescore.formats.look_canvas import Paper, new_figure
from scenescore.formats.look_landings import draw_landings, hit_lanes
from scenescore.formats.look_spotting import draw_spotting
from scenescore.formats.spotted import Spotted, spotted_of
from scenescore.model.cue import Landing, Speech, TempoSpan
from scenescore.model.metre import Meter
from scenescore.model.scene import PRIORITIES, Hit
from scenescore.model.time import Ticks
from sketches import seconds, sketch

FOUR, FIVE = Meter(4, 4), Meter(5, 4)


def crowded(hits: int = 20) -> Spotted:
    """Many hits with long names, an odd bar, dialogue and a ritardando."""
    made = spotted_of(sketch(meters=(*[FOUR] * 20, FIVE, *[FOUR] * 20), tempo=((0, 700_000), (40_000, 720_000))))
    cue = made.cue
    landings = []
    for i in range(hits):
        tick = Ticks(cue.length * (i + 1) // (hits + 2))
        hit = Hit(at=0, name=f"the {i}th thing that happens here", priority=PRIORITIES[i % 3])  # type: ignore[arg-type]
        landings.append(Landing(hit, cue.seconds(tick), cue.seconds(tick), tick, *cue.place(tick)))
    picture = replace(
        cue.picture,
        dialogue=(Speech(seconds("10"), seconds("14")), Speech(seconds("20"), seconds("20.5"))),
        tempo_changes=(TempoSpan(seconds("100"), seconds("110"), seconds("0.75")),),
    )
    return replace(made, cue=replace(cue, landings=tuple(landings), picture=picture, phrases=(1, 5, 9, 22)))


@pytest.mark.parametrize("hits", [0, 40])
def test_a_drawing_is_1600_pixels_wide_and_as_high_as_its_hits_need(hits: int) -> None:
    drawn = matplotlib.image.imread(BytesIO(draw_spotting(crowded(hits))))

    high, wide, _ = drawn.shape
    assert wide == 1600
    assert 500 < high <= 900


def test_flags_of_hits_never_cover_each_other() -> None:
    paper = Paper(new_figure(), crowded().cue)
    lanes = hit_lanes(paper)
    draw_landings(paper, 300, lanes)
    (panel,) = paper.figure.axes

    boxes = [patch.get_extents().padded(-1) for patch in panel.patches]
    assert len(boxes) == 20
    assert not any(here.overlaps(there) for here, there in combinations(boxes, 2))


def test_no_label_of_the_whole_drawing_covers_another() -> None:
    from scenescore.formats.look_canvas import drawing  # noqa: PLC0415
    from scenescore.formats.look_spotting import lay_out  # noqa: PLC0415

    with drawing():
        paper = Paper(new_figure(), crowded().cue)
        lay_out(paper)
        paper.figure.canvas.draw()
        texts = [text for axes in paper.figure.axes for text in axes.texts if text.get_text()]
        boxes = [(text.get_text(), text.get_window_extent().padded(-1)) for text in texts]

    assert len(boxes) > 60
    assert [(a, b) for (a, here), (b, there) in combinations(boxes, 2) if here.overlaps(there)] == []


def test_a_title_with_signs_of_its_own_does_not_tear_the_drawing() -> None:
    text = draw_spotting(replace(crowded(1), scene=replace(crowded(1).scene, title="<b>&")), "svg")

    assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - our own


def test_the_same_cue_gives_the_same_bytes() -> None:
    assert draw_spotting(crowded(3), "svg") == draw_spotting(crowded(3), "svg")
