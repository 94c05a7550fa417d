"""Write a sketch as MusicXML: the written page, as players and notation programs read it.

music21 encodes; where notes stand is decided in `formats.engraving`. Transposing instruments are written as their
players read, with the transposition beside them. Rehearsal marks are the sections, boxed texts the hits with their
timecode. No dates, no random names: the same sketch gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from scenescore.formats.directions import add_directions, add_marks
from scenescore.formats.engraving import Staff, Voice, staves, written_signature
from scenescore.formats.signs import accidentals, drum_lines, element, music21
from scenescore.formats.slurs import slurs
from scenescore.formats.systems import bind, first_word, maker, plain, short_name, titles
from scenescore.model.metre import Meter
from scenescore.model.pitch import name_of_fifths
from scenescore.model.sketch import Part, Sketch
from scenescore.model.time import TICKS_PER_QUARTER

__all__ = ["write_musicxml"]

_FLAGGED = frozenset({"eighth", "16th", "32nd", "64th"})
_DATE = re.compile(r"\s*<encoding-date>[^<]*</encoding-date>")
_SOFTWARE = re.compile(r"<software>[^<]*</software>")
_TEMPO = re.compile(r"<direction-type>\s*<metronome")
_CHANNEL = re.compile(r'(<midi-instrument id="([^"]+)">\s*<midi-channel>)\d+<')


def write_musicxml(sketch: Sketch, *, chord_names: bool = False) -> bytes:
    """Encode the written page of a sketch, on demand with the names of the chords above the top staff."""
    score = _score(sketch)
    if sketch.parts:
        add_directions(score.parts[0], sketch, chord_names=chord_names)
    exporter = music21().musicxml.m21ToXml.ScoreExporter(score, makeNotation=False)
    exporter.parse()
    channels = {_name("I", number): part.channel for number, part in enumerate(sketch.parts, start=1)}
    data = _DATE.sub("", exporter.asBytes().decode())
    data = _SOFTWARE.sub(f"<software>scenescore {sketch.version}</software>", data)
    data = _CHANNEL.sub(lambda found: f"{found[1]}{channels[found[2]] + 1}<", data)
    data = _TEMPO.sub(lambda found: first_word(sketch) + found[0], data, count=1)
    return data.replace("<part-list>", titles(sketch) + "<part-list>", 1).encode()


def _score(sketch: Sketch) -> Any:
    m21 = music21()
    score = m21.stream.Score()
    about = m21.metadata.Metadata()
    about.movementName = plain(sketch.scene.title)
    about.movementNumber = plain(sketch.scene.cue) or None
    about.composer = maker(sketch)
    score.insert(0, about)
    made = [_part(part, sketch, number) for number, part in enumerate(sketch.parts, start=1)]
    for staff in (staff for each in made for staff in each):
        score.insert(0, staff)
    for group in bind(sketch.parts, made):
        score.insert(0, group)
    return score


def _part(part: Part, sketch: Sketch, number: int) -> list[Any]:
    """One staff, or two for an instrument that needs them."""
    m21 = music21()
    signatures = _signatures(part, sketch)
    laid = staves(part, sketch.cue.bars, sketch.cue.length, [turn for _, turn in signatures])
    out = []
    for index, staff in enumerate(laid, start=1):
        written = m21.stream.PartStaff() if len(laid) > 1 else m21.stream.Part()
        written.partName, written.partAbbreviation = plain(part.name), short_name(part.name)
        player = m21.instrument.Instrument(plain(part.instrument.title or part.name))
        player.partName, player.partId = written.partName, _name("P", number, index)
        player.partAbbreviation = written.partAbbreviation
        player.instrumentId = _name("I", number, index)
        player.midiProgram = None if part.instrument.is_percussion else part.instrument.program
        # music21 wants all channels different; the right one is set in the finished text.
        player.midiChannel = 2 * number + index
        player.transposition = _transposition(part.instrument.transposition)
        written.insert(0, player)
        _fill(written, staff, part, sketch, [signs for signs, _ in signatures])
        out.append(written)
    add_marks(out, part, sketch)
    return out


def _name(letter: str, number: int, index: int = 1) -> str:
    """How a part or instrument is called inside the file."""
    return f"{letter}{number}-{index}"


def _signatures(part: Part, sketch: Sketch) -> list[tuple[int, int]]:
    """Written signature and turn of the spelling for every bar."""
    semitones = part.instrument.transposition
    out, section = [], 0
    for bar in sketch.cue.bars:
        while section + 1 < len(sketch.sections) and sketch.sections[section + 1].at <= bar.at:
            section += 1
        signs = sketch.sections[section].key.signature if sketch.sections else 0
        out.append(written_signature(signs, semitones))
    return out


def _transposition(semitones: int) -> Any:
    """From the written to the sounding pitch."""
    if semitones == 0:
        return None
    m21 = music21()
    above = m21.pitch.Pitch(name_of_fifths(written_signature(0, semitones)[0]).replace("b", "-"))
    middle_c = m21.pitch.Pitch("C4")
    above.octave = 4
    above.octave += (semitones - round(above.ps - middle_c.ps)) // 12
    return m21.interval.Interval(above, middle_c)


def _fill(written: Any, staff: Staff, part: Part, sketch: Sketch, signatures: Sequence[int]) -> None:
    """Write the bars of a staff."""
    m21 = music21()
    meter, signs, time, clef = None, None, None, ""
    heads: dict[int, tuple[Any, Any]] = {}
    drums = drum_lines(part)
    begins = {int(section.at) for section in sketch.sections}
    for bar, read, voices, wanted in zip(sketch.cue.bars, staff.clefs, staff.bars, signatures, strict=True):
        measure = m21.stream.Measure(number=bar.number)
        if read != clef:
            for each in _clef(read, drums):
                measure.insert(0, each)
        clef = read
        if wanted != signs:
            # Told nothing, some programs give drums the signature of their neighbours.
            measure.insert(0, m21.key.KeySignature(0 if drums else wanted))
        shown_meter = sketch.cue.bars[1].meter if bar.number == 0 else bar.meter
        if shown_meter != meter:
            time = _time(shown_meter)
            measure.insert(0, time)
        if bar.number == 0:
            measure.paddingLeft = Fraction(shown_meter.length - bar.meter.length, TICKS_PER_QUARTER)
            measure.showNumber = m21.stream.enums.ShowNumber.NEVER
        if bar.end in begins:
            measure.rightBarline = m21.bar.Barline("double")
        meter, signs = shown_meter, wanted
        shown = accidentals(voices, wanted)
        for number, voice in enumerate(voices):
            home = measure if len(voices) == 1 else m21.stream.Voice(id=str(number + 1))
            elements = [element(figure, part, show, drums) for figure, show in zip(voice, shown[number], strict=True)]
            _lay(home, voice, elements, is_second=number > 0)
            _remember(heads, voice, elements)
            _beam(voice, elements, time)
            if home is not measure:
                measure.insert(0, home)
        written.insert(Fraction(bar.at, TICKS_PER_QUARTER), measure)
    measure.rightBarline = m21.bar.Barline("final")
    _slur(written, part, sketch, heads)


def _slur(written: Any, part: Part, sketch: Sketch, heads: dict[int, tuple[Any, Any]]) -> None:
    """Write the slurs whose both ends stand on this staff."""
    for first, last in slurs(part, sketch):
        if first in heads and last in heads:
            written.insert(0, music21().spanner.Slur(heads[first][0], heads[last][1]))


def _remember(heads: dict[int, tuple[Any, Any]], voice: Voice, elements: Sequence[Any]) -> None:
    """Note which signs show the beginning and the end of each note."""
    for figure, each in zip(voice, elements, strict=True):
        for head in figure.heads:
            heads[head.note] = heads.get(head.note, (each, each))[0], each


def _lay(home: Any, voice: Voice, elements: Sequence[Any], *, is_second: bool) -> None:
    """Set a voice into its bar; a second voice counts its rests in silence."""
    for figure, each in zip(voice, elements, strict=True):
        if is_second and not figure.heads:
            each.style.hideObjectOnPrint = True
        home.insert(Fraction(figure.value.at, TICKS_PER_QUARTER), each)


def _beam(voice: Voice, elements: Sequence[Any], time: Any) -> None:
    """Join the flags of each beat."""
    if sum(figure.value.kind in _FLAGGED and bool(figure.heads) for figure in voice) > 1:
        for each, beams in zip(elements, time.getBeams(elements), strict=True):
            if beams is not None:
                each.beams = beams


def _time(meter: Meter) -> Any:
    out = music21().meter.TimeSignature(str(meter))
    if meter.groups:
        out.beamSequence.partition(list(meter.groups))
    return out


def _clef(name: str, drums: dict[int, str]) -> list[Any]:
    m21 = music21()
    kinds = {
        "bass": m21.clef.BassClef,
        "alto": m21.clef.AltoClef,
        "tenor": m21.clef.TenorClef,
        "percussion": m21.clef.PercussionClef,
    }
    out = [kinds.get("percussion" if drums else name, m21.clef.TrebleClef)()]
    if len(drums) == 1:
        out.append(m21.layout.StaffLayout(staffLines=1))
    return out
