"""Colours: which players suit a statement that asks for a certain light (`presets/colours/`).

Who is named first is liked best, who is not named at all plays only where nobody else can.
"""

from __future__ import annotations

from scenescore.model.knowledge import Book, Instrument
from scenescore.model.theme import Statement
from scenescore.model.theme_means import Colour

#: How gladly the first of a colour's players is taken, how much less each further one, and how much less at most.
LIKED, LESS, LEAST = 3200, 140, 1500
#: How gladly somebody is taken who can play as a statement asks (pizzicato, tremolo) where others cannot.
ABLE = 1400
#: Words for which a player needs a bow.
BOWED = frozenset({"pizzicato", "tremolo", "spiccato"})
#: What is asked for where no colour is.
NONE = Colour("", ())


def colour_of(statement: Statement | None, book: Book) -> Colour:
    """The colour that a statement asks for; one without players where it asks for none."""
    return book.colours.get(statement.setting.colour, NONE) if statement is not None else NONE


def liking(colour: Colour, player: Instrument) -> int:
    """How gladly a player is taken for a colour, in thousandths; nothing for who does not have it.

    >>> from scenescore.library import default_book
    >>> brass, players = default_book().colours["brass"], default_book().instruments
    >>> liking(brass, players["trumpet"]) > liking(brass, players["tuba"]) > liking(brass, players["flute"])
    True
    """
    for name in (player.name, player.family):
        if name in colour.players:
            return max(LEAST, LIKED - LESS * colour.players.index(name))
    return 0


def is_able(word: str, player: Instrument) -> bool:
    """Whether a player can play as asked where others cannot.

    >>> from scenescore.library import default_book
    >>> players = default_book().instruments
    >>> is_able("tremolo", players["violas"]), is_able("tremolo", players["trumpet"])
    (True, False)
    """
    return word in BOWED and (word in player.programs or player.family == "strings")


def wanted(statement: Statement | None, player: Instrument, book: Book) -> int:
    """How gladly a player is taken for what a statement asks, in thousandths."""
    if statement is None:
        return 0
    return liking(colour_of(statement, book), player) + ABLE * is_able(statement.setting.articulation, player)
