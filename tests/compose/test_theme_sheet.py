"""One page holds a theme in all its transformations: named, told apart, playable, the same at every asking."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from scenescore.compose.theme_sheet.items import by_state, key_of
from scenescore.compose.theme_sheet.sheets import heard, varied
from scenescore.compose.themes.birth.born import born
from scenescore.compose.themes.transformations import TRANSFORMATIONS
from scenescore.formats.midi import write_midi
from scenescore.formats.musicxml import write_musicxml
from scenescore.formats.sketch_file import read_sketch, write_sketch
from scenescore.library import default_book
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.sketch import Note, Sketch
from scenescore.model.theme import Theme
from scenescore.model.theme_means import DramaticState
from scenescore.model.time import Ticks

BOOK = default_book()
#: In 4/4, 6/8, 5/4, 3/4, 7/8; bright and dark, high and low, narrow and wide.
KINDS = ("love", "tyrant", "mother", "spy", "lost-love", "madness", "brute", "whistle")
AS_IT_IS = {"theme", "phrase"}
TRAITS = {"whistle": "home"}


@cache
def theme_of(kind: str) -> Theme:
    return born("Mara", (TRAITS.get(kind, kind),), (), BOOK, Dice(1)).value


@cache
def partner() -> Theme:
    return born("Ben", ("hero",), (), BOOK, Dice(2)).value


@cache
def page(kind: str, *, states: bool = False) -> Sketch:
    return varied(theme_of(kind), BOOK, 1, partner(), states=states)


def notes_in(sketch: Sketch, section: Section) -> list[Note]:
    return [note for part in sketch.parts for note in part.notes if section.at <= note.at < section.end]


def section_of(sketch: Sketch, label: str) -> Section:
    return next(section for section in sketch.sections if section.label == label)


def sung(sketch: Sketch, label: str) -> list[tuple[int, int, int]]:
    """The first statement of an item as its player reads it: ticks from the item's start, length, MIDI number."""
    section = section_of(sketch, label)
    number = next(each.number for each in sketch.statements if section.at <= each.at < section.end)
    found = [note for note in notes_in(sketch, section) if note.statement == number]
    return sorted((note.at - section.at, note.length, note.pitch.midi) for note in found)


@pytest.mark.parametrize("kind", KINDS)
def test_every_technique_stands_on_the_page_after_the_theme_and_its_tune(kind: str) -> None:
    labels = [section.label for section in page(kind).sections]

    assert labels[0] == "theme"
    assert [label for label in labels if label not in AS_IT_IS] == [t for t in TRANSFORMATIONS if t != "prototype"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_dramatic_state_stands_on_the_page_of_states(kind: str) -> None:
    labels = [section.label for section in page(kind, states=True).sections]

    assert [label for label in labels if label not in AS_IT_IS] == list(BOOK.states)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bar_of_rest_stands_between_any_two_items(kind: str) -> None:
    sketch = page(kind)

    for section in sketch.sections:
        last = sketch.cue.bar(section.end - 1)
        assert all(note.end <= last.at for note in notes_in(sketch, section)), section.label


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_is_four_bars_long_at_most_and_fills_whole_bars(kind: str) -> None:
    sketch = page(kind)

    for section in sketch.sections:
        bars = [bar for bar in sketch.cue.bars if section.at <= bar.at < section.end]
        assert (bars[0].at, bars[-1].end) == (section.at, section.end)
        assert 2 <= len(bars) <= 6, section.label
    assert sketch.cue.bars[-1].end == sketch.cue.length


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("states", [False, True], ids=["techniques", "states"])
def test_every_note_can_be_played(kind: str, states: bool) -> None:  # noqa: FBT001 - a parameter of the test
    for part in page(kind, states=states).parts:
        low, high = part.instrument.low, part.instrument.high
        outside = [note.pitch.midi for note in part.notes if not low <= note.pitch.midi <= high]
        assert outside == [], part.name


def test_the_theme_opens_the_page_note_for_note() -> None:
    motif = [tone.semitones for tone in theme_of("love").motif if tone.step is not None]
    said = [midi for _, _, midi in sung(page("love"), "theme")]

    assert [b - a for a, b in pairwise(said)] == [b - a for a, b in pairwise(motif)]


@pytest.mark.parametrize("label", ["inversion", "augmentation", "diminution", "wrong-note", "sequence", "metric-shift"])
def test_a_technique_of_notes_changes_the_notes(label: str) -> None:
    assert sung(page("love"), label) != sung(page("love"), "theme")


@pytest.mark.parametrize("kind", KINDS)
def test_another_octave_is_heard_in_another_octave(kind: str) -> None:
    lifted, plain = sung(page(kind), "registral-shift"), sung(page(kind), "theme")

    assert {abs(high - low) for (_, _, high), (_, _, low) in zip(lifted, plain, strict=False)} == {12}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("label", ["reorchestration-brass", "articulation-change", "registral-shift"])
def test_what_changes_only_players_or_octave_stands_on_the_chords_of_the_theme(kind: str, label: str) -> None:
    sketch = page(kind)

    def chords(name: str) -> list[str]:
        section = section_of(sketch, name)
        return [span.value.name for span in sketch.chords if section.at <= span.start < section.phrases[0].end]

    first = len(theme_of(kind).harmony)
    assert chords(label)[: first - 1] == chords("theme")[: first - 1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["triumph", "reunion", "credits"])
def test_what_comes_home_ends_on_the_chord_of_home(kind: str, state: str) -> None:
    sketch = page(kind, states=True)
    section = section_of(sketch, state)
    last = sketch.chords.holding(Ticks(section.phrases[0].end - 1))

    assert last.pcs[0] == section.key.pc
    assert last.quality in {"maj", "min"}


def test_a_dark_state_is_never_brighter_than_the_theme_was() -> None:
    own = born("Own", (), (), BOOK, Dice(1), motif="A4:1.5 B4:0.5 C5:1 B4:1 A4:2 E5:2", key="A minor").value
    sketch = varied(own, BOOK, states=True)

    assert {section_of(sketch, state).key.is_minor for state in ("loss", "corruption", "dying", "betrayal")} == {True}


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_states_are_alike_in_effect(kind: str) -> None:
    theme = theme_of(kind)
    items = by_state(theme, key_of(theme, BOOK), BOOK)
    told = [(item.tones, item.key, item.setting, item.is_dark, item.companions) for item in items]

    assert len(set(told)) == len(BOOK.states)


def test_madness_gives_up_only_what_hides_the_theme() -> None:
    jester = born("Ned", ("trickster",), (), BOOK, Dice(1), meter="6/8").value
    item = next(each for each in by_state(jester, key_of(jester, BOOK), BOOK) if each.label == "madness")

    assert "octave-displacement" not in item.chain
    assert {"chromatic-corruption", "wrong-note", "rhythmic-displacement"} <= set(item.chain)


def test_a_search_goes_on_and_on_as_long_as_its_head_is_recognised() -> None:
    heads = sung(page("love", states=True), "searching")

    assert len(heads) > theme_of("love").head


@pytest.mark.parametrize("label", ["reharmonisation", "harmonic-corruption", "pedal-trap"])
def test_a_technique_of_harmony_leaves_the_notes_and_changes_the_chords(label: str) -> None:
    sketch = page("love")

    def chords(name: str) -> list[str]:
        section = section_of(sketch, name)
        return [span.value.name for span in sketch.chords if section.at <= span.start < section.phrases[0].end]

    assert sung(sketch, label) == sung(sketch, "phrase")
    assert chords(label) != chords("phrase")


def test_the_theme_stands_on_the_harmony_that_it_implies() -> None:
    sketch, theme = page("love"), theme_of("love")
    first = [span.value.token for span in sketch.chords if span.start < sketch.sections[0].phrases[0].end]

    assert theme.harmony
    assert tuple(first[: len(theme.harmony)]) == theme.harmony


def test_a_wrong_note_stays_wrong_in_its_chord() -> None:
    sketch = page("love")
    section = section_of(sketch, "wrong-note")
    strange = [
        n for n in notes_in(sketch, section) if n.statement is not None and n.pitch.midi % 12 not in section.key.pcs
    ]
    chords = [sketch.chords.holding(note.at) for note in strange]

    assert strange
    assert all(n.pitch.midi % 12 not in chord.pcs for n, chord in zip(strange, chords, strict=True))


@pytest.mark.parametrize(
    ("label", "count"),
    [("canon-stretto", 2), ("dialogue", 2), ("heterophony", 2), ("combination", 2), ("inversion", 1)],
)
def test_techniques_of_many_voices_have_a_second_staff(label: str, count: int) -> None:
    sketch = page("love")
    section = section_of(sketch, label)
    carriers = [
        p for p in sketch.parts if any(n.statement is not None and section.at <= n.at < section.end for n in p.notes)
    ]

    assert len(carriers) == count


def test_a_theme_in_the_bass_lies_below_its_chords() -> None:
    sketch = page("love")
    section = section_of(sketch, "bassisation")
    notes = notes_in(sketch, section)
    low = [note for note in notes if note.statement is not None]

    for note in low:
        over = [other.pitch.midi for other in notes if other.statement is None and other.at <= note.at < other.end]
        assert note.pitch.midi < min(over)


def test_without_a_second_theme_there_is_no_combination() -> None:
    labels = [section.label for section in varied(theme_of("love"), BOOK).sections]

    assert "combination" not in labels


def test_the_same_theme_and_seed_give_the_same_bytes() -> None:
    again = varied(theme_of("love"), BOOK, 1, partner())

    assert write_sketch(again) == write_sketch(page("love"))
    assert write_midi(again) == write_midi(page("love"))


def test_a_page_is_read_back_as_it_was_written() -> None:
    assert read_sketch(write_sketch(page("spy"))) == page("spy")


def test_each_item_is_named_in_midi_and_in_notation() -> None:
    sketch = page("lost-love")
    midi, notation = write_midi(sketch), write_musicxml(sketch).decode()

    for section in sketch.sections:
        assert f"SEC:{section.label} ".encode() in midi
        assert f">{section.label}</rehearsal>" in notation


def test_themes_are_heard_one_after_the_other_each_whole_and_by_its_own_player() -> None:
    themes = [theme_of("love"), partner()]
    sketch = heard("Film, themes", themes, BOOK)

    assert [section.label for section in sketch.sections] == ["Mara", "Ben"]
    for theme, statement in zip(themes, sketch.statements, strict=True):
        assert statement.tones == (theme.phrase or theme.motif)
        assert statement.similarity >= 0.9


def test_a_theme_of_absolute_pitches_is_shown_where_it_was_written() -> None:
    own = born("Own", (), (), BOOK, Dice(1), motif="E4:1 B4:1.5 A4:0.5 G4:1").value
    said = [midi for _, _, midi in sung(varied(own, BOOK), "theme")]

    assert said == [64, 71, 69, 67]
    assert key_of(own, BOOK).pc == (own.tonic or 0) % 12


@pytest.mark.parametrize("kind", KINDS)
def test_what_sinks_lies_lower_than_what_does_not(kind: str) -> None:
    theme, rises = theme_of(kind), DramaticState("up", ("registral-shift",), 0.8, "mf")
    book = replace(BOOK, states={"up": rises, "down": replace(rises, name="down", sinks=True)})

    up, down = by_state(theme, key_of(theme, book), book)

    assert {b.semitones - a.semitones for a, b in zip(up.tones, down.tones, strict=True)} <= {0, -24}
    assert max(tone.semitones for tone in down.tones) < max(tone.semitones for tone in up.tones)
