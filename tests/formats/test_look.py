"""The picture of a sketch: it is drawn, it is the same every time, and no text can tear it."""

from __future__ import annotations

import struct
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from scenescore.formats.look import draw
from scenescore.formats.look_canvas import Sheet, new_figure
from scenescore.formats.look_plan import flag_lanes
from scenescore.formats.look_roll import drum_rows, statement_words
from scenescore.formats.look_ruler import tempi
from scenescore.formats.look_text import Tag, fitted, lanes, width
from scenescore.model.cue import Landing, Speech
from scenescore.model.scene import Hit
from scenescore.model.sketch import Curve, Sketch
from scenescore.model.theme import Setting
from scenescore.model.time import Seconds
from sketches import CLARINET, DRUMS, note, part, sketch

WHOLE = sketch(
    part(*(replace(note(960 * i, 900, 60 + 2 * i), statement=1) for i in range(12)), instrument=CLARINET),
    part(*(note(960 * i, 240, 36 + 2 * (i % 2)) for i in range(16)), instrument=DRUMS, channel=9),
    tempo=((0, 500_000), (3840, 480_000)),
)


def with_hits(whole: Sketch, *moments: float, name: str = "door slams") -> Sketch:
    """Put hits at moments, must, should and may by turns."""
    landings = []
    for i, at in enumerate(moments):
        exact = Seconds(Fraction(at))
        hit = Hit(at=at, name=name, gesture="stinger", priority=("must", "should", "may")[i % 3])
        landings.append(Landing(hit, exact, exact, whole.cue.clock.nearest_tick(exact), 1, 1.0))
    return replace(whole, cue=replace(whole.cue, landings=tuple(landings)))


def texts(svg: bytes) -> str:
    """An SVG's source: each text that is drawn as outlines is repeated in a comment."""
    return svg.decode()


def test_a_png_has_the_size_of_a_screen() -> None:
    png = draw(WHOLE, "png")

    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1600, 900)


def test_an_svg_is_well_formed_and_names_title_hit_section_and_theme() -> None:
    svg = draw(WHOLE, "svg")

    assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own bytes
    for word in ("The Gatekeeper", "door", "statement", "sintel", "asked"):
        assert word in texts(svg)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_sketch_gives_the_same_bytes(kind: str) -> None:
    first = draw(WHOLE, kind)  # type: ignore[arg-type]
    second = draw(WHOLE, kind)  # type: ignore[arg-type]

    assert first == second


def test_another_process_draws_the_same_bytes() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); sys.path.insert(0, 'tests/formats');"
        "from test_look import WHOLE; from scenescore.formats.look import draw;"
        "print(hashlib.sha256(draw(WHOLE, 'svg')).hexdigest())"
    )

    seen = {
        subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(seen) == 1


@pytest.mark.parametrize(
    "title", ["$x^$ costs $", "two\nlines", "城門", "<b>&amp;", "a -- b", "\x00\x08", "x" * 400, ""], ids=repr
)
def test_no_title_can_tear_the_sheet(title: str) -> None:
    odd = replace(WHOLE, scene=replace(WHOLE.scene, title=title))

    svg = draw(with_hits(odd, 1.0, name=title or "?"), "svg")

    assert ET.fromstring(svg) is not None  # noqa: S314 - our own bytes


def test_a_sketch_without_notes_hits_or_curves_is_still_drawn() -> None:
    bare = sketch()
    bare = replace(bare, cue=replace(bare.cue, landings=()), statements=(), sections=())

    assert draw(bare, "png").startswith(b"\x89PNG")


def test_dialogue_and_curves_are_drawn() -> None:
    picture = replace(WHOLE.cue.picture, dialogue=(Speech(Seconds(Fraction(2)), Seconds(Fraction(5))),))
    curve = Curve("asked-intensity", ((Seconds(Fraction(1)), 0.2), (Seconds(Fraction(6)), 0.9)))
    told = replace(WHOLE, cue=replace(WHOLE.cue, picture=picture), curves=(curve,))

    assert "dialogue" in texts(draw(told, "svg"))
    assert draw(told, "svg") != draw(replace(told, curves=()), "svg")


def test_flags_of_hits_never_cover_each_other() -> None:
    crowded = with_hits(WHOLE, *(0.4 * i for i in range(1, 15)))
    sheet = Sheet(new_figure(), crowded.cue, crowded)

    found, words = flag_lanes(sheet)

    for lane in range(3):
        inside = [
            (float(landing.got) * sheet.scale, width(text, 7.5) + 12)
            for landing, text, number in zip(crowded.cue.landings, words, found, strict=True)
            if number == lane and float(landing.got) < 6.5
        ]
        assert all(b >= a + wide for (a, wide), (b, _) in pairwise(inside))


def test_hits_that_must_be_caught_are_named_before_others() -> None:
    crowded = with_hits(WHOLE, *(0.25 * i for i in range(1, 28)))

    found, _ = flag_lanes(Sheet(new_figure(), crowded.cue, crowded))

    unnamed = [landing.hit.priority for landing, lane in zip(crowded.cue.landings, found, strict=True) if lane is None]
    assert unnamed.count("may") >= unnamed.count("must")


def test_one_drummer_with_many_drums_has_a_row_for_each() -> None:
    rows = drum_rows(Sheet(new_figure(), WHOLE.cue, WHOLE))

    assert sorted(name for name, _ in rows) == ["bass drum", "snare"]


def test_a_tempo_that_stays_is_named_once() -> None:
    rounded = sketch(tempo=((0, 500_000), (3840, 500_001), (7680, 450_000)))

    assert [tick for tick, _ in tempi(rounded.cue)] == [0, 7680]


def test_a_statement_says_what_became_of_its_theme() -> None:
    (statement,) = WHOLE.statements

    assert statement_words(statement) == ["sintel: augment", "sintel"]
    assert statement_words(replace(statement, chain=("prototype",)))[0] == "sintel: unchanged"


def test_a_statement_beneath_the_tune_says_in_which_voice() -> None:
    statement = replace(sketch(part()).statements[0], setting=Setting("bass"))

    assert statement_words(statement)[0] == "sintel (bass): augment"


def test_words_are_cut_only_where_they_do_not_fit() -> None:
    assert fitted(["climax"], 100, 8) == "climax"
    assert fitted(["climax"], width("climax", 8) - 1, 8).endswith("…")
    assert fitted(["climax"], 3, 8) == ""


def test_labels_that_find_no_room_are_the_least_important() -> None:
    tags = [Tag(0, 50, 1), Tag(10, 50, 0), Tag(20, 50, 2)]

    assert lanes(tags, 2, 2) == [1, 0, None]
