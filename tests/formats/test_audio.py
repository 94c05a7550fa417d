from __future__ import annotations

import ctypes.util
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from scenescore.errors import OutputError
from scenescore.formats import audio, synth
from scenescore.formats.audio import Rendering, encode, render, sound
from scenescore.formats.balance import LEVELS, balanced
from scenescore.formats.loudness import measure
from scenescore.model.sketch import Control, Part, Played, Sketch
from scenescore.model.time import Ticks
from sketches import PIANO, VIOLINS, note, part, sketch

soundfile = pytest.importorskip("soundfile")
RATE = 22_050


def two_notes() -> Sketch:
    """Sound in the first and the third second of eight, played by a piano that does not ring."""
    return sketch(part(note(0, 960, 60), note(3840, 960, 60), instrument=PIANO))


def level(rendering: Rendering, begin: float, end: float) -> float:
    piece = rendering.samples[round(begin * rendering.rate) : round(end * rendering.rate)]
    return measure(piece, rendering.rate).rms_db


def test_the_sound_is_as_long_as_the_cue_to_the_frame() -> None:
    heard = sound(sketch(part(note(0, 960, 60)), tempo=((0, 512_345),), length=14_321), rate=RATE)

    assert len(heard.samples) == round(14_321 * 512_345 / 960_000_000 * RATE)


def test_a_tail_is_added_to_the_frame() -> None:
    heard = sound(two_notes(), rate=RATE, tail=1.5)

    assert heard.seconds == 9.5


def test_where_nobody_plays_it_is_silent() -> None:
    heard = sound(sketch(part()), rate=RATE)

    assert heard.peak_db < -120
    assert heard.gain_db == 0


def test_notes_are_heard_where_they_stand() -> None:
    heard = sound(two_notes(), rate=RATE)

    assert level(heard, 0.0, 0.4) > level(heard, 1.6, 1.95) + 15
    assert level(heard, 2.0, 2.4) > level(heard, 1.6, 1.95) + 15


def test_a_harder_struck_note_is_louder() -> None:
    struck = tuple(Played(0, Ticks(at), Ticks(960), 60, velocity) for at, velocity in ((0, 40), (7680, 110)))
    heard = sound(sketch(Part("P", PIANO, 0, (), played=struck)), rate=RATE)

    assert level(heard, 4.0, 4.4) > level(heard, 0.0, 0.4) + 6


def test_expression_makes_a_long_note_softer() -> None:
    held = (Played(0, Ticks(0), Ticks(15_000), 60, 80),)
    fading = (Control(Ticks(0), 11, 120), Control(Ticks(7680), 11, 40))
    heard = sound(sketch(Part("P", VIOLINS, 0, (), played=held, controls=fading)), rate=RATE)

    assert level(heard, 2.0, 3.5) > level(heard, 5.0, 7.0) + 8


def test_a_tutti_never_clips() -> None:
    players = [
        part(*(note(0, 9000, 40 + i) for i in range(30)), channel=c, velocity=127, instrument=VIOLINS) for c in range(6)
    ]
    heard = sound(sketch(*players), rate=RATE)

    assert np.abs(heard.samples).max() <= 10 ** (-1.5 / 20) + 1e-6
    assert heard.peak_db == pytest.approx(-1.5, abs=0.01)


def test_parts_that_share_a_channel_keep_their_own_sound() -> None:
    alone = sound(sketch(part(note(0, 960, 60))), rate=RATE)
    shared = sound(sketch(part(note(0, 960, 60)), part(instrument=PIANO)), rate=RATE)

    assert np.array_equal(alone.samples, shared.samples)


@pytest.mark.parametrize(
    ("kind", "bits", "subtype"), [("wav", 16, "PCM_16"), ("wav", 24, "PCM_24"), ("flac", 16, "PCM_16")]
)
def test_a_file_reads_back_with_every_frame(kind: audio.Kind, bits: audio.Bits, subtype: str) -> None:
    heard = sound(two_notes(), rate=RATE)

    with soundfile.SoundFile(BytesIO(encode(heard, kind, bits))) as file:
        assert (file.samplerate, file.channels, file.frames, file.subtype) == (RATE, 2, len(heard.samples), subtype)
        assert np.abs(file.read() - heard.samples).max() < 2**-14


def test_the_same_sketch_gives_the_same_sound() -> None:
    assert render(two_notes(), rate=RATE, kind="flac") == render(two_notes(), rate=RATE, kind="flac")


def test_the_rendering_names_synthesizer_and_soundfont() -> None:
    heard = sound(two_notes(), rate=RATE)

    assert heard.synth.startswith("FluidSynth")
    assert heard.soundfont.endswith((".sf2", ".sf3"))
    assert heard.notice == ""


@pytest.mark.skipif(synth.carried_library() is None, reason="this pygame-ce carries no FluidSynth")
def test_without_a_system_library_the_one_in_the_pygame_wheel_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "fluidsynth", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)

    heard = sound(two_notes(), rate=RATE)

    assert heard.synth.startswith("FluidSynth")
    assert level(heard, 0.0, 0.4) > -40


def test_steering_the_search_for_a_library_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "fluidsynth", raising=False)
    before = ctypes.util.find_library

    sound(two_notes(), rate=RATE)

    assert ctypes.util.find_library is before


def test_without_any_synthesizer_plain_tones_play_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "open_synth", lambda *_: None)

    heard = sound(two_notes(), rate=RATE)

    assert "pip install 'scenescore[audio]'" in heard.notice
    assert heard.seconds == 8
    assert level(heard, 0.0, 0.4) > level(heard, 1.0, 1.9) + 30


def test_a_missing_soundfont_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no soundfont at .*grand\.sf2"):
        sound(two_notes(), tmp_path / "grand.sf2")


def test_a_file_that_is_no_soundfont_is_an_error_and_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fake.sf2").write_bytes(b"RIFF but not really")

    with pytest.raises(OutputError, match=r"fake\.sf2 cannot be read as a soundfont"):
        sound(two_notes(), tmp_path / "fake.sf2")
    assert capfd.readouterr() == ("", "")


def test_rendering_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    sound(two_notes(), rate=RATE)

    assert capfd.readouterr() == ("", "")


def test_a_missing_extra_is_an_error_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)

    with pytest.raises(OutputError, match=r"pip install 'scenescore\[audio\]'"):
        render(two_notes())


@pytest.mark.parametrize(("tail", "rate"), [(-1.0, 44_100), (float("nan"), 44_100), (0.0, 10)])
def test_a_tail_or_rate_that_makes_no_sense_is_refused(tail: float, rate: int) -> None:
    with pytest.raises(OutputError, match=r"tail|frames a second"):
        sound(two_notes(), tail=tail, rate=rate)


def test_measuring_finds_silence_level_and_band() -> None:
    time = np.arange(RATE * 2) / RATE
    tone = (0.5 * np.sin(2 * np.pi * 1000 * time) * (time < 1)).astype(np.float32)[:, None]

    found = measure(tone, RATE)

    assert sum(level < -60 for level in found.levels_db) == len(found.levels_db) // 2
    assert found.peak_db == pytest.approx(-6.02, abs=0.05)
    assert found.levels_db[3] == pytest.approx(-9.03, abs=0.1)
    assert found.bands_db["mid"] == pytest.approx(0, abs=0.1)
    assert found.bands_db["bass"] < -40


def test_every_program_of_the_shipped_soundfont_was_measured() -> None:
    for levels in LEVELS.values():
        assert len(levels) == 128
        assert max(map(abs, levels)) <= 6


def test_a_loud_patch_is_lowered_and_another_font_left_alone() -> None:
    horn, trombone = (balanced("TimGM6mb.sf2", program, 100) for program in (60, 57))

    assert horn < trombone
    assert balanced("somebody-elses.sf2", 60, 100) == 100
