"""Who plays what on a page of themes: the theme's own player the line, others what asks for another colour or voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from scenescore.compose.orchestra.colours import colour_of
from scenescore.model.knowledge import Book, Instrument
from scenescore.model.pitch import SEMITONES, Key
from scenescore.model.theme import Motif, Statement, Theme

#: Who carries a theme that is not the tune, and what a theme's own player cannot do.
_BY_VOICE = {"bass": "celli", "ostinato": "violas", "inner": "violas"}
_SECOND = ("clarinet", "oboe", "viola-solo")
_BOWED = ("violins-1", "violas", "celli", "contrabasses")
_BOWINGS = frozenset({"tremolo", "pizzicato"})
_RINGING, _HARP = "let-ring", "harp"
_PIANO, _STRINGS = "piano", "full-strings"
_PLAIN_PLAYER = "violin-solo"
#: What a note outside the everyday range of its player costs beside an octave's distance.
_OUTSIDE = 14
#: How far below the tune's place a voice beneath it lies, and a theme that the low players have.
_BENEATH = {"ostinato": 12, "inner": 12, "bass": 24}
_SHIFTED = "registral-shift"


@dataclass(frozen=True, slots=True)
class Band:
    """The players of one theme: who has the line, who answers, who holds the chords; the tonic at home."""

    theme: Theme
    line: Instrument
    second: Instrument
    chords: Instrument
    book: Book

    @staticmethod
    def of(theme: Theme, book: Book) -> Band:
        """Choose the players of a theme."""
        players = book.instruments
        own = [players[name] for name in theme.instruments if name in players and not players[name].is_percussion]
        line = line_player(theme, book)
        others = [player for player in own if player.family != line.family]
        second = others[0] if others else next(players[n] for n in _SECOND if players[n].family != line.family)
        chords = players[_STRINGS if line.family in {"keyboards", "plucked"} else _PIANO]
        return Band(theme, line, second, chords, book)

    def tonic(self, key: Key) -> int:
        """The tonic at which the tune lies in the middle of the theme's register and of its player's."""
        if self.theme.tonic is not None and self.theme.tonic % SEMITONES == key.pc:
            return self.theme.tonic
        return nearest(key.pc, home_of(self.theme, self.line))

    def player_of(self, statement: Statement) -> Instrument:
        """Who plays a statement: by its colour, its voice, how it is played; else the theme's own player."""
        setting = statement.setting
        if setting.colour:
            named = self._coloured(statement) or [self.line]
            return next((player for player in named if self._fits(player, statement)), named[0])
        if setting.voice == "inner" and setting.articulation == _RINGING:
            return self.book.instruments[_HARP]
        if setting.voice in _BY_VOICE:
            return self.book.instruments[_BY_VOICE[setting.voice]]
        options = [self.line]
        if setting.voice == "counter-melody" or statement.theme != self.theme.name:
            guests = statement.instruments if statement.theme != self.theme.name else ()
            options = [*self._others(guests), self.second, *self._others((*self.theme.instruments[1:], *_BOWED))]
        elif setting.articulation in _BOWINGS and self.line.family != "strings":
            options = self._others(_BOWED)
        elif _SHIFTED in statement.chain:
            options += self._others((*self.theme.instruments, *_BOWED))
        elif not self._fits(self.line, statement):
            options += [
                each for each in self._others((*self.theme.instruments, *_BOWED)) if self._fits(each, statement)
            ]
            return options[min(1, len(options) - 1)]
        return next((player for player in options if _reaches(player, statement)), options[0])

    def placed(self, statement: Statement) -> Statement:
        """A statement in the octave in which its player has it; in another octave on purpose it stays there."""
        player = self.player_of(statement)
        stays = _SHIFTED in statement.chain and _reaches(player, statement)
        return statement if stays else replace(statement, tonic=self.octave_for(statement, player, statement.tonic))

    def _others(self, names: Sequence[str]) -> list[Instrument]:
        """The players of these names, without the one who has the line."""
        players = self.book.instruments
        return [players[name] for name in names if name in players and name != self.line.name]

    def _coloured(self, statement: Statement) -> list[Instrument]:
        """The players of the colour that a statement asks for; where it names only families, all of those."""
        names = colour_of(statement, self.book).players
        families = [each for each in self.book.instruments.values() if each.family in names and not each.is_percussion]
        return self._others(names) or [player for player in families if player.name != self.line.name]

    def _fits(self, player: Instrument, statement: Statement) -> bool:
        """Whether a player has all the notes in some octave."""
        return missed(statement.tones, player, self.octave_for(statement, player, statement.tonic)) == 0

    def octave_for(self, statement: Statement, player: Instrument, wanted: int) -> int:
        """The tonic, by octaves, at which a statement lies best for its player and nearest to where it was wanted."""
        low, high = player.comfortable
        if statement.setting.voice == "bass":
            high = min(high, (low + high) // 2 + 5)
        lower = max(0, -colour_of(statement, self.book).octave)
        near = wanted - _BENEATH.get(statement.setting.voice, lower)

        def cost(tonic: int) -> tuple[int, int]:
            notes = _notes(statement.tones, tonic)
            outside = max(0, low - min(notes)) + max(0, max(notes) - high)
            return _OUTSIDE * outside + abs(tonic - near), tonic

        return min((wanted + SEMITONES * octave for octave in range(-4, 5)), key=cost)


def _reaches(player: Instrument, statement: Statement) -> bool:
    """Whether a player has the notes where they stand."""
    low, high = player.comfortable
    notes = _notes(statement.tones, statement.tonic)
    return not player.is_percussion and min(notes) >= low and max(notes) <= high


def _notes(tones: Motif, tonic: int) -> list[int]:
    return [tonic + tone.semitones for tone in tones if tone.step is not None] or [tonic]


def _width(tones: Motif) -> int:
    """Semitones between the lowest and the highest note."""
    return max(_notes(tones, 0)) - min(_notes(tones, 0))


def _room(player: Instrument) -> int:
    """How wide a player's everyday range is."""
    return player.comfortable[1] - player.comfortable[0]


def line_player(theme: Theme, book: Book) -> Instrument:
    """Who has the line: the first of the theme's own players who reaches the whole tune."""
    named = [book.instruments[name] for name in theme.instruments if name in book.instruments]
    own = [player for player in named if not player.is_percussion]
    tones = theme.phrase or theme.motif
    fit = [player for player in own if _room(player) >= _width(tones)]
    return (fit or own or [book.instruments[_PLAIN_PLAYER]])[0]


def home_of(theme: Theme, player: Instrument) -> int:
    """Where the tonic lies when the tune lies in the middle of the theme's register, and its player reaches it."""
    low, high = player.comfortable
    notes = _notes(theme.phrase or theme.motif, 0)
    wanted = (sum(theme.register) // 2 if any(theme.register) else (low + high) // 2) - median_low(notes)
    return max(low - min(notes), min(high - max(notes), wanted))


def missed(tones: Motif, player: Instrument, tonic: int) -> int:
    """By how many semitones a melody over a tonic leaves its player's everyday range."""
    low, high = player.comfortable
    notes = _notes(tones, tonic)
    return max(0, low - min(notes)) + max(0, max(notes) - high)


def nearest(pc: int, wanted: int) -> int:
    """The MIDI number of a pitch class that lies nearest."""
    below = wanted - (wanted - pc) % SEMITONES
    return below if wanted - below <= SEMITONES // 2 else below + SEMITONES
