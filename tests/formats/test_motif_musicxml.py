"""A composer's own motif out of MusicXML: what is read, and what is refused in one sentence."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenescore.formats.bible_file import read_bible
from scenescore.formats.motif_file import motif_at
from scenescore.formats.motif_musicxml import musicxml_motif
from scenescore.formats.own_motif import MOST_BYTES
from scenescore.formats.scene_file import load_scene

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">
<score-partwise version="4.0">
<part-list><score-part id="P1"><part-name>A</part-name></score-part>
<score-part id="P2"><part-name>B</part-name></score-part></part-list>
"""
ATTRIBUTES = """<attributes><divisions>12</divisions><key><fifths>-3</fifths><mode>minor</mode></key>
<time><beats>3</beats><beat-type>4</beat-type></time>{more}</attributes>"""


def note(step: str, octave: int, length: int, more: str = "", alter: int = 0) -> str:
    """A note of a part; `length` in twelfths of a quarter."""
    sign = f"<alter>{alter}</alter>" if alter else ""
    pitch = f"<pitch><step>{step}</step>{sign}<octave>{octave}</octave></pitch>"
    first, rest = ("<chord/>", more.replace("<chord/>", "")) if "<chord/>" in more else ("", more)
    return f"<note>{first}{pitch}<duration>{length}</duration>{rest}</note>"


def score(*measures: str, more: str = "") -> bytes:
    """A score whose first part has these measures, and whose second has other notes."""
    first = [ATTRIBUTES.format(more=more) + measures[0], *measures[1:]]
    parts = "".join(f'<measure number="{n}">{text}</measure>' for n, text in enumerate(first, 1))
    other = f'<measure number="1">{ATTRIBUTES.format(more="")}{note("F", 6, 36)}</measure>'
    return f'{HEAD}<part id="P1">{parts}</part><part id="P2">{other}</part></score-partwise>'.encode()


PLAIN = score(
    note("C", 4, 12) + note("E", 4, 6, alter=-1) + "<note><rest/><duration>6</duration></note>" + note("G", 4, 12),
    note("A", 4, 36, alter=-1),
)


def packed(data: bytes, name: str = "score.musicxml") -> bytes:
    """The same, compressed as .mxl."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("META-INF/container.xml", "<container/>")
        file.writestr(name, data)
    return out.getvalue()


def test_the_first_part_is_read_with_its_key_and_meter() -> None:
    own = musicxml_motif(PLAIN)

    assert own.text == "C4:1 Eb4:0.5 r:0.5 G4:1 Ab4:3"
    assert (own.key, own.meter) == ("C minor", "3/4")


def test_a_compressed_score_and_one_in_utf_16_are_the_same() -> None:
    assert musicxml_motif(packed(PLAIN)) == musicxml_motif(PLAIN)
    wide = PLAIN.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert musicxml_motif(wide) == musicxml_motif(PLAIN)


def test_of_chords_and_voices_the_top_is_the_tune() -> None:
    lower = "<backup><duration>36</duration></backup>" + note("C", 3, 36, "<voice>2</voice>")
    voice = "<voice>1</voice>"
    upper = note("C", 4, 12, voice) + note("G", 4, 12, "<chord/>" + voice) + note("F", 4, 24, voice)

    assert musicxml_motif(score(upper + lower)).text == "G4:1 F4:2"


def test_tied_notes_are_one_and_triplets_stay_triplets() -> None:
    tied = note("C", 4, 24, '<tie type="start"/>'), note("C", 4, 12, '<tie type="stop"/>')
    triplet = "".join(note(step, 4, 4) for step in "DEF")

    assert musicxml_motif(score(triplet + tied[0], tied[1] + note("G", 4, 24))).text == (
        "D4:1/3 E4:1/3 F4:1/3 C4:3 G4:2"
    )


def test_quintuplets_of_a_finer_score_stay_even() -> None:
    file = score("".join(note(step, 4, 12) for step in "CDEFG") + note("A", 4, 60))
    fine = file.replace(b"<divisions>12</divisions>", b"<divisions>60</divisions>")
    assert fine != file

    assert musicxml_motif(fine).text == "C4:1/5 D4:1/5 E4:1/5 F4:1/5 G4:1/5 A4:1"


def test_a_transposing_part_is_read_as_it_sounds() -> None:
    clarinet = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"

    assert musicxml_motif(score(note("D", 5, 12) + note("E", 5, 24), more=clarinet)).text == "C5:1 D5:2"


BOMB = packed(b"<score-partwise>" + b" " * 30_000_000)
ENTITIES = PLAIN.replace(b"<!DOCTYPE score-partwise", b'<!DOCTYPE score-partwise [<!ENTITY a "b">] x')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not a MusicXML file"),
        (b"<html></html>", "is not a MusicXML file"),
        (PLAIN[:-200], "is not a MusicXML file"),
        (b"\xff\xfe\x00", "is not a MusicXML file"),
        (b"PK\x03\x04 nonsense", "is not a MusicXML file"),
        (packed(b"", "readme.txt"), "is a compressed file without a score"),
        (BOMB, "is too large for a motif"),
        (ENTITIES, "declares entities"),
        (score(note("C", 4, 36)), "a motif has at least two notes"),
        (score("<note><rest/><duration>36</duration></note>"), "has no notes in its first part"),
        (score("".join(note("C", 4, 1) for _ in range(70))), "a motif has at most 64 notes"),
        (PLAIN.replace(b"</part>", b"<note></note>" * 4100 + b"</part>", 1), "is too long for a motif"),
    ],
    ids=range(12),
)
def test_what_is_no_motif_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said) as told:
        musicxml_motif(data)

    assert "\n" not in str(told.value)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(max_size=3), st.integers(0, 40))
def test_a_damaged_score_is_read_or_refused(at: int, put: bytes, gone: int) -> None:
    damaged = PLAIN[:at] + put + PLAIN[at + gone :]

    try:
        text = musicxml_motif(damaged).text
    except ValueError as error:
        text = str(error)

    assert text


def test_a_scene_and_a_bible_read_it(tmp_path: Path) -> None:
    (tmp_path / "ada.mxl").write_bytes(packed(PLAIN))
    (tmp_path / "door.toml").write_text(
        'mood = "ominous"\nlength = 20\n[[characters]]\nname = "Ada"\nmotif_file = "ada.mxl"'
    )
    bible = read_bible(b'[[subjects]]\nname = "Ada"\nmotif_file = "ada.mxl"', folder=tmp_path)

    assert load_scene(tmp_path / "door.toml").characters[0].motif == "C4:1 Eb4:0.5 r:0.5 G4:1 Ab4:3"
    assert (bible.subjects[0].motif, bible.subjects[0].key, bible.subjects[0].meter) == (
        "C4:1 Eb4:0.5 r:0.5 G4:1 Ab4:3",
        "C minor",
        "3/4",
    )


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b" " * (MOST_BYTES + 1))

    with pytest.raises(ValueError, match="too large"):
        motif_at(tmp_path / "a.xml")
