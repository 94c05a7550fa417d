"""How a genre speaks: which chords it strings together, how it dresses them, how it closes.

A genre's row (presets/genres) says what is liked; the rules that build chains, loops, stillness and axes are in
`grammar_jazz` and `grammar_loops`. What a genre asks for goes into the plan as wishes; melody and bass may still
overrule one of them. The figures are design defaults.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scenescore.compose.harmony import grammar_jazz, grammar_loops
from scenescore.compose.harmony.closes import Wish
from scenescore.compose.harmony.colours import diatonic_triads, is_minor
from scenescore.compose.harmony.progressions import Choice, choose, is_of, ranked, second, tonic_size
from scenescore.compose.harmony.rhythm import Slot
from scenescore.compose.harmony.tokens import TokenReader
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.genre import Genre
from scenescore.model.knowledge import Book

#: How firmly a slot holds to what the genre wishes (a chain that breaks is none), and the fewest progressions that a
#: genre can live on.
STYLED, CHAINED, _ENOUGH = 3, 7, 2
#: From so many seconds for each chord on harmony does not follow the melody's notes.
_STILL = 4.0
_TOKEN = re.compile(r"^([b#]*)(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)([^\^/@]*)(.*)$")
_DIMINISHED = ("o", "h7", "o7")
#: Chords that say all by themselves: stacks, clusters, suspensions over nothing.
_OWN = ("cl", "vt", "wt", "q", "+")
#: Kinds whose third is missing or whose fifth is bent: they say neither major nor minor.
_WITHOUT_THIRD = ("sus", "5", "7sus", *_OWN)


def closing_book(book: Book, genre: Genre | None) -> Book:
    """The book with those cadences alone that a genre closes with; without a genre, with those that all may use."""
    wanted = genre.cadences if genre else ()
    rows = {n: row for n, row in book.cadences.items() if (n in wanted if wanted else not row.genres)}
    return replace(book, cadences=rows)


def own_book(book: Book, genre: Genre | None, section: Section) -> Book:
    """The book with the genre's own progressions alone, where enough of them stand over a section's tonic.

    Else with those that belong to no genre.
    """
    wrong = "I" if is_minor(section) else "i"
    if genre and genre.idiom:
        rows = {name: row for name, row in book.progressions.items() if is_of(name, genre.progressions)}
        usable = [row for row in rows.values() if tonic_size(row.chords) != wrong]
        if len(usable) >= _ENOUGH:
            return replace(book, progressions=rows)
    return replace(book, progressions={name: row for name, row in book.progressions.items() if not row.genres})


def options(
    genre: Genre | None,
    section: Section,
    book: Book,
    reader: TokenReader,
    dice: Dice,
    liked: Sequence[str],
    families: Sequence[str],
    used: Sequence[str],
    reach: int,
) -> list[Choice]:
    """The harmony of new material, best first: as the genre strings it, with all its turns, then the others."""
    found = ranked(section, own_book(book, genre, section), reader, liked, families, used, reach)
    if genre is None or not genre.idiom or not found:
        return found
    stream = dice.at("idiom", section.material or section.label)
    first, *others = choose(found, stream)
    other = second(first, others)
    dark = is_minor(section)
    turned: tuple[tuple[str, ...], ...] = ()
    if genre.idiom == "jazz":
        turns = grammar_jazz.chorus(stream, genre.substitutes, is_minor=dark)
        turned = grammar_jazz.chorus(stream, genre.substitutes, is_minor=not dark)
        first = replace(first, name="ii-V chain")
    else:
        turns = grammar_loops.turns(genre.idiom, first.chords, other.chords, section, stream)
    return [replace(first, chords=turns[0], turns=turns, turned=turned), other, *others]


def walks(genre: Genre | None) -> bool:
    """Whether a genre's bass goes on from chord to chord, so that it stands on no pedal."""
    return genre is not None and genre.idiom == "jazz"


def stands_still(genre: Genre | None) -> bool:
    """Whether a genre's chords last so long that a melody passes over them rather than being carried note by note."""
    return genre is not None and genre.seconds_per_chord[0] >= _STILL


def _function(sign: str, numeral: str, suffix: str) -> str:
    if suffix in _DIMINISHED:
        return "diminished"
    if numeral in {"I", "i"} and not sign:
        is_dominant = numeral == "I" and suffix in {"7", "9", "13"}
        return "V" if is_dominant else numeral
    if numeral.islower():
        return "minor"
    is_dominant = suffix[:1] in {"7", "9"} or suffix == "13" or (numeral == "V" and not sign)
    return "V" if is_dominant else "major"


def dressed(token: str, genre: Genre, section: Section, dice: Dice) -> str:
    """A chord as the genre sounds it: another kind on the same root, or what it plays instead.

    Clusters, stacks and polychords stay what they are. A chord keeps its dress inside a section.
    """
    token = genre.instead.get(token, token)
    found = _TOKEN.match(token)
    if "//" in token or not found:
        return token
    sign, numeral, suffix, rest = found.groups()
    kinds = genre.kinds.get(_function(sign, numeral, suffix), ())
    if not kinds or suffix in kinds or suffix.startswith(_OWN):
        return token
    suffix = dice.at("dress", section.label, sign + numeral).pick(kinds)
    if "^" in rest and (suffix not in {"", "7", "maj7"} or genre.idiom == "jazz"):
        rest = ""
    return sign + numeral + suffix + rest


def lit(token: str, genre: Genre | None, section: Section, dice: Dice) -> str:
    """A plain triad as the genre sounds it in a light: one that knows no plain triads adds tones, its third stays."""
    found = _TOKEN.match(token)
    if genre is None or not found or found[3] or found[4][:1] == "@" or "//" in token:
        return token
    kinds = genre.kinds.get(_function(found[1], found[2], ""), ("",))
    whole = [kind for kind in kinds if not kind.startswith(_WITHOUT_THIRD)]
    if "" in kinds or not whole:
        return token
    return found[1] + found[2] + dice.at("dress", section.label, found[1] + found[2]).pick(whole)


def _known(token: str, section: Section, reader: TokenReader) -> bool:
    try:
        reader.chord(token, section.key)
    except ValueError:
        return False
    return True


def vocabulary(genre: Genre | None, section: Section, reader: TokenReader) -> list[str]:
    """The scale's chords in all kinds of the genre: what it falls back on where the melody refuses a wish."""
    if genre is None or not genre.kinds:
        return []
    tokens: list[str] = []
    for triad in diatonic_triads(section) if genre.idiom != "axis" else ():
        found = _TOKEN.match(genre.instead.get(triad, triad))
        if found and not triad.endswith("+"):
            sign, numeral, suffix, _ = found.groups()
            kinds = genre.kinds.get(_function(sign, numeral, suffix), (suffix,))
            tokens += [sign + numeral + kind for kind in kinds]
    tokens += genre.beside.get("i" if is_minor(section) else "I", ())
    return [token for token in dict.fromkeys(tokens) if _known(token, section, reader)]


def styled(
    genre: Genre | None, section: Section, wishes: Sequence[Wish], laid: Sequence[Slot], reader: TokenReader, dice: Dice
) -> tuple[Wish, ...]:
    """The plan's wishes in the genre's own chords; its last chord is one that the genre ends on."""
    if genre is None or not genre.idiom:
        return tuple(wishes)
    home = "i" if is_minor(section) else "I"
    endings = [token for token in genre.endings if tonic_size([token]) in {"", home} and token[:1] == home]
    out = []
    for wish, slot in zip(wishes, laid, strict=True):
        token = dressed(wish.token, genre, section, dice)
        if slot.place == "final" and endings:
            token = dice.at("ending", section.label).pick(endings)
        token = token if _known(token, section, reader) else wish.token
        firmness = max(wish.firmness, CHAINED if genre.idiom == "jazz" else STYLED)
        out.append(Wish(token, firmness, wish.source))
    return tuple(out)
