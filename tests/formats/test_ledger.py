"""The ledger of themes, by hand-made sketches."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import mido

from scenescore.formats.ledger import write_ledger, write_ledger_json
from scenescore.formats.midi import write_midi
from scenescore.model.form import Link, MelodyNote, links_of
from scenescore.model.ledger import entry_words, ledger, sounding_in
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Likeness, Setting
from scenescore.model.time import Ticks
from sketches import HORN, MIDDLE_C, VIOLINS, note, part, sketch

BAR = 3840
PASSAGE = Link(1, ("sintel",), ("sequence", "liquidation"), Ticks(2 * BAR), Ticks(3 * BAR))


def carried() -> Sketch:
    """Horns state a theme in bar 1, violins join in its second note; the violins go on from it in bar 3."""
    horns = part(
        *(replace(note(at, 960, 60), role="melody", statement=1) for at in (0, 960)), name="Horns", instrument=HORN
    )
    violins = part(
        replace(note(960, 960, 67), statement=1),
        *(replace(note(2 * BAR + at, 960, 72), role="melody", link=1) for at in (0, 960)),
        channel=1,
    )
    return replace(sketch(violins, horns), links=(PASSAGE,))


def rows(made: Sketch) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(write_ledger(made).decode())))


def test_the_ledger_tells_where_whose_by_whom_and_how_changed() -> None:
    first, second = rows(carried())

    assert (first["kind"], first["bar"], first["beat"], first["at"]) == ("statement", "1", "1.0", "01:00:00:00")
    assert (first["theme"], first["owner"], first["subject"]) == ("sintel", "Sintel", "person")
    assert (first["players"], first["changes"], first["fullness"]) == ("Horns, Violins I", "augment", "0.8")
    assert (second["kind"], second["bar"], second["at_seconds"]) == ("passage", "3", "4.0")
    assert (second["theme"], second["changes"], second["players"]) == ("sintel", "sequence, liquidation", "Violins I")
    assert (second["similarity"], second["state"]) == ("", "")


def test_the_json_says_what_the_sheet_says() -> None:
    tree = json.loads(write_ledger_json(carried()))

    for row, entry in zip(rows(carried()), tree["entries"], strict=True):
        assert row["theme"] == "+".join(entry["themes"])
        assert (row["at"], row["changes"]) == (entry["start"]["timecode"], entry["changes"])
        assert row["recognised"] == entry["recognised"]


def test_two_themes_that_meet_name_each_other() -> None:
    made = carried()
    (one,) = made.statements
    other = replace(one, number=2, theme="shaman", owner="Shaman", partner=1, relation="conflict",
                    setting=Setting("bass"), similarity=0.7, likeness=Likeness(0.9, 0.5, 0.75))  # fmt: skip
    made = replace(made, statements=(one, other))

    entry = ledger(made)[1]

    assert entry_words(entry) == ("shaman (bass), arrived: augment, a clear variant (0.70); conflict with statement 1")
    assert [rows(made)[1][part_] for part_ in ("contour", "intervals", "rhythm")] == ["0.9", "0.5", "0.75"]


def test_a_bar_knows_what_sounds_in_it() -> None:
    made = carried()

    assert [[entry.kind for entry in sounding_in(made, bar)] for bar in (1, 2, 3)] == [["statement"], [], ["passage"]]


def test_a_sketch_without_themes_has_an_empty_ledger() -> None:
    made = replace(sketch(part(note(0, 960, 60))), statements=(), themes=())

    assert rows(made) == []
    assert json.loads(write_ledger_json(made))["entries"] == []


def _texts(made: Sketch) -> list[list[tuple[int, str]]]:
    out = []
    for track in mido.MidiFile(file=BytesIO(write_midi(made)), charset="utf-8").tracks[1:]:
        at, found = 0, []
        for message in track:
            at += message.time
            if message.type == "text":
                found.append((at, message.text))
        out.append(found)
    return out


def test_each_track_says_where_its_player_takes_up_a_theme_and_nothing_for_each_note() -> None:
    assert _texts(carried()) == [
        [(960, "MOTIF:sintel:augment:0.8:melody:0.90"), (2 * BAR, "FROM:sintel:sequence+liquidation")],
        [(0, "MOTIF:sintel:augment:0.8:melody:0.90")],
    ]


def test_texts_move_no_note() -> None:
    with_themes, without = carried(), replace(carried(), statements=(), links=())

    def notes(made: Sketch) -> list[Any]:
        out, at = [], 0
        for message in mido.MidiFile(file=BytesIO(write_midi(made)), charset="utf-8").tracks[1]:
            at += message.time
            out += [(at, message.type)] if message.type.startswith("note") else []
        return out

    assert notes(with_themes) == notes(without)


def test_a_passage_lasts_from_its_first_to_its_last_note_and_joins_what_was_sung_anew() -> None:
    again = replace(PASSAGE, themes=("shaman",), techniques=("sequence", "fragmentation"))
    tune = [
        MelodyNote(Ticks(0), Ticks(960), MIDDLE_C, statement=1),
        MelodyNote(Ticks(960), Ticks(960), MIDDLE_C, link=PASSAGE),
        MelodyNote(Ticks(2880), Ticks(480), MIDDLE_C, link=again),
    ]

    (link,) = links_of(tune)

    assert (link.at, link.end) == (960, 3360)
    assert link.themes == ("sintel", "shaman")
    assert link.techniques == ("sequence", "liquidation", "fragmentation")


def test_the_players_of_a_statement_are_named_by_how_much_of_it_they_play() -> None:
    assert ledger(carried())[0].players == ("Horns", VIOLINS.title)
