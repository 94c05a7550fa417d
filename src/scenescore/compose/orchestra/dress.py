"""Give every section its texture: what the feeling wants, in contrast with its neighbours, few ideas to a cue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from scenescore.compose.orchestra.palette import Avoided, avoided, shared, stumbles
from scenescore.model.cue import Cue
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.knowledge import Book, Ensemble, Texture
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision
from scenescore.model.words import kebab

#: How much larger or smaller than its feeling a section likes to sound (design).
PURPOSE_SIZE: Mapping[str, float] = MappingProxyType(
    {"opening": -0.15, "statement": 0.0, "development": 0.0, "build": 0.1, "climax": 0.3, "release": -0.15,
     "ending": -0.1},
)  # fmt: skip
#: Figures that each ending closes well with, and those that it does not.
ENDING_LIKES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ring-out": ("sustain", "swell", "arpeggio", "drone", "bells"),
        "cadence": ("sustain", "chorale", "bass"),
        "fade": ("sustain", "swell", "drone", "halo", "arpeggio"),
        "button": ("afterbeats", "pizzicato-bass", "ostinato", "pulse"),
        "cut": ("ostinato", "pulse", "sustain"),
        "attacca": ("sustain", "ostinato", "pulse"),
        "loop": ("ostinato", "pulse", "arpeggio", "sustain"),
    },
)
BARE, FREE_BARE, EMPTY = 250, 1000, 2500
MOVING = frozenset({"ostinato", "pulse", "arpeggio", "alberti", "afterbeats", "drums", "comping", "walking", "nocturne",
                    "drive", "strum", "tiptoe", "hocket"})  # fmt: skip
SAYING = frozenset({"bass", "pizzicato-bass", "walking"})
STANDING = frozenset({"swell", "drone", "halo", "pedal", "drift", "undertow"})
SHORTEST_SECONDS = 8.0
BEAM = 8
#: A texture that suits a section so much worse than the best one is not tried: no neighbour makes up for it.
HOPELESS = 2500
#: What a texture of another genre costs: nobody walks a jazz bass under an adagio unasked.
FOREIGN = 3000
#: What each layer costs that free time takes away from a texture, if it would play below this intensity.
STUMBLES, LIVE = 1800, 0.5
#: Ensembles up to this size keep to what they like: a folk band does not gallop like an orchestra.
BAND = 0.6
#: A texture that begins at this size is a tutti, kept for the climax.
TUTTI = 0.7
#: More textures than this in a cue cost extra: one idea per cue.
FEW = 3
#: Forms in which the same goes on with more on it, and what it is worth there to keep the texture.
STEADY, KEPT = frozenset({"period", "ostinato-build", "passacaglia", "vamp-until-cue"}), 500
#: A bass that would not say the ground, and a build without anything that moves.
UNGROUNDED, STILL = 4000, 1500
#: How much the dice of a seed may speak for one texture against another: the near-best take turns.
FAVOUR = 1000


@dataclass(frozen=True, slots=True)
class _Wish:
    """A section and what is known about it before a texture is chosen."""

    section: Section
    seconds: float
    spoken: float
    ending: str
    triple: bool


def _overshoot(value: float, band: tuple[float, float]) -> float:
    return max(0.0, band[0] - value, value - band[1])


def _middle(band: tuple[float, float]) -> float:
    return (band[0] + band[1]) / 2


def _fit(texture: Texture, wish: _Wish) -> int:
    """How far a texture is from the section's feeling and size, in thousandths."""
    feeling = wish.section.feeling
    purpose = "climax" if wish.section.purpose == "ending" and wish.section.is_rising else wish.section.purpose
    size = min(1.0, max(0.0, feeling.size + PURPOSE_SIZE[purpose]))
    away = _overshoot(feeling.arousal, texture.arousal) + _overshoot(feeling.tension, texture.tension)
    cost = round(1500 * (away + _overshoot(size, texture.size)))
    cost += round(500 * abs(size - _middle(texture.size)))
    cost += round(200 * abs(feeling.arousal - _middle(texture.arousal)))
    return cost + round(200 * abs(feeling.tension - _middle(texture.tension)))


def _taste(texture: Texture, wish: _Wish, ensemble: Ensemble, scene: Scene) -> int:
    """What mood words, genre, ensemble, meter and ending say, in thousandths."""
    cost = -shared(wish.section.words, texture.moods) * 5 // 10
    liked = ensemble.textures
    cost += 20 * liked.index(texture.name) - 300 if texture.name in liked else 250 if ensemble.size[1] > BAND else 900
    if texture.genres:
        genres = (kebab(scene.genre),) if scene.genre else ensemble.genres
        cost += -150 if any(genre in texture.genres for genre in genres) else 0 if texture.name in liked else FOREIGN
    figures = frozenset(layer.figure for layer in texture.layers)
    if texture.size[0] >= TUTTI and wish.section.purpose != "climax":
        cost += 2000
    cost += STUMBLES * sum(layer.enters < LIVE and stumbles(layer, texture, scene) for layer in texture.layers)
    if texture.name == "waltz":
        cost += 0 if wish.triple else 3000
    elif texture.name in {"march", "oompah"} and wish.triple:
        cost += 900
    if wish.ending:
        cost -= 120 * len(figures & frozenset(ENDING_LIKES[wish.ending]))
        cost += 250 * len(figures & MOVING) if wish.ending in {"fade", "ring-out"} else 0
    if wish.section.ground:
        cost += UNGROUNDED * (not any(layer.role == "bass" and layer.figure in SAYING for layer in texture.layers))
    if wish.section.form == "ostinato-build" and not wish.ending:
        cost += STILL * (not figures & MOVING)
    if wish.section.purpose == "opening":
        cost += 60 * len(texture.layers)
    if all(layer.role in {"melody", "bass"} or layer.figure == "unison" for layer in texture.layers):
        # A bare line is a rare effect: it leaves a scene empty while somebody speaks, and a climax thin.
        cost += (
            (BARE if scene.tempo_mode != "free" else FREE_BARE)
            + round(EMPTY * wish.spoken)
            + (EMPTY if wish.section.purpose == "climax" and texture.size[0] < TUTTI else 0)
        )
    return cost + round(wish.spoken * (300 * len(figures & MOVING) + 120 * max(0, len(texture.layers) - 3)))


def _playable(texture: Texture, ensemble: Ensemble, book: Book) -> int:
    """What it costs that nobody has a layer's task, or that what should be held would die away, in thousandths."""
    cost = 0
    for layer in texture.layers:
        names = ensemble.tasks.get(layer.task, ())
        cost += 400 if not names and layer.enters < 0.5 else 0
        dies = bool(names) and all(book.instruments[name].decay for name in names)
        cost += 900 if dies and (layer.figure in STANDING or layer.articulation == "tremolo") else 0
    return cost


def _family(texture: Texture) -> frozenset[str]:
    return frozenset(layer.figure for layer in texture.layers if layer.role in {"harmony", "rhythm"})


def _joint(texture: Texture, wish: _Wish, path: tuple[Texture, ...], wishes: tuple[_Wish, ...]) -> int:
    """What the textures before say about this one, in thousandths."""
    if not path:
        return 0
    before, cost = path[-1], 0
    if wish.seconds < SHORTEST_SECONDS and wish.section.purpose != "climax":
        cost += -500 if texture.name == before.name else 300
    elif texture.name == before.name and wish.section.form in STEADY:
        cost -= KEPT
    elif texture.name == before.name:
        cost += 550 if wish.section.purpose in {"climax", "release", "ending"} else 450
    elif _family(texture) & _family(before):
        cost -= 120
    for other, used in zip(wishes, path, strict=False):
        if other.section.label == wish.section.material and wish.section.material != wish.section.label:
            cost -= (100 if wish.section.purpose == "climax" else 300) if used.name == texture.name else 0
    names = tuple(dict.fromkeys(t.name for t in path))
    if texture.name not in names:
        cost += 120 + 350 * max(0, len(names) - FEW + 1)
    return cost


def _wish(cue: Cue, section: Section, ending: str) -> _Wish:
    start, end = cue.seconds(section.at), cue.seconds(section.end)
    length = max(Fraction(1), end - start)
    spoken = sum((max(Fraction(0), min(end, s.end) - max(start, s.start)) for s in cue.picture.dialogue), Fraction(0))
    triple = cue.bar(section.at).meter.upper % 3 == 0
    return _Wish(section, float(end - start), round(float(spoken / length), 4),
                 ending if section.purpose == "ending" else "", triple)  # fmt: skip


def _search(wishes: tuple[_Wish, ...], costs: list[list[int]], textures: tuple[Texture, ...]) -> tuple[Texture, ...]:
    """Walk through the sections and keep the best few ways."""
    beam: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for number, wish in enumerate(wishes):
        grown = []
        near = min(costs[number]) + HOPELESS
        options = [(i, t) for i, t in enumerate(textures) if costs[number][i] < near]
        for cost, path in beam:
            before = tuple(textures[i] for i in path)
            for i, texture in options:
                grown.append((cost + costs[number][i] + _joint(texture, wish, before, wishes), (*path, i)))
        beam = sorted(grown)[:BEAM]
    return tuple(textures[i] for i in beam[0][1])


def _allowed(book: Book, avoid: Avoided) -> tuple[Texture, ...]:
    kept = tuple(texture for texture in book.textures.values() if not avoid.texture(texture))
    return kept or tuple(book.textures.values())


def dress(
    cue: Cue, sections: tuple[Section, ...], ensemble: Ensemble, scene: Scene, book: Book, dice: Dice, ending: str = ""
) -> Answer[tuple[Section, ...]]:
    """Choose a texture for every section: fit to the feeling, contrast with the neighbours, return with change."""
    ending = ending or ending_for(scene, sections)
    textures = _allowed(book, avoided(scene, book))
    wishes = tuple(_wish(cue, section, ending) for section in sections)
    costs = []
    favours = [dice.at("texture", "cue", t.name).below(FAVOUR) for t in textures]
    for wish in wishes:
        rolls = dice.at("texture", wish.section.label)
        costs.append([
            _fit(t, wish) + _taste(t, wish, ensemble, scene) + _playable(t, ensemble, book) + favour + rolls.below(160)
            for t, favour in zip(textures, favours, strict=True)
        ])  # fmt: skip
    chosen = _search(wishes, costs, textures)
    decisions = []
    for wish, texture, row in zip(wishes, chosen, costs, strict=True):
        others = [textures[i].name for i in sorted(range(len(row)), key=lambda i: (row[i], i))]
        decisions.append(_said(cue, wish, texture, tuple(n for n in others if n != texture.name)[:3]))
    dressed = tuple(replace(s, texture=t.name) for s, t in zip(sections, chosen, strict=True))
    return Answer(dressed, tuple(decisions))


def ending_for(scene: Scene, sections: tuple[Section, ...]) -> str:
    """The asked ending, or what the last section's feeling suggests."""
    if scene.ending:
        return scene.ending
    feeling = sections[-1].feeling
    is_light = feeling.tension < 0 and feeling.size < 0.45
    if feeling.arousal > 0.25 and is_light:
        return "button"
    return "cadence" if feeling.arousal > 0.25 and feeling.valence > 0 else "ring-out"


def _said(cue: Cue, wish: _Wish, texture: Texture, others: tuple[str, ...]) -> Decision:
    section, feeling = wish.section, wish.section.feeling
    words = [word for word in section.words if word in texture.moods]
    purpose = f"{'an' if section.purpose[0] in 'aeiou' else 'a'} {section.purpose}"
    reason = f"for {purpose} at arousal {feeling.arousal:+.2f}, tension {feeling.tension:+.2f}"
    reason += f", size {feeling.size:.2f}" + (f"; it sounds {' and '.join(words[:2])}" if words else "")
    if wish.spoken:
        reason += f"; somebody speaks for {wish.spoken:.0%} of it"
    bars = (cue.bar(section.at).number, cue.bar(section.end - 1).number)
    return Decision("orchestration", f"section {section.label}: texture", texture.name, reason, others, bars)
