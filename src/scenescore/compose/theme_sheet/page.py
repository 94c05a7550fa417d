"""Lay themes out as a cue of their own: bars, a section for each item with a bar of rest after it, chords, parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scenescore.compose.harmony.search import harmonise
from scenescore.compose.harmony.style import Style
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.compose.melody.kinds import label_kinds
from scenescore.compose.melody.sing import statement_notes
from scenescore.compose.mood import manner, nearest_moods
from scenescore.compose.performance.perform import perform
from scenescore.compose.theme_sheet.chords import HOME, implied_by, is_plainly_lit, tonic_of
from scenescore.compose.theme_sheet.items import COMBINATION, Item
from scenescore.compose.theme_sheet.players import Band
from scenescore.compose.theme_sheet.staves import written
from scenescore.compose.themes.likeness import likeness
from scenescore.compose.themes.meeting.counterpoint import combined
from scenescore.compose.themes.meeting.encounter import Encounter
from scenescore.compose.themes.statements import Room, recognised
from scenescore.compose.themes.transformations import Companion
from scenescore.compose.voices.voicing import lead
from scenescore.model.affect import Feeling
from scenescore.model.cue import Cue, Picture
from scenescore.model.dice import Dice
from scenescore.model.form import Phrase, Section
from scenescore.model.harmony import Chord
from scenescore.model.knowledge import Book
from scenescore.model.line import Line, Span
from scenescore.model.metre import Bar
from scenescore.model.scene import Character, Scene
from scenescore.model.sketch import Sketch
from scenescore.model.theme import Setting, Statement, Theme
from scenescore.model.time import MICROSECONDS, TempoStep, Ticks, TimeMap
from scenescore.model.version import __version__

#: Nothing here is slower or faster than this, whatever the archetype asks for (beats a minute).
_SLOWEST, _FASTEST, _USUAL = 58, 116, 88
#: How a theme feels by its mode when no scene says it, and how the other scene feels in which it means another thing.
_BRIGHT, _SERIOUS = Feeling(0.35, 0.0, 0.0, 0.4), Feeling(-0.25, -0.1, 0.05, 0.4)
_DARK = Feeling(-0.6, -0.2, 0.7, 0.5)
_INTENSITY = (0.45, 0.5)
_AGREE = "agree"
#: Chords that colour everything alike would hide what a technique does.
_TOO_LUSH = ("extended-chords",)
#: The chords stand softly in the middle: their bass lies about here.
_BASS = 46.0


def sheet(
    title: str,
    shown: Sequence[tuple[Theme, Sequence[Item]]],
    book: Book,
    seed: int = 1,
    other: Theme | None = None,
) -> Sketch:
    """Write one page: the items of each theme one after the other, a bar of rest between them.

    `other` is the theme that the combination brings in. The same themes, book and seed give the same sketch.
    """
    dice = Dice(seed)
    rows = [(theme, item) for theme, items in shown for item in items]
    cue, sections = _laid(rows, book)
    bands = {theme.name: Band.of(theme, book) for theme, _ in shown}
    statements = _stated(rows, cue, sections, bands, book, dice, other)
    themes = (*(theme for theme, _ in shown), *((other,) if other is not None else ()))
    # What comes home has chords of its own here, see `chords.implied_by`.
    lit = [replace(s, setting=replace(s.setting, light="")) if s.setting.light == HOME else s for s in statements]
    found = harmonise(cue, sections, tuple(lit), themes, book, dice, Style(avoid=_TOO_LUSH))
    chords = replace(found, value=_implied(found.value, rows, sections, book))
    tune = [note for each in statements if each.is_tune for note in statement_notes(each)]
    sung = label_kinds(sorted(tune, key=lambda note: note.at), chords.value, cue)
    voices = lead(cue, sections, chords.value, sung, book)
    pages = written(cue, sections, chords.value, voices.value, statements, bands, book)
    played = perform(cue, sections, pages, dice, ending="cadence", chords=chords.value, players=len(pages))
    return Sketch(
        version=__version__,
        scene=_scene(title, themes, cue, sections, seed, book),
        ensemble="theme-sheet",
        ending="cadence",
        cue=cue,
        sections=sections,
        chords=chords.value,
        themes=themes,
        statements=statements,
        parts=played.value,
        findings=(*chords.findings, *voices.findings),
        decisions=(*chords.decisions, *played.decisions),
    )


def _implied(
    chords: Line[Chord], rows: Sequence[tuple[Theme, Item]], sections: Sequence[Section], book: Book
) -> Line[Chord]:
    """The chords, with those that a theme implies wherever nothing is done to its light, so that items compare."""
    reader, spans = TokenReader(book), list(chords)
    for (theme, item), section in zip(rows, sections, strict=True):
        if not is_plainly_lit(item):
            continue
        at = section.at
        spans = [span for span in spans if not section.at <= span.start < section.end]
        for length, name in (*implied_by(theme, item), (item.meter.length, tonic_of(item.key))):
            spans.append(Span(at, Ticks(length), reader.chord(name, item.key)))
            at = Ticks(at + length)
    return Line(tuple(sorted(spans, key=lambda span: span.start)), chords.length)


def _laid(rows: Sequence[tuple[Theme, Item]], book: Book) -> tuple[Cue, tuple[Section, ...]]:
    """Bars, clock and sections: every item, then a bar of rest."""
    bars: list[Bar] = []
    sections: list[Section] = []
    steps: list[TempoStep] = []
    at = 0
    for number, (theme, item) in enumerate(rows):
        begins, size = at, item.meter.length
        for _ in range(item.bars + 1):
            bars.append(Bar(len(bars) + 1, Ticks(at), item.meter))
            at += size
        speed = _microseconds(theme, item, book)
        if not steps or steps[-1].microseconds != speed:
            steps.append(TempoStep(Ticks(begins), speed))
        sections.append(_section(theme, item, begins, at, is_last=number == len(rows) - 1))
    clock = TimeMap(tuple(steps))
    return Cue(Picture("24", 0, clock.seconds(at)), clock, tuple(bars), Ticks(at)), tuple(sections)


def _section(theme: Theme, item: Item, begins: int, ends: int, *, is_last: bool) -> Section:
    feeling = _DARK if item.is_dark else _SERIOUS if item.key.is_minor else _BRIGHT
    size = item.meter.length
    phrases = (
        Phrase(Ticks(begins), Ticks(ends - begins - size), item.bars, "idea", "closed"),
        Phrase(Ticks(ends - size), size, 1, "codetta" if is_last else "pause", "none"),
    )
    return Section(
        label=item.label,
        purpose="statement",
        at=Ticks(begins),
        length=Ticks(ends - begins),
        key=item.key,
        feeling=feeling,
        manner=replace(manner(feeling), bass_center=_BASS),
        intensity=_INTENSITY,
        phrases=phrases,
        words=(),
        material=theme.name,
        theme=theme.owner,
    )


def _microseconds(theme: Theme, item: Item, book: Book) -> int:
    """A quarter at the pace of the theme's first archetype."""
    rows = [book.archetypes[name] for name in theme.archetypes if name in book.archetypes]
    bpm = (rows[0].bpm[0] + rows[0].bpm[1]) / 2 if rows else _USUAL
    beats = min(_FASTEST, max(_SLOWEST, round(bpm)))
    return round(60 * MICROSECONDS / beats) * 2 // 3 if item.meter.is_compound else round(60 * MICROSECONDS / beats)


def _stated(
    rows: Sequence[tuple[Theme, Item]],
    cue: Cue,
    sections: Sequence[Section],
    bands: dict[str, Band],
    book: Book,
    dice: Dice,
    other: Theme | None,
) -> tuple[Statement, ...]:
    """The statements: one for each item, one more for each companion or second theme."""
    out: list[Statement] = []
    for (theme, item), section in zip(rows, sections, strict=True):
        band = bands[theme.name]
        pair = _pair(theme, other, section, cue, book, dice) if item.label == COMBINATION and other is not None else ()
        if pair:
            out += _seated(pair, len(out), band)
            continue
        first, tonic = len(out), band.tonic(item.key)
        for voice in (Companion(item.tones, Ticks(0), item.setting.voice, item.chain), *item.companions):
            said = _statement(len(out), theme, item, voice, section.at, band, tonic)
            tonic = out[first].tonic if len(out) > first else said.tonic
            out.append(replace(said, partner=first) if len(out) > first else said)
    return tuple(out)


def _pair(theme: Theme, other: Theme, section: Section, cue: Cue, book: Book, dice: Dice) -> tuple[Statement, ...]:
    """Two themes together, as two who agree; nothing where they cannot be put together."""
    relation = book.relations.get(_AGREE) or next(iter(book.relations.values()))
    room = Room(section.at, section.phrases[0].length, section)
    met = combined(Encounter(theme, other, relation, room, cue, dice, ("introduction", "introduction"), "mf"))
    return met.statements if met else ()


def _seated(pair: Sequence[Statement], first: int, band: Band) -> Iterator[Statement]:
    """Two who sound together, numbered, and moved by the same octaves to where the leader can play it."""
    leader = pair[0]
    moved = band.octave_for(leader, band.player_of(leader), leader.tonic) - leader.tonic
    for i, each in enumerate(pair):
        partner = None if each.partner is None else first + each.partner
        said = replace(each, number=first + i, partner=partner, tonic=each.tonic + moved)
        yield replace(said, tonic=band.octave_for(said, band.player_of(said), said.tonic))


def _statement(number: int, theme: Theme, item: Item, voice: Companion, at: int, band: Band, tonic: int) -> Statement:
    """One voice of an item, in the octave that suits who plays it."""
    is_leader = voice.tones is item.tones
    said = Statement(
        number=number,
        theme=theme.name,
        owner=theme.owner,
        at=Ticks(at + voice.delay),
        tones=voice.tones,
        tonic=tonic,
        key=item.key,
        state=item.state,
        chain=voice.chain,
        fullness=1.0,
        similarity=recognised(voice.tones, theme, voice.chain),
        level=item.level,
        instruments=theme.instruments,
        setting=item.setting if is_leader else Setting(voice=voice.voice),
        likeness=likeness(voice.tones, theme.motif),
    )
    return band.placed(said)


def _scene(title: str, themes: Sequence[Theme], cue: Cue, sections: Sequence[Section], seed: int, book: Book) -> Scene:
    """The order that such a page would answer."""
    owners = dict.fromkeys(theme.name for theme in themes if theme.owner)
    traits = {theme.name: theme.archetypes for theme in themes}
    return Scene(
        mood=nearest_moods(sections[0].feeling, book)[0].name,
        length=cue.picture.length,
        title=title,
        key=sections[0].key.name,
        meter=str(cue.bars[0].meter),
        characters=tuple(Character(name=name, traits=traits[name]) for name in owners),
        seed=seed,
    )
