"""From a scene's written times to exact seconds.

A plain number is seconds from the cue's start, a string is a timecode. Both functions expect a scene that
`model.problems` has nothing to say about; on others they raise ValueError.
"""

from __future__ import annotations

from fractions import Fraction

from scenescore.model.cue import Entrance, Picture, PictureHit, Speech, TempoSpan
from scenescore.model.scene import Dialogue, Scene, TempoChange
from scenescore.model.time import Moment, Seconds, seconds
from scenescore.model.timecode import FrameRate, frame_of, nearest_frame, rate, seconds_of

__all__ = ["first_frame", "moment", "picture"]


def first_frame(scene: Scene) -> int:
    """The frame at which the cue starts; `start` given as a number is seconds after 00:00:00:00.

    >>> first_frame(Scene(mood="calm", length=5, start="01:00:00:00", frame_rate="25"))
    90000
    """
    at = rate(scene.frame_rate)
    return frame_of(scene.start, at) if isinstance(scene.start, str) else nearest_frame(seconds(scene.start), at)


def moment(value: Moment, scene: Scene) -> Seconds:
    """Exact seconds from the cue's start to a time as it stands in the scene.

    >>> moment("01:00:02:12", Scene(mood="calm", length=5, start="01:00:00:00"))
    Fraction(5, 2)
    """
    return _moment(value, rate(scene.frame_rate), first_frame(scene))


def picture(scene: Scene) -> Picture:
    """Take a scene's times exactly: hits, entrances and dialogue each in order of time.

    Spans of dialogue that touch or overlap are melted into one; a character who never says when it enters is there
    from the start.

    >>> picture(Scene(mood="calm", end="00:01:00:12")).length
    Fraction(121, 2)
    """
    at, start = rate(scene.frame_rate), first_frame(scene)
    hits = [PictureHit(_moment(hit.at, at, start), hit, number) for number, hit in enumerate(scene.hits)]
    entrances = [
        Entrance(Seconds(Fraction(0)) if character.enters is None else _moment(character.enters, at, start), number)
        for number, character in enumerate(scene.characters)
    ]
    return Picture(
        rate=at.name,
        start_frame=start,
        length=_length(scene, at, start),
        hits=tuple(sorted(hits, key=lambda hit: hit.at)),
        entrances=tuple(sorted(entrances, key=lambda entrance: entrance.at)),
        dialogue=_speeches(scene.dialogue, at, start),
        arc=tuple(_moment(point.at, at, start) for point in scene.arc),
        tempo_changes=tuple(sorted((_span(each, at, start) for each in scene.tempo_changes), key=lambda s: s.start)),
    )


def _span(change: TempoChange, at: FrameRate, start: int) -> TempoSpan:
    amount = seconds(float(change.amount))
    speed = 1 - amount if change.kind == "ritardando" else 1 + amount
    return TempoSpan(_moment(change.from_, at, start), _moment(change.to, at, start), Fraction(speed))


def _moment(value: Moment, at: FrameRate, start: int) -> Seconds:
    if isinstance(value, str):
        return seconds_of(frame_of(value, at) - start, at)
    # A float of another library (numpy) prints itself otherwise than Python's.
    return seconds(float(value) if isinstance(value, float) else value)


def _length(scene: Scene, at: FrameRate, start: int) -> Seconds:
    """How long the cue is: `length` as seconds or as a timecode duration, else up to `end`."""
    if scene.length is not None:
        return _moment(scene.length, at, 0)
    if scene.end is None:
        message = "a scene needs a length or an end"
        raise ValueError(message)
    return _moment(scene.end, at, start)


def _speeches(dialogue: tuple[Dialogue, ...], at: FrameRate, start: int) -> tuple[Speech, ...]:
    """Dialogue in order of time, without overlaps."""
    out: list[Speech] = []
    spans = sorted((_moment(each.from_, at, start), _moment(each.to, at, start)) for each in dialogue)
    for begin, end in spans:
        if out and begin <= out[-1].end:
            out[-1] = Speech(out[-1].start, max(end, out[-1].end))
        else:
            out.append(Speech(begin, end))
    return tuple(out)
