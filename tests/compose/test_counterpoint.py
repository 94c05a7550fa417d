"""Two themes in a scene: together, in turn, or one swallowing the other, clashing as their relation asks."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from meeting_place import BOOK, Pair, pair

from scenescore.compose.themes.degrees import scale_of
from scenescore.compose.themes.meeting.clash import coinciding, is_clash, line_of, parallels, strong_clashes, together
from scenescore.compose.themes.meeting.ways import WAYS, Meeting
from scenescore.model.theme import Statement

RELATIONS = tuple(sorted(BOOK.relations))
SAMPLE = tuple(range(1, 13))


def met(number: int, relation: str, way: str = "", bars: int = 8) -> Meeting | None:
    """How a pair meets."""
    return pair(number).meet(relation, way, bars)


def those(relation: str, way: str, bars: int = 8) -> list[tuple[Pair, Meeting]]:
    """The meetings of the sample in one way."""
    found = [(pair(number), met(number, relation, way, bars)) for number in SAMPLE]
    return [(who, meeting) for who, meeting in found if meeting is not None and meeting.way == way]


@pytest.mark.parametrize(
    ("upper", "lower", "over_bass", "clashes"),
    [
        pytest.param(72, 60, False, False, id="octave"),
        pytest.param(64, 60, False, False, id="third"),
        pytest.param(67, 60, True, False, id="fifth over the bass"),
        pytest.param(76, 60, False, False, id="tenth"),
        pytest.param(69, 60, True, False, id="sixth over the bass"),
        pytest.param(65, 60, False, False, id="fourth carried by something lower"),
        pytest.param(65, 60, True, True, id="fourth over the bass"),
        pytest.param(62, 60, False, True, id="second"),
        pytest.param(74, 60, False, True, id="ninth"),
        pytest.param(66, 60, False, True, id="tritone"),
        pytest.param(71, 60, False, True, id="major seventh"),
    ],
)
def test_intervals_clash_as_two_part_counterpoint_has_it(
    upper: int, lower: int, *, over_bass: bool, clashes: bool
) -> None:
    """Seconds, sevenths and the tritone clash in any octave, the fourth only over the bass (Jeppesen 1931)."""
    assert is_clash(upper, lower, over_bass=over_bass) is clashes


@pytest.mark.parametrize("relation", RELATIONS)
def test_two_themes_clash_as_often_as_their_relation_asks(relation: str) -> None:
    """Over twelve pairs the mean share of clashes is within six points of the budget, nearly each one within ten."""
    asked = BOOK.relations[relation].dissonance

    shares = [meeting.dissonance for _, meeting in those(relation, "counterpoint")]

    assert len(shares) >= 9
    assert abs(sum(round(1000 * s) for s in shares) / len(shares) - 1000 * asked) <= 60
    assert sum(abs(share - asked) <= 0.1001 for share in shares) >= len(shares) - 1


@pytest.mark.parametrize("relation", RELATIONS)
def test_what_a_meeting_says_of_its_clashes_can_be_counted_in_its_notes(relation: str) -> None:
    """The told clashes and beats are those of its statements, pair by pair."""
    for who, meeting in those(relation, "counterpoint"):
        one, other = meeting.statements

        assert strong_clashes(one, other, who.cue) == (meeting.clashes, meeting.beats)
        assert meeting.beats >= 3


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SAMPLE), st.sampled_from(RELATIONS), st.sampled_from(sorted(WAYS)), st.integers(1, 8))
def test_never_more_than_two_at_once_and_never_two_tunes(number: int, relation: str, way: str, bars: int) -> None:
    """Whatever the room, at most two statements sound together, one of them at most the tune, all of them inside it."""
    meeting = met(number, relation, way, bars)

    statements = meeting.statements if meeting else ()
    room = bars * pair(number).cue.bars[0].meter.length
    edges = sorted({int(s.at) for s in statements})
    assert all(sum(s.at <= at < s.end for s in statements) <= 2 for at in edges)
    tunes = [s for s in statements if s.is_tune]
    assert all(a.end <= b.at or b.end <= a.at for a, b in combinations(tunes, 2))
    assert all(s.at >= 0 and s.end <= room for s in statements)
    assert [s.number for s in statements] == list(range(len(statements)))
    assert all(s.partner is None or s.partner < len(statements) for s in statements)


@pytest.mark.parametrize(("relation", "way"), list(product(RELATIONS, sorted(WAYS))))
def test_whoever_meets_sings_in_the_mode_of_the_place_and_is_known_again(relation: str, way: str) -> None:
    """Every tone that the search chose belongs to the section's mode; fragments are hints at least."""
    told = []
    for who, meeting in those(relation, way):
        scale = scale_of(who.section.key.degrees)
        for statement in meeting.statements[1:]:
            assert all(scale.holds(tone) for tone in statement.tones)
        told += [s.similarity for s in meeting.statements if "inversion" not in s.chain]

    assert sum(alike >= 0.45 for alike in told) >= 0.93 * len(told)


def test_a_mirror_turns_the_other_upside_down() -> None:
    """Where the leader of the pair rises, its image falls: every move of the other's theme is turned around."""
    for who, meeting in those("mirror", "counterpoint"):
        other = meeting.statements[1]
        turned = [t.semitones for t in other.tones if t.step is not None]
        if "metric-shift" in other.chain or "modal-mutation" in other.chain:
            continue
        born = [t.semitones for t in (who.other.phrase or who.other.motif) if t.step is not None][: len(turned)]
        moves = [
            ((b > a) - (b < a), (d > c) - (d < c))
            for (a, b), (c, d) in zip(pairwise(born), pairwise(turned), strict=False)
        ]

        assert "inversion" in other.chain
        assert all(one == -two for one, two in moves)


def test_those_who_mourn_move_slowly() -> None:
    """In grief the second theme is mostly stretched to twice its length."""
    slow = ["augmentation" in meeting.statements[1].chain for _, meeting in those("mourn", "counterpoint")]

    assert sum(slow) > len(slow) // 2


def test_those_who_fight_clash_on_downbeats_more_than_those_who_agree() -> None:
    """In conflict the sharpest intervals stand on strong places; friends keep clear of them."""

    def downbeats(relation: str) -> float:
        hits = beats = 0
        for who, meeting in those(relation, "counterpoint"):
            one, other = (line_of(s) for s in meeting.statements)
            for tick, a, b in together(one, other, who.cue):
                if tick % who.cue.bars[0].meter.length == 0:
                    beats += 1
                    hits += is_clash(max(a, b), min(a, b), over_bass=False)
        return hits / beats

    assert downbeats("conflict") > 0.5
    assert downbeats("agree") < 0.15


@pytest.mark.parametrize("relation", RELATIONS)
def test_two_voices_go_as_two_voices(relation: str) -> None:
    """Hardly any parallel fifths and octaves, one mostly moves while the other holds, and they hardly cross."""
    faults = moves = crossed = beats = 0
    shares = []
    for who, meeting in those(relation, "counterpoint"):
        one, other = (line_of(s) for s in meeting.statements)
        pairs = together(one, other, who.cue)
        faults += parallels(pairs)
        moves += len(pairs) - 1
        above = sum(a > b for _, a, b in pairs)
        crossed += min(above, len(pairs) - above)
        beats += len(pairs)
        shares.append(coinciding(one, other))

    assert faults <= moves // 25
    assert crossed <= beats // 25
    assert sum(200 <= share <= 800 for share in shares) >= 0.85 * len(shares)


def test_turns_of_a_dialogue_grow_shorter_and_the_leader_has_the_last_word() -> None:
    """They alternate, halving, in registers of their own; who began also ends, on the theme's own first note."""
    for who, meeting in those("conflict", "dialogue"):
        statements = meeting.statements
        names = [s.theme for s in statements]
        lengths = [int(s.length) for s in statements]

        assert all(a != b for a, b in pairwise(names))
        assert names[0] == names[-1] == who.leader.name
        assert all(a >= b for a, b in pairwise(lengths[:-1]))
        assert first(statements[-1]) == first(statements[0])
        assert all("dialogue" in s.chain and s.is_tune for s in statements)


def first(statement: Statement) -> int:
    """Its first note."""
    return line_of(statement)[0][2]


def test_in_grief_the_rests_between_turns_widen() -> None:
    """Those who mourn do not press: the last silence is longer than the first by an eighth at least."""
    for _, meeting in those("mourn", "dialogue"):
        lines = [line_of(s) for s in meeting.statements]
        rests = [after[0][0] - before[-1][1] for before, after in pairwise(lines)]

        assert rests[-1] >= rests[0] + 480


def test_who_swallows_takes_the_register_and_the_last_notes() -> None:
    """The second theme ends up as the tune where the first was, and the first has fallen silent before the end."""
    found = those("seduce", "swallowing")
    assert len(found) >= 9
    for who, meeting in found:
        lead, entered, taken, gone = meeting.statements

        assert [s.theme for s in meeting.statements] == ["Ada", "Bo", "Bo", "Ada"]
        assert lead.is_tune
        assert taken.is_tune
        assert not entered.is_tune
        assert not gone.is_tune
        assert entered.at > lead.at
        heights = [sum(m for _, _, m in line_of(s)) / len(line_of(s)) for s in (lead, taken)]
        assert abs(heights[0] - heights[1]) <= 9
        assert gone.end <= taken.end + who.cue.bars[0].meter.length


def test_three_bars_are_too_few_to_swallow_anybody() -> None:
    """They meet in another way that their relation likes, and what is told says so."""
    found = [met(number, "conflict", "swallowing", 3) for number in SAMPLE]

    assert {meeting.way for meeting in found if meeting} == {"counterpoint"}
    assert all("no room for one to swallow" in meeting.says for meeting in found if meeting)


def test_the_same_pair_meets_in_the_same_way_again() -> None:
    """Twice the same question, twice the same answer, to the note."""
    assert [met(n, "agree") for n in SAMPLE] == [met(n, "agree") for n in SAMPLE]
