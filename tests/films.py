"""Films as people and programs might write them: theme bibles of every kind, and scenes that name who is in them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from documents import KEYS, METERS, MOTIFS, NAMES, NOTES, START, STRANGE_METERS, TEXTS, Document, documents, words
from scenescore.model.film import WAYS
from scenescore.model.theme import SUBJECT_KINDS
from scenescore.model.timecode import FRAME_RATES, label_of, rate

PEOPLE = ("Ada", "Bruno", "the house", "The Letter", "Cleo")
SHARES = st.sampled_from([0, 0.25, 0.4, 0.5, 0.75, 1]) | st.floats(0, 1).map(lambda value: round(value, 3))
#: Themes of the composer's own that nobody would write twice.
EXTREMES = (
    "C0:32 C9:32",
    "C9:0.5 C0:0.5 C9:0.5 C0:0.5",
    "G9:1",
    "C-1:1 D-1:1",
    "Fb4:1 E4:1 D##4:1 E4:1",
    "r:3 C4:0.25 r:3",
    "A4:7",
    " ".join(f"{name}{octave}:1/3" for octave in (3, 4, 5, 6) for name in "CDEFGAB"),
)
OWN = st.sampled_from(MOTIFS) | st.sampled_from(EXTREMES)


def _stages() -> st.SearchStrategy[list[Document]]:
    stage = st.fixed_dictionaries({"at": SHARES}, optional={"state": words(NAMES.states), "fullness": SHARES})
    return st.lists(stage, min_size=1, max_size=4, unique_by=lambda each: float(each["at"]))


@st.composite
def subjects(draw: st.DrawFn, name: str) -> Document:
    """Somebody's theme: born of traits, the composer's own, or both; more or less of it said."""
    out: Document = {"name": name}
    if draw(st.booleans()):
        out["traits"] = draw(st.lists(words(NAMES.archetypes), min_size=1, max_size=4))
    if "traits" not in out or draw(st.booleans()):
        out["motif"] = draw(OWN)
    optional: dict[str, st.SearchStrategy[Any]] = {
        "kind": st.sampled_from(SUBJECT_KINDS),
        "arc": words(NAMES.arcs),
        "stages": _stages(),
        "key": KEYS | NOTES.map("{} minor".format),
        "meter": st.sampled_from(METERS) | st.sampled_from(STRANGE_METERS),
        "register": st.sampled_from([[60, 84], [0, 127], [100, 101], [12, 24], [126, 127]]),
        "instruments": st.lists(words(NAMES.instruments), max_size=3),
        "head": st.integers(1, 4),
        "progressions": st.sampled_from([["her"], ["nothing"], []]),
        "harmony": st.sampled_from([["I", "V"], ["i", "bVI", "V7alt"], ["Icl3"]]),
    }
    for key, values in optional.items():
        if draw(st.integers(0, 2)) == 0:
            out[key] = draw(values)
    return out


@st.composite
def bibles(draw: st.DrawFn) -> Document:
    """A theme bible, with what earlier cues have stated."""
    names = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5, unique=True))
    out: Document = {"subjects": [draw(subjects(name)) for name in names]}
    if draw(st.booleans()):
        frames = draw(st.sampled_from(sorted(FRAME_RATES)))
        out |= {"frame_rate": frames, "start": label_of(0, rate(frames)), "length": draw(st.integers(1, 9000))}
    if draw(st.booleans()):
        out["seed"] = draw(st.integers(0, 9))
    heard = st.fixed_dictionaries(
        {"subject": st.sampled_from(PEOPLE), "cue": st.sampled_from(["1M1 The Door", "2M3 Untitled", "9M9"])},
        optional={
            "bar": st.integers(1, 99),
            "at": st.integers(0, 99),
            "state": words(NAMES.states),
            "chain": st.sampled_from([["prototype"], ["inversion", "fragmentation"], ["unheard-of"]]),
            "fullness": SHARES,
            "similarity": SHARES,
            "story": SHARES,
            "voice": st.sampled_from(["melody", "bass", "ostinato"]),
        },
    )
    out["history"] = draw(st.lists(heard, max_size=6))
    return out


@st.composite
def scenes_of_films(draw: st.DrawFn) -> tuple[Document, Document]:
    """A scene and the theme bible of its film: people whom it knows and whom it does not, and how they stand."""
    film, scene = draw(bibles()), draw(documents(most_hits=6))
    present = draw(st.lists(st.sampled_from(PEOPLE), max_size=4, unique=True))
    known = {each["name"] for each in film["subjects"]}
    others = scene.get("characters", [])
    people: list[Document] = [
        {**others[i], "name": name} if i < len(others) else {"name": name} for i, name in enumerate(present)
    ]
    for each in people:
        if each["name"] not in known:
            each.setdefault("traits", ["hero"])
        if draw(st.integers(0, 2)) == 0:
            each["arc"] = draw(words(NAMES.arcs))
    scene["characters"] = people
    pairs = [[a, b] for i, a in enumerate(present) for b in present[i + 1 :]]
    scene["relations"] = [
        {"between": pair, "kind": draw(words(NAMES.relations))}
        | ({"way": draw(st.sampled_from(WAYS))} if draw(st.booleans()) else {})
        | ({"at": round(scene["length"] * draw(SHARES) * 0.9, 2)} if draw(st.booleans()) else {})
        for pair in pairs
        if draw(st.integers(0, 2))
    ]
    if draw(st.booleans()):
        scene["story"] = draw(SHARES)
    return scene, film


def broken_bibles() -> st.SearchStrategy[Document]:
    """Tables in which any key of a bible may hold anything."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from(["C4:1", "C minor", "hero"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.just("at"), inner, max_size=3),
        max_leaves=6,
    )
    keys = ("name", "kind", "traits", "note", "arc", "stages", "instruments", "register", "progressions", "born", "key",
            "tonic", "meter", "motif", "motif_file", "head", "phrase", "open", "fingerprint", "harmony")  # fmt: skip
    rows = ("subject", "cue", "bar", "at", "state", "chain", "voice", "fullness", "similarity", "seed", "story")
    subject = st.dictionaries(st.sampled_from(keys), values, max_size=6)
    own = subject.map(lambda row: {"name": "Ada", "traits": ["hero"], **row})
    heard = st.dictionaries(st.sampled_from(rows), values, max_size=6)
    return st.fixed_dictionaries(
        {},
        optional={
            "subjects": st.lists(subject | own, max_size=3) | values,
            "history": st.lists(heard, max_size=3) | values,
            "title": values,
            "start": values | st.just(START),
            "length": values,
            "frame_rate": values | st.sampled_from(sorted(FRAME_RATES)),
            "seed": values,
        },
    )
