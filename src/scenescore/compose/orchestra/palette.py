"""Choose the players: the asked ensemble or the one that suits the mood, without what the scene avoids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from scenescore.model.affect import Drama
from scenescore.model.knowledge import Book, Ensemble, Instrument, Texture, TextureLayer
from scenescore.model.scene import Scene
from scenescore.model.sketch import Answer, Decision, Finding
from scenescore.model.words import kebab

TASKS = ("melody", "counter", "pad", "ostinato", "bass", "rhythm", "colour")
#: Tasks without which there is no cue, and the tasks from which somebody may help out.
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "melody": ("counter", "pad", "ostinato", "bass", "colour"),
        "pad": ("counter", "ostinato", "melody", "bass"),
        "bass": ("pad", "ostinato", "counter", "melody"),
    },
)
#: What a device is made of: figures and articulations that a scene may avoid.
DEVICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "percussion": ("timpani", "cymbals", "boom", "drums", "snare", "kick", "hat", "ride", "brushes", "tick"),
        "tremolo": ("tremolo",),
        "pizzicato": ("pizzicato",),
        "staccato": ("staccato", "spiccato"),
        "ostinato": ("ostinato", "pulse", "drive"),
        "arpeggios": ("arpeggio", "alberti", "nocturne"),
        "pedal": ("pedal", "drone", "halo", "undertow"),
        "syncopation": ("comping",),
    },
)

#: Figures by which a beat is heard to go on and on: in free time they would stumble.
TICKING = frozenset({"drums", "snare", "kick", "hat", "ride", "brushes", "tick", "ostinato", "pulse", "hocket"})


@dataclass(frozen=True, slots=True)
class Avoided:
    """What a scene does not want to hear: instruments and families as words, textures, figures and articulations."""

    words: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    def player(self, instrument: Instrument) -> bool:
        """Whether an instrument must stay silent: itself, its family, or its kind (`violins` are both of them)."""
        kinds = frozenset((instrument.name, instrument.family, *instrument.name.split("-")))
        return any(word in kinds or word.removesuffix("s") in kinds for word in self.words)

    def layer(self, layer: TextureLayer) -> bool:
        """Whether a layer's figure or articulation must not be played."""
        return layer.figure in self.figures or layer.articulation in self.figures

    def texture(self, texture: Texture) -> bool:
        """Whether a texture must not be used: by name, or because it stands on what is avoided."""
        if texture.name in self.words:
            return True
        kept = [layer for layer in texture.layers if not self.layer(layer)]
        return not any(layer.role in {"harmony", "bass", "rhythm"} for layer in kept)


def avoided(scene: Scene, book: Book) -> Avoided:
    """Read what a scene avoids, synonyms resolved."""
    words: list[str] = []
    for raw in scene.avoid:
        word = kebab(raw)
        kinds = (book.names.instruments, book.names.families, book.names.textures, book.names.devices)
        words += [word, *(kind[word] for kind in kinds if word in kind)]
    unique = tuple(dict.fromkeys(words))
    figures = tuple(dict.fromkeys(figure for word in unique for figure in DEVICES.get(word, ())))
    return Avoided(unique, figures)


def stumbles(layer: TextureLayer, texture: Texture, scene: Scene) -> bool:
    """Whether a layer ticks in a scene of free time whose genre does not ask for its texture."""
    is_asked = bool(scene.genre) and kebab(scene.genre or "") in texture.genres
    return scene.tempo_mode == "free" and layer.figure in TICKING and not is_asked


def shared(words: Iterable[str], liked: Iterable[str]) -> int:
    """How well words are served, in thousandths: the strongest word counts most."""
    likes = frozenset(liked)
    return sum(1000 // (place + 1) for place, word in enumerate(words) if word in likes)


def _cost(ensemble: Ensemble, scene: Scene, drama: Drama, size: float, book: Book) -> int:
    """How badly an ensemble suits a scene, in thousandths."""
    low, high = ensemble.size
    cost = round(2500 * max(0.0, low - size, size - high)) + round(400 * abs((low + high) / 2 - size))
    cost -= shared(drama.words, ensemble.moods) * 6 // 10
    if scene.genre:
        genre = book.genres.get(book.names.genres.get(kebab(scene.genre), kebab(scene.genre)))
        if genre is not None and ensemble.name in genre.ensembles:
            cost -= 4000 - 500 * genre.ensembles.index(ensemble.name)
        elif kebab(scene.genre) in ensemble.genres:
            cost -= 3000
    else:
        cost += 0 if "orchestral" in ensemble.genres else 300
    return cost


def _largest(drama: Drama) -> float:
    """The size of forces that the cue must show: near its largest, since an orchestra can also play softly."""
    sizes = sorted(point.feeling.size for point in drama.points)
    return round(0.65 * sizes[-1] + 0.35 * sizes[len(sizes) // 2], 4)


def without(ensemble: Ensemble, avoid: Avoided, book: Book) -> tuple[Ensemble, list[Finding], list[str]]:
    """Take avoided players out; let others help where a needed task is left with nobody."""
    tasks: dict[str, tuple[str, ...]] = {}
    gone: list[str] = []
    for task in TASKS:
        asked = [name for name in ensemble.tasks.get(task, ()) if name in book.instruments]
        kept = tuple(name for name in asked if not avoid.player(book.instruments[name]))
        gone += [name for name in asked if name not in kept]
        tasks[task] = kept
    findings = []
    for task, others in NEEDED.items():
        if not tasks[task]:
            tasks[task] = next((tasks[other] for other in others if tasks[other]), ())
            if ensemble.tasks.get(task):
                who = ", ".join(tasks[task]) or "nobody"
                text = f"everybody who plays the {task} is avoided; {who} takes over"
                findings.append(Finding("ensemble", "avoid", text, "note" if tasks[task] else "warning"))
    players = frozenset(name for names in tasks.values() for name in names)
    order = tuple(name for name in ensemble.order if name in players)
    order += tuple(name for names in tasks.values() for name in names if name not in ensemble.order)
    return replace(ensemble, tasks=tasks, order=tuple(dict.fromkeys(order))), findings, list(dict.fromkeys(gone))


def _named(scene: Scene, book: Book) -> Ensemble | None:
    if not scene.ensemble:
        return None
    word = kebab(scene.ensemble)
    return book.ensembles.get(book.names.ensembles.get(word, word))


def assemble(scene: Scene, drama: Drama, book: Book) -> Answer[Ensemble]:
    """Choose the ensemble that the scene names or the mood and genre want; avoided players stay at home."""
    size, avoid = _largest(drama), avoided(scene, book)
    asked = _named(scene, book)
    options = [without(ensemble, avoid, book) for ensemble in book.ensembles.values()]
    playable = [option for option in options if option[0].order] or options
    ranked = sorted(playable, key=lambda option: _cost(option[0], scene, drama, size, book))
    chosen, findings, gone = without(asked, avoid, book) if asked else ranked[0]
    if not chosen.order and ranked[0][0].order:
        findings = [*findings, Finding("ensemble", chosen.name, "nobody is left to play; another one takes over",
                                       "warning")]  # fmt: skip
        chosen = ranked[0][0]
    if not chosen.order:
        findings = [*findings, Finding("ensemble", "avoid", "every instrument is avoided; nobody plays", "error")]
    words = " and ".join(drama.words[:2]) or "the mood"
    reason = "the scene asks for it" if asked else f"it suits {words} at a size of {size:.2f}"
    others = tuple(option[0].name for option in ranked if option[0].name != chosen.name)[:3]
    if gone:
        reason += f"; left out: {', '.join(gone)}"
    return Answer(chosen, (Decision("orchestration", "ensemble", chosen.name, reason, others),), tuple(findings))
