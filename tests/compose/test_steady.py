"""The best constant tempi, against figures computed by somebody else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scenescore.compose.spotting.steady import OFFSETS, Target, cost_of, fits, steady
from scenescore.model.cue import Picture, PictureHit
from scenescore.model.metre import Meter
from scenescore.model.scene import Hit
from scenescore.model.time import seconds

FOUR = (Target(4.10, 1, 60), Target(9.55, 0.6, 120), Target(15.20, 1, 60), Target(21.00, 0.8, 90))


def test_the_worked_example_costs_what_it_should() -> None:
    first, second = cost_of(FOUR, 124.25, -0.25, 4), min(cost_of(FOUR, 113.5, o / 100, 4) for o in OFFSETS)

    assert first == pytest.approx(0.869, abs=1e-3)
    assert second == pytest.approx(0.945, abs=2e-3)


def test_the_worked_example_is_found_again_and_refined() -> None:
    best = fits(FOUR, (84, 132), None, 4)[0]

    assert best.offset == -0.25
    assert best.bpm == pytest.approx(124.25, abs=0.1)
    assert best.cost <= 0.869
    assert [round(place, 1) for place in best.beats] == pytest.approx([9.0, 20.3, 32.0, 44.0], abs=0.1)


def test_hits_on_whole_seconds_want_sixty() -> None:
    hits = tuple(PictureHit(seconds(at), Hit(at=at)) for at in (2, 5, 11))

    best = steady(Picture("25", 0, seconds(20), hits), (55, 65), Meter(4, 4), 60)[0]

    assert (best.bpm, best.offset, best.unmet) == (60, 0, 0)


def test_the_list_holds_tempi_that_differ() -> None:
    tempi = sorted(fit.bpm for fit in fits(FOUR, (84, 132), 100, 4))

    assert len(tempi) == 5
    assert all(two / one > 1.01 for one, two in pairwise(tempi))
