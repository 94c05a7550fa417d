"""Whether every word in the presets that names another row does so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scenescore.errors import Problem
from scenescore.library.ranges import spoken
from scenescore.library.shelf import Shelf
from scenescore.library.vocabulary import SPOKEN, words
from scenescore.model.words import nearest

#: Kind and field, and the kind of row that its words name.
REFERENCES = (
    ("moods", "modes", "modes"),
    ("progressions", "mode", "modes"),
    ("progressions", "moods", "moods"),
    ("cadences", "modes", "modes"),
    ("cadences", "moods", "moods"),
    ("bridges", "moods", "moods"),
    ("transformations", "moods", "moods"),
    ("mixture", "moods", "moods"),
    ("pedals", "moods", "moods"),
    ("sonorities", "moods", "moods"),
    ("voicings", "qualities", "qualities"),
    ("voicings", "genres", "genres"),
    ("guards", "genres", "genres"),
    ("guards", "classes", "transformations"),
    ("archetypes", "cell", "cells"),
    ("archetypes", "mode", "modes"),
    ("archetypes", "instruments", "instruments"),
    ("archetypes", "progressions", "progressions"),
    ("archetypes", "textures", "textures"),
    ("instruments", "family", "families"),
    ("instruments", "moods", "moods"),
    ("instruments", "doublings", "instruments"),
    ("textures", "moods", "moods"),
    ("textures", "genres", "genres"),
    ("ensembles", "genres", "genres"),
    ("ensembles", "order", "instruments"),
    ("ensembles", "textures", "textures"),
    ("ensembles", "moods", "moods"),
    ("genres", "ensembles", "ensembles"),
    ("genres", "textures", "textures"),
    ("genres", "cadences", "cadences"),
    ("cadences", "genres", "genres"),
    ("progressions", "genres", "genres"),
    ("meters", "moods", "moods"),
    ("forms", "moods", "moods"),
    ("forms", "genres", "genres"),
    ("arcs", "states", "states"),
    ("states", "colour", "colours"),
    ("part_writing", "textures", "textures"),
    ("part_writing", "genres", "genres"),
    ("part_writing", "moods", "moods"),
)
#: What may be left open.
UNSAID = (("states", "colour", ""),)
#: Kinds whose `progressions` name families: the beginnings of progressions' names.
FAMILIES_OF_PROGRESSIONS = ("bridges", "ensembles", "genres")
#: Where a word that is to be avoided may come from.
AVOIDABLE = ("families", "instruments", "textures", "modes", "devices", "qualities")

#: Where chord tokens stand.
_CHORDS = (
    ("progressions", "chords"),
    ("cadences", "chords"),
    ("bridges", "leaving"),
    ("bridges", "preparing"),
    ("transformations", "chord"),
    ("mixture", "chords"),
    ("pedals", "over"),
    ("sonorities", "chords"),
)

#: What a genre may dress, with a chord that shows it.
DRESSED = {"I": "I", "i": "i", "V": "V", "major": "IV", "minor": "ii", "diminished": "vii"}

_NUMERAL = "VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i"
_TOKEN = re.compile(rf"^[b#]*({_NUMERAL})([^\^@/]*)(?:\^[123])?(?:/[b#]*(?:{_NUMERAL}))?(?:@[b#]*[1-7])?$")

Rows = Mapping[str, Mapping[str, Any]]


def unresolved(shelf: Shelf) -> Iterator[Problem]:
    """Every word that names no row, with its place and the nearest row's name."""
    rows = shelf.rows
    for kind, field, target in REFERENCES:
        known = shelf.names(target)
        for name, row in rows[kind].items():
            for word in spoken(getattr(row, field)):
                if word not in known and (kind, field, word) not in UNSAID:
                    yield _unknown(shelf.where(kind, name, field), word, target, known)
    for check in (_players, _coloured, _rhythms, _families, _avoided, _denied, _tokens):
        yield from check(shelf)


def settle(shelf: Shelf) -> None:
    """Write every reference by the name of its row: a synonym may stand where a row is named."""
    said = {kind: words(shelf.rows[kind]) for kind in SPOKEN}
    for kind, field, target in REFERENCES:
        if target not in said:
            continue
        for name, row in shelf.rows[kind].items():
            value = getattr(row, field)
            settled = _settled(value, said[target], in_turn=kind == "arcs")
            if settled != value:
                shelf.rows[kind][name] = replace(row, **{field: settled})
    players = {**said["families"], **said["instruments"]}
    players |= {name: name for kind in ("families", "instruments") for name in shelf.rows[kind]}
    for name, row in shelf.rows["colours"].items():
        shelf.rows["colours"][name] = replace(row, players=tuple(dict.fromkeys(players.get(p, p) for p in row.players)))


def _settled(value: object, said: Mapping[str, str], *, in_turn: bool) -> object:
    """A value by the names of rows; each once, unless one comes after another in turn and may come back."""
    if isinstance(value, tuple):
        names = tuple(said.get(word, word) for word in value)
        return names if in_turn else tuple(dict.fromkeys(names))
    return said.get(value, value) if isinstance(value, str) else value


def _unknown(place: str, word: str, kind: str, known: Iterable[str]) -> Problem:
    return Problem(place, "is unknown", repr(word), f"a name in {kind}", nearest(word, known))


def _players(shelf: Shelf) -> Iterator[Problem]:
    """The tasks of an ensemble are done by instruments that stand on its page."""
    instruments = shelf.names("instruments")
    for name, row in shelf.rows["ensembles"].items():
        for task, players in row.tasks.items():
            place = shelf.where("ensembles", name, f"tasks.{task}")
            for player in players:
                if player not in instruments:
                    yield _unknown(place, player, "instruments", instruments)
                elif player not in row.order:
                    yield Problem(place, "is not in the order of the page", repr(player), "an instrument in order")


def _coloured(shelf: Shelf) -> Iterator[Problem]:
    """A colour is played by instruments and families that exist."""
    known = (*shelf.names("instruments"), *shelf.names("families"))
    for name, row in shelf.rows["colours"].items():
        for word in row.players:
            if word not in known:
                yield _unknown(shelf.where("colours", name, "players"), word, "instruments or families", known)


def _rhythms(shelf: Shelf) -> Iterator[Problem]:
    """The layers of a texture play rhythms that exist."""
    known = shelf.names("rhythms")
    for name, row in shelf.rows["textures"].items():
        for number, layer in enumerate(row.layers):
            if layer.rhythm and layer.rhythm not in known:
                yield _unknown(
                    shelf.where("textures", name, f"layers[{number}].rhythm"), layer.rhythm, "rhythms", known
                )


def _families(shelf: Shelf) -> Iterator[Problem]:
    """Families of progressions have members."""
    known = shelf.names("progressions")
    for kind in FAMILIES_OF_PROGRESSIONS:
        for name, row in shelf.rows[kind].items():
            for prefix in row.progressions:
                if not any(each.startswith(prefix) for each in known):
                    starts = tuple(dict.fromkeys(each[:3] for each in known))
                    place = shelf.where(kind, name, "progressions")
                    yield Problem(
                        place, "begins no progression", repr(prefix), ", ".join(starts), nearest(prefix, starts)
                    )


def _avoided(shelf: Shelf) -> Iterator[Problem]:
    """What a genre avoids is something that can be avoided."""
    known = tuple(word for kind in AVOIDABLE for word in shelf.names(kind))
    for name, row in shelf.rows["genres"].items():
        for word in row.avoid:
            if word not in known:
                allowed = f"a name in {', '.join(AVOIDABLE)}"
                yield Problem(
                    shelf.where("genres", name, "avoid"), "is unknown", repr(word), allowed, nearest(word, known)
                )


def _denied(shelf: Shelf) -> Iterator[Problem]:
    """What a guard denies exists: devices and kinds of chord, and beginnings of progressions' and closes' names."""
    words = (*shelf.names("devices"), *shelf.names("qualities"))
    begun = (("deny_progressions", "progressions"), ("deny_cadences", "cadences"))
    for name, row in shelf.rows["guards"].items():
        for word in row.deny:
            if word not in words:
                yield _unknown(shelf.where("guards", name, "deny"), word, "devices or qualities", words)
        for field, kind in begun:
            known = shelf.names(kind)
            for prefix in getattr(row, field):
                if not any(each.startswith(prefix) for each in known):
                    place, near = shelf.where("guards", name, field), nearest(prefix, known)
                    yield Problem(place, f"begins no name in {kind}", repr(prefix), "", near)


def _tokens(shelf: Shelf) -> Iterator[Problem]:
    """Every chord token can be read and names a chord that exists."""
    suffixes = _suffixes(shelf.rows)
    for kind, field in _CHORDS:
        for name, row in shelf.rows[kind].items():
            for token in spoken(getattr(row, field)):
                yield from _token(shelf.where(kind, name, field), token, suffixes)
    yield from _dressed(shelf, suffixes)


def _dressed(shelf: Shelf, suffixes: Mapping[bool, tuple[str, ...]]) -> Iterator[Problem]:
    """Every kind of chord that a genre dresses in, and every chord that it names, exists."""
    for name, row in shelf.rows["genres"].items():
        for function, kinds in row.kinds.items():
            place = shelf.where("genres", name, "kinds")
            if function not in DRESSED:
                yield Problem(place, "is no kind of chord", function, ", ".join(DRESSED))
                continue
            for suffix in kinds:
                yield from _token(place, DRESSED[function] + suffix, suffixes)
        for token in (*row.endings, *row.instead.values(), *(each for known in row.beside.values() for each in known)):
            yield from _token(shelf.where("genres", name, "endings"), token, suffixes)


def _suffixes(rows: Rows) -> dict[bool, tuple[str, ...]]:
    """What may follow a big (True) and a small numeral."""
    chords = rows["qualities"].values()
    return {
        True: tuple(each.upper for each in chords if each.upper is not None),
        False: tuple(each.lower for each in chords if each.lower is not None),
    }


def _token(place: str, token: str, suffixes: Mapping[bool, tuple[str, ...]]) -> Iterator[Problem]:
    for part in token.split("//"):
        found = _TOKEN.match(part)
        if not found:
            yield Problem(place, "is not a chord", repr(token), "such as I, bVII, ii7^1, V7/iv, IV@1")
            continue
        known = suffixes[found[1].isupper()]
        if found[2] not in known:
            allowed = f"after {found[1]}: {' '.join(each for each in known if each)}"
            near = nearest(found[2], known)
            yield Problem(place, "ends in what no chord is written with", repr(token), allowed, near)


__all__ = ["AVOIDABLE", "FAMILIES_OF_PROGRESSIONS", "REFERENCES", "settle", "unresolved"]
