"""The laws of the algebra of lines; each test is named after its law."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scenescore.model.line import Line, Span
from scenescore.model.time import Ticks


@st.composite
def lines(draw: st.DrawFn) -> Line[str]:
    """Lines with gaps and overlaps, all spans inside their length."""
    length = draw(st.integers(0, 60))
    starts = sorted(draw(st.lists(st.integers(0, max(0, length - 1)), max_size=6 if length else 0)))
    spans = tuple(
        Span(Ticks(start), Ticks(draw(st.integers(1, length - start))), draw(st.sampled_from("abc")))
        for start in starts
    )
    return Line(spans, Ticks(length))


gapless = st.lists(st.tuples(st.integers(1, 9), st.sampled_from("ab")), max_size=8).map(lambda pairs: Line.of(*pairs))
factors = st.integers(1, 6)


@given(lines(), lines(), lines())
def test_then_is_associative(a: Line[str], b: Line[str], c: Line[str]) -> None:
    assert a.then(b).then(c) == a.then(b.then(c))


@given(lines())
def test_the_empty_line_is_the_unit_of_then(a: Line[str]) -> None:
    silence: Line[str] = Line()

    assert a.then(silence) == a
    assert silence.then(a) == a


@given(lines(), lines())
def test_then_adds_lengths_and_keeps_every_span(a: Line[str], b: Line[str]) -> None:
    both = a.then(b)

    assert both.length == a.length + b.length
    assert len(both) == len(a) + len(b)


@given(lines())
def test_map_by_nothing_changes_nothing(a: Line[str]) -> None:
    assert a.map(lambda value: value) == a


@given(lines())
def test_map_after_map_is_one_map(a: Line[str]) -> None:
    assert a.map(str.upper).map(ord) == a.map(lambda value: ord(value.upper()))


@given(lines(), lines())
def test_map_goes_through_then(a: Line[str], b: Line[str]) -> None:
    assert a.then(b).map(str.upper) == a.map(str.upper).then(b.map(str.upper))


@given(lines(), factors, factors)
def test_stretch_after_stretch_is_one_stretch(a: Line[str], by: int, again: int) -> None:
    assert a.stretch(by).stretch(again) == a.stretch(by * again)


@given(lines(), factors)
def test_stretch_and_its_reciprocal_give_the_line_back(a: Line[str], by: int) -> None:
    assert a.stretch(by).stretch(Fraction(1, by)) == a


@given(lines(), lines(), factors)
def test_stretch_goes_through_then(a: Line[str], b: Line[str], by: int) -> None:
    assert a.then(b).stretch(by) == a.stretch(by).then(b.stretch(by))


@given(lines(), lines())
def test_over_keeps_the_longer_length_and_the_order_of_starts(a: Line[str], b: Line[str]) -> None:
    both = a.over(b)

    assert both.length == max(a.length, b.length)
    assert [span.start for span in both] == sorted(span.start for span in (*a, *b))


@given(gapless, st.data())
def test_a_line_cut_in_two_and_played_on_is_whole_again(a: Line[str], data: st.DataObject) -> None:
    border = data.draw(st.integers(0, a.length))

    assert a.cut(0, border).then(a.cut(border, a.length)).join() == a.join()


@given(lines(), st.data())
def test_a_cut_of_a_cut_is_one_cut(a: Line[str], data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(st.integers(0, a.length), st.integers(0, a.length))))
    inner, last = sorted(data.draw(st.tuples(st.integers(0, end - start), st.integers(0, end - start))))

    assert a.cut(start, end).cut(inner, last) == a.cut(start + inner, start + last)


@given(lines(), st.integers(0, 60))
def test_a_cut_of_no_length_holds_nothing(a: Line[str], at: int) -> None:
    assert a.cut(at, at).spans == ()


@given(lines(), st.integers(0, 60))
def test_a_cut_sounds_as_the_line_did(a: Line[str], start: int) -> None:
    piece = a.cut(start, a.length)

    for tick in range(piece.length):
        there = [span.value for span in a if span.start <= tick + start < span.end]
        assert [span.value for span in piece if span.start <= tick < span.end] == there


@given(gapless)
def test_join_twice_is_join_once(a: Line[str]) -> None:
    assert a.join().join() == a.join()


@given(gapless)
def test_join_leaves_no_equal_neighbours_and_changes_no_moment(a: Line[str]) -> None:
    joined = a.join()

    assert all(x.value != y.value for x, y in zip(joined.spans, joined.spans[1:], strict=False))
    assert [joined.holding(tick) for tick in range(a.length)] == [a.holding(tick) for tick in range(a.length)]


@given(gapless, st.integers(-3, 80))
def test_at_finds_the_span_that_holds(a: Line[str], tick: int) -> None:
    found = a.at(tick)

    assert (found is not None) == (0 <= tick < a.length)
    assert found is None or found.start <= tick < found.end


def test_in_a_gap_the_earlier_value_still_holds() -> None:
    a = Line((Span(Ticks(2), Ticks(1), "a"), Span(Ticks(6), Ticks(1), "b")), Ticks(9))

    assert [a.holding(tick) for tick in (0, 2, 4, 6, 8)] == ["a", "a", "a", "b", "b"]
    assert a.at(4) is None
