"""The meter of a cue: the scene's own, or one that its mood likes."""

from __future__ import annotations

from scenescore.compose.themes.motifs import pitches
from scenescore.model.affect import Drama
from scenescore.model.dice import Dice
from scenescore.model.knowledge import Book
from scenescore.model.metre import Meter
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision

#: Meters in which the first version can write; odd ones come in as single bars that catch a hit.
USUAL = ("4/4", "3/4", "6/8")
#: How much more a meter is liked in which a theme of the film was born that is heard here, by its character's role.
AT_HOME = {"lead": 5.0, "support": 2.0, "hint": 1.2}
#: Beats per minute above which a calm scene is not written in compound time.
FASTEST_COMPOUND = 72


def choose_meter(scene: Scene, drama: Drama, book: Book, dice: Dice) -> Answer[Meter]:
    """Take the meter asked for, else throw for one with the mood's own weights."""
    if scene.meter:
        return Answer(Meter.parse(scene.meter), (Decision("meter", "whole cue", scene.meter, "asked for"),))
    own = _of_own_theme(scene)
    if own:
        return Answer(own, (Decision("meter", "whole cue", str(own), "the composer's own theme fills such bars"),))
    rows = [row for row in book.meters.values() if set(row.moods) & set(drama.words)]
    row = rows[0] if rows else next(row for row in book.meters.values() if not row.moods)
    genre = book.genres.get(scene.genre or "")
    own_weights = genre.meters if genre and genre.meters else row.weights
    weights = [own_weights.get(name, 0.0) for name in USUAL]
    if sum(drama.bpm) / 2 > FASTEST_COMPOUND and drama.feeling(drama.points[0].at).arousal < 0:
        # A calm pulse of dotted quarters at walking pace would hurry.
        weights[USUAL.index("6/8")] = 0.0
    born = _born_in(scene)
    weights = [round(weight * born.get(name, 1.0), 6) for name, weight in zip(USUAL, weights, strict=True)]
    name = dice.at("meter").weigh(USUAL, weights)
    others = tuple(other for other, weight in zip(USUAL, weights, strict=True) if weight and other != name)
    reason = f"{drama.words[0]} scenes like it" if rows else "what most scenes are in"
    reason = f"{scene.genre} likes it" if genre and genre.meters else reason
    reason += ", and a theme of the film was born in it" if name in born else ""
    return Answer(Meter.parse(name), (Decision("meter", "whole cue", name, reason, others),))


def _born_in(scene: Scene) -> dict[str, float]:
    """The meters of the themes that the film's bible has for this scene, and how much more each is liked for it."""
    out: dict[str, float] = {}
    for character in scene.characters if scene.themes else ():
        subject = scene.themes.find(character.name) if scene.themes else None
        if subject is not None and subject.theme is not None:
            meter = subject.theme.meter
            out[meter] = out.get(meter, 1.0) * AT_HOME[character.role]
    return out


def _of_own_theme(scene: Scene) -> Meter | None:
    """The meter whose bars the first own theme of a scene fills, four or three quarters; else None."""
    motif = next((character.motif for character in scene.characters if character.motif), "")
    try:
        length = sum(length for _, length in pitches(motif))
    except ValueError:
        return None
    return next((m for m in (Meter(4, 4), Meter(3, 4)) if length and length % m.length == 0), None)
