"""Scene files as people and programs might write them: every key, every known word, every extreme that is allowed."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scenescore.library import default_book
from scenescore.model.scene import CHARACTER_ROLES, ENDINGS, GESTURES, PRIORITIES, TEMPO_WORDS
from scenescore.model.settled import avoidable
from scenescore.model.time import FASTEST_BPM, SLOWEST_BPM
from scenescore.model.timecode import FRAME_RATES, label_of, rate

Document = dict[str, Any]

NAMES = default_book().names
METERS = ("2/4", "3/4", "4/4", "5/4", "6/4", "3/8", "5/8", "6/8", "7/8", "9/8", "11/8", "12/8", "2/2", "3/2", "1/4")
#: Meters that can be written and that nobody would: the composer must survive them.
STRANGE_METERS = ("1/1", "1/16", "3/16", "13/16", "32/1", "32/16", "15/8", "32/4", "1/8", "2/1")
MOTIFS = (
    "E4:1 B4:1.5 A4:0.5 G4:2",
    "C4:1/3 D4:1/3 Eb4:1/3 r:1 C5:4",
    "C0:32 C9:32",
    "F#5:0.01 F#5:0.01",
    "r:2 A3:1 r:0.5 Bb3:1/7 Cb4:3",
    " ".join(["G4:0.25", "A4:0.25"] * 32),
    "C4:32 C4:32 C4:32",
)
NOTES = st.sampled_from([f"{name}{sign}" for name in "CDEFGAB" for sign in ("", "#", "b")])


def words(table: Any) -> st.SearchStrategy[str]:
    """Any accepted word of a table, synonyms included."""
    return st.sampled_from(sorted(table))


def amounts(low: float, high: float) -> st.SearchStrategy[float]:
    """A number as people write it, ends included."""
    return st.floats(low, high).map(lambda value: round(value, 2)) | st.sampled_from([low, high])


AFFECTS = st.fixed_dictionaries(
    {"valence": amounts(-1, 1), "arousal": amounts(-1, 1)},
    optional={"tension": amounts(-1, 1), "size": amounts(0, 1)},
)
BLENDS = st.dictionaries(words(NAMES.moods), st.sampled_from([0.001, 0.5, 1, 2, 3.5, 1000]), min_size=1, max_size=4)
MOODS = words(NAMES.moods) | words(NAMES.moods) | BLENDS | AFFECTS
TEMPI = (
    st.sampled_from(sorted(TEMPO_WORDS))
    | st.integers(SLOWEST_BPM, FASTEST_BPM)
    | st.lists(amounts(SLOWEST_BPM, FASTEST_BPM), min_size=2, max_size=2, unique=True).map(sorted)
)
KEYS = st.builds("{} {}".format, st.sampled_from("CDEFGA"), words(NAMES.modes)) | NOTES
TEXTS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=6)
SECONDS = st.sampled_from([1, 1.5, 2, 3.04, 5]) | amounts(1, 30) | amounts(1, 90)


@st.composite
def moments(draw: st.DrawFn, length: float, frames: str, *, has_start: bool) -> Any:
    """A moment inside the cue: a number, a timecode where the cue has a start, its first or its last frame."""
    fps = float(FRAME_RATES[frames].fps)
    last = max(0, int(length * fps) - 1)
    frame = draw(st.sampled_from([0, 1, last]) | st.integers(0, last))
    if has_start and draw(st.booleans()):
        return label_of(START + frame, rate(frames))
    return round(frame / fps, 3)


#: The first frame of a scene that has a timecode.
START = 1000


@st.composite
def documents(draw: st.DrawFn, lengths: st.SearchStrategy[float] = SECONDS, most_hits: int = 30) -> Document:
    """A scene file in which (nearly) everything is allowed; what is not must be told as a problem."""
    length, frames, has_start = draw(lengths), draw(st.sampled_from(sorted(FRAME_RATES))), draw(st.booleans())
    at = moments(length, frames, has_start=has_start)
    plain = moments(length, frames, has_start=False)
    out: Document = {"length": length, "mood": draw(MOODS), "frame_rate": frames}
    if has_start:
        out["start"] = label_of(START, rate(frames))
    others: dict[str, st.SearchStrategy[Any]] = {
        "tempo": TEMPI,
        "key": KEYS,
        "meter": st.sampled_from(METERS) | st.sampled_from(METERS) | st.sampled_from(STRANGE_METERS),
        "ensemble": words(NAMES.ensembles),
        "genre": words(NAMES.genres),
        "ending": st.sampled_from(ENDINGS),
        "avoid": st.lists(words(avoidable(NAMES)), max_size=6),
        "seed": st.integers(0, 9) | st.just((1 << 63) - 1),
        "title": TEXTS,
        "cue": st.sampled_from(["2M3", ""]),
        "characters": st.lists(characters(at), max_size=4, unique_by=lambda each: str(each["name"]).strip().lower()),
        "hits": st.lists(hits(at), max_size=4) | st.lists(hits(at), max_size=most_hits),
        "arc": st.lists(points(plain), max_size=5, unique_by=lambda point: float(point["at"])),
        "dialogue": st.lists(speech(plain), max_size=4),
    }
    for key, values in others.items():
        if draw(st.booleans()):
            out[key] = draw(values)
    return out


def characters(at: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """Somebody with any traits, in any state, with or without own notes."""
    return st.fixed_dictionaries(
        {"name": st.sampled_from(["Ada", "Bruno", "the house"]) | TEXTS},
        optional={
            "traits": st.lists(words(NAMES.archetypes), max_size=4),
            "state": words(NAMES.states),
            "role": st.sampled_from(CHARACTER_ROLES),
            "enters": at,
            "motif": st.sampled_from(MOTIFS),
        },
    )


def hits(at: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """Something that happens."""
    return st.fixed_dictionaries(
        {"at": at},
        optional={
            "gesture": st.sampled_from(GESTURES),
            "priority": st.sampled_from(PRIORITIES) | st.just("must"),
            "tolerance": st.sampled_from([0, 0.5, 1, 12, 10_000]),
            "name": TEXTS,
        },
    )


def points(at: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """A point of the arc."""
    return st.fixed_dictionaries(
        {"at": at, "intensity": amounts(0, 1)}, optional={"tension": amounts(-1, 1), "mood": MOODS}
    )


def speech(at: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """A span of dialogue, without any length now and then."""
    return st.tuples(at, at).map(lambda pair: dict(zip(("from", "to"), sorted(pair), strict=True)))
