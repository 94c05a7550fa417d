"""Tell why each statement stands where it does, whose theme found no room, and what lies under a voice."""

from __future__ import annotations

from scenescore.compose.form.keys import make_key
from scenescore.compose.themes.as_written import as_written, same_notes
from scenescore.compose.themes.placement.entrances import Debut
from scenescore.compose.themes.placement.ground import Ground, Made, Said
from scenescore.compose.themes.transformations import TRANSFORMATIONS
from scenescore.model.pitch import SEMITONES
from scenescore.model.sketch import Decision, Finding
from scenescore.model.theme import MOTIF, Statement, Theme


def decision(statement: Statement, made: Made, ground: Ground) -> Decision:
    """Say what a statement does and why, and what the story withholds of its theme."""
    cue = ground.cue
    bar, beat = cue.place(statement.at)
    last = cue.place(max(statement.at, statement.end - 1))[0]
    says = ", ".join(TRANSFORMATIONS[name].says for name in statement.chain)
    choice = f"{'+'.join(statement.chain)} of {statement.theme} in {statement.key.name}"
    reason = f"{made.why}: {says}; likeness {statement.similarity:.2f}, fullness {statement.fullness:.1f}"
    held_back = next((d.standing.told(d.theme.name) for d in ground.debuts if _is_of(d, statement) and d.standing), "")
    reason += f"; {held_back}" if held_back else ""
    return Decision(
        "themes", f"bar {bar} beat {beat:g}", choice, reason, (made.other,) if made.other else (), (bar, last)
    )


def _is_of(debut: Debut, statement: Statement) -> bool:
    return debut.theme.name == statement.theme


def unheard(ground: Ground, said: Said) -> tuple[Finding, ...]:
    """Say whose theme found no room in the whole cue."""
    return tuple(
        Finding(
            "themes",
            f"bar {ground.cue.place(debut.at)[0]}",
            f"no room for the theme of {debut.theme.name} from its entrance on",
            "warning",
        )
        for debut in ground.debuts
        if not said.of(debut.theme)
    )


def covered(ground: Ground, said: Said) -> tuple[Finding, ...]:
    """Say which statements stand under a voice all the same."""
    return tuple(
        Finding(
            "dialogue",
            f"bar {ground.cue.place(statement.at)[0]}",
            f"the theme of {statement.theme} comes in while somebody speaks: softly, outside the voice's octaves",
        )
        for statement in said.statements
        if ground.is_spoken(statement.at, statement.at + 1)
    )


def bent(ground: Ground, said: Said) -> tuple[Finding, ...]:
    """Say which of the composer's own themes the key has changed, and in which key it would sound as it is written."""
    out = []
    for theme in ground.themes:
        whole = [statement for statement in said.of(theme) if statement.fullness >= MOTIF and statement.is_tune]
        if not whole or any(same_notes(statement.tones, theme.motif) for statement in said.of(theme)):
            continue
        first = whole[0]
        if theme.tonic is not None and as_written(theme, first.key) is None:
            told = f"the theme of {theme.name} cannot sound as written in {first.key.name}"
            own = _own_key(theme, theme.tonic, ground)
            out.append(Finding("themes", f"bar {ground.cue.place(first.at)[0]}", f"{told}: its key would be {own}"))
    return tuple(out)


def _own_key(theme: Theme, tonic: int, ground: Ground) -> str:
    """The key that a theme is written in, by name."""
    # Seven semitones are one step on the line of fifths; five flats and six sharps are its ends.
    fifths = (tonic * 7 + 5) % SEMITONES - 5
    return make_key(fifths, ground.book.modes[theme.mode]).name
