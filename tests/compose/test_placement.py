"""Where themes are stated: at entrances, for what the section does, never over each other, never over a voice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from scenescore.compose.form.plan import plan
from scenescore.compose.mood import drama, ending_of
from scenescore.compose.themes.cast import cast
from scenescore.compose.themes.motifs import home_of, pitches
from scenescore.compose.themes.placement.place import place
from scenescore.compose.themes.placement.wear import heard
from scenescore.compose.themes.statements import Room, state_theme
from scenescore.compose.themes.treatments import Treatment
from scenescore.library import default_book
from scenescore.model.cue import Cue, Landing
from scenescore.model.dice import Dice
from scenescore.model.form import Section
from scenescore.model.metre import Bar, Meter, place_of
from scenescore.model.picture import picture
from scenescore.model.scene import Character, Dialogue, Hit, Scene
from scenescore.model.sketch import Answer
from scenescore.model.theme import Statement, Theme, in_key
from scenescore.model.time import TempoStep, Ticks, TimeMap

BOOK = default_book()
Placed = tuple[Cue, tuple[Section, ...], tuple[Theme, ...], Answer[tuple[Statement, ...]]]
ADA = Character(name="Ada", traits=("hero",), enters=16)
BO = Character(name="Bo", traits=("child",), enters=40)
SINTEL = "E4:1 B4:1.5 A4:0.5 G4:1"
SCENES = {
    "two characters": Scene(mood="heroic", length=90, characters=(ADA, BO)),
    "nobody": Scene(mood="ominous", length=60),
    "talk": Scene(mood="tender", length=72, characters=(ADA,), dialogue=(Dialogue(from_=14, to=30),)),
    "hint": Scene(mood="mournful", length=80, characters=(replace(ADA, role="hint"),)),
    "short": Scene(mood="playful", length=20, characters=(Character(name="Kit", traits=("trickster",)),)),
    "corrupted": Scene(mood="ominous", length=90, characters=(replace(ADA, state="corruption"),)),
}


def steady_cue(scene: Scene, meter: Meter, bar_seconds: Fraction = Fraction(2)) -> Cue:
    """Lay bars of equal length over a scene; hits land on the nearest beat."""
    shot = picture(scene)
    count = max(2, round(shot.length / bar_seconds))
    micros = round(shot.length * 1_000_000 * 960 / (count * meter.length))
    clock = TimeMap((TempoStep(Ticks(0), micros),))
    bars = tuple(Bar(i + 1, Ticks(i * meter.length), meter) for i in range(count))
    landings = []
    for hit in shot.hits:
        tick = Ticks(round(clock.position(hit.at) / meter.beat) * meter.beat)
        landings.append(Landing(hit.hit, hit.at, clock.seconds(tick), tick, *place_of(bars, tick)))
    return Cue(shot, clock, bars, Ticks(count * meter.length), tuple(landings))


def placed(scene: Scene, meter: Meter | None = None) -> Placed:
    shot = picture(scene)
    feelings = drama(scene, shot, BOOK).value
    dice = Dice(scene.seed)
    cue = steady_cue(scene, meter or Meter(4, 4))
    themes = cast(scene, shot, feelings, BOOK, dice).value
    sections = plan(scene, cue, feelings, BOOK, dice, ending_of(scene, feelings), home_of(scene, BOOK)).value
    return cue, sections, themes, place(scene, cue, sections, themes, BOOK, dice)


@cache
def example(name: str, seed: int = 1) -> Placed:
    return placed(replace(SCENES[name], seed=seed))


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", sorted(SCENES))


@each()
def test_statements_never_overlap(name: str) -> None:
    _, _, _, answer = example(name)

    assert answer.value
    assert all(a.end <= b.at for a, b in pairwise(answer.value))


@each()
def test_a_statement_stays_in_its_section_and_key(name: str) -> None:
    _, sections, _, answer = example(name)

    for statement in answer.value:
        home = next(section for section in sections if section.at <= statement.at < section.end)
        assert statement.end <= home.end
        assert statement.key == home.key
        assert statement.tonic % 12 == home.key.pc


@each()
def test_statements_are_numbered_in_order_and_each_is_explained(name: str) -> None:
    _, _, _, answer = example(name)

    assert [statement.number for statement in answer.value] == list(range(len(answer.value)))
    assert len(answer.decisions) == len(answer.value)


@each()
def test_themes_leave_room_for_other_music(name: str) -> None:
    cue, _, _, answer = example(name)
    share = sum(statement.length for statement in answer.value) / cue.length

    assert 0.05 <= share <= 0.72


@each()
def test_no_statement_lies_outside_what_can_be_sung_or_played(name: str) -> None:
    _, _, _, answer = example(name)

    for statement in answer.value:
        sung = [in_key(t, statement.key, statement.tonic)[0] for t in statement.tones if t.step is not None]
        assert min(sung) >= 33
        assert max(sung) <= 96


@each()
def test_a_theme_never_comes_back_the_same_three_times(name: str) -> None:
    _, _, _, answer = example(name)
    looks = [(s.theme, s.tones, s.tonic) for s in answer.value]

    assert all(looks.count(look) <= 2 for look in looks)


def test_a_character_is_heard_when_it_enters() -> None:
    cue, _, _, answer = example("two characters")

    for who, enters in (("Ada", 16), ("Bo", 40)):
        first = next(s for s in answer.value if s.owner == who)
        assert 0 <= cue.seconds(first.at) - enters <= Fraction(5, 2)
        assert first.at == cue.bar(first.at).at


def test_nobody_is_heard_before_entering() -> None:
    cue, _, _, answer = example("two characters")

    assert all(cue.seconds(s.at) >= 40 for s in answer.value if s.owner == "Bo")


@pytest.mark.parametrize("traits", [("mastermind",), ("warrior",), ("child",), ("detective",)])
def test_who_is_heard_for_the_first_time_is_heard_in_the_clear(traits: tuple[str, ...]) -> None:
    count = Character(name="Count", traits=traits, state="fight", enters=Fraction(8))
    first, *others = placed(Scene(mood="aggressive", length=60, characters=(count,)))[3].value
    assert all(other.at >= first.end for other in others)
    # What it does not do it is not told to do.
    assert "canon-stretto" not in first.chain


def test_those_who_enter_together_are_heard_one_after_the_other() -> None:
    people = tuple(Character(name=name, traits=(name,)) for name in ("hero", "child", "brute"))
    _, _, _, answer = placed(Scene(mood="playful", length=60, characters=people))

    assert list(dict.fromkeys(s.owner for s in answer.value)) == ["hero", "child", "brute"]
    assert not answer.findings


def test_an_entrance_in_the_last_moment_is_reported() -> None:
    _, _, _, answer = placed(Scene(mood="tender", length=60, characters=(replace(ADA, enters=59),)))

    assert [finding.message for finding in answer.findings] == ["no room for the theme of Ada from its entrance on"]


def test_a_hit_can_ask_for_the_theme_exactly() -> None:
    hit = Hit(at=16.5, name="she turns", gesture="theme-entry")
    cue, _, _, answer = placed(Scene(mood="heroic", length=90, characters=(ADA,), hits=(hit,)))

    assert answer.value[0].at == cue.landings[0].tick


def test_another_nature_changes_nothing_before_the_entrance() -> None:
    cue, sections, _, before = example("two characters")
    scene = replace(SCENES["two characters"], characters=(ADA, replace(BO, traits=("brute", "death"))))
    _, _, _, after = placed(scene)
    safe = max(section.end for section in sections if cue.seconds(section.end) <= 40)

    assert [s for s in before.value if s.at < safe] == [s for s in after.value if s.at < safe]
    assert before.value != after.value


def test_a_theme_that_would_come_in_under_dialogue_waits_for_the_gap() -> None:
    for enters in (13, 15, 20):
        ada = replace(ADA, enters=enters)
        cue, _, _, answer = placed(replace(SCENES["talk"], characters=(ada,)))

        assert cue.seconds(answer.value[0].at) >= 30
        assert all(not cue.picture.speaks(cue.seconds(s.at), cue.seconds(s.end)) for s in answer.value)


def test_under_a_voice_that_never_stops_a_theme_is_hinted_at_once() -> None:
    scene = replace(SCENES["talk"], dialogue=(Dialogue(from_=1, to=72),))
    _, _, _, answer = placed(scene)

    assert [("fragmentation" in s.chain, s.level) for s in answer.value] == [(True, "pp")]
    assert any(finding.check == "dialogue" for finding in answer.findings)


def test_a_hinted_character_is_only_hinted_at() -> None:
    _, _, _, answer = example("hint")

    assert all(s.fullness <= 0.4 for s in answer.value)


def test_the_corrupted_stay_corrupted() -> None:
    _, _, _, answer = example("corrupted")

    assert sum("chromatic-corruption" in s.chain for s in answer.value) >= len(answer.value) / 2


def test_the_theme_is_recognised_when_it_first_returns() -> None:
    for seed in (1, 2, 3):
        first, second = [s for s in example("two characters", seed)[3].value if s.owner == "Ada"][:2]
        assert max(first.similarity, second.similarity) >= 0.6


def test_the_composers_own_theme_sounds_note_for_note_in_its_key() -> None:
    sintel = Character(name="Sintel", motif=SINTEL, enters=10)
    _, _, _, answer = placed(Scene(mood="tender", length=72, characters=(sintel,)))
    exact = next(s for s in answer.value if s.chain == ("prototype",))

    sung = [in_key(tone, exact.key, exact.tonic) for tone in exact.tones if tone.step is not None]
    assert sung == [(p.midi, p.fifths) for p, _ in pitches(SINTEL) if p]
    assert [tone.length for tone in exact.tones] == [length for _, length in pitches(SINTEL)]


@pytest.mark.parametrize("state", ["searching", "triumph", "fear", "madness"])
def test_the_composers_own_theme_is_heard_as_it_is_before_its_state_changes_it(state: str) -> None:
    sintel = Character(name="Sintel", motif=SINTEL, state=state, enters=10)
    _, _, themes, answer = placed(Scene(mood="tender", length=72, characters=(sintel,)))

    assert answer.value[0].tones == themes[0].motif
    assert any(statement.tones != themes[0].motif for statement in answer.value[1:])


def test_an_absent_character_is_not_heard_in_full_at_once() -> None:
    sintel = Character(name="Sintel", motif=SINTEL, state="absence", enters=10)
    _, _, themes, answer = placed(Scene(mood="tender", length=72, characters=(sintel,)))

    assert answer.value[0].tones != themes[0].motif


@pytest.mark.parametrize(("mood", "seed"), [("ominous", 2), ("nostalgic", 1), ("eerie", 1), ("brave", 2)])
def test_no_bar_of_a_theme_is_stated_a_third_time(mood: str, seed: int) -> None:
    cue, _, _, answer = placed(Scene(mood=mood, length=60, seed=seed))
    bar = int(cue.bars[0].meter.length)

    assert all(heard(s, list(answer.value[:i]), bar) < 2 for i, s in enumerate(answer.value))


def test_a_theme_in_four_is_rebarred_for_a_waltz() -> None:
    cue, _, _, answer = placed(SCENES["two characters"], Meter(3, 4))
    first = answer.value[0]

    assert cue.meter == Meter(3, 4)
    assert "metric-shift" in first.chain
    assert first.similarity > 0.6


def test_the_climax_is_louder_than_the_echo_at_the_end() -> None:
    order = ("pp", "p", "mp", "mf", "f", "ff")
    _, sections, _, answer = example("two characters")
    levels = {
        section.purpose: max(
            (order.index(s.level) for s in answer.value if section.at <= s.at < section.end), default=0
        )
        for section in sections
    }

    assert levels["climax"] > levels["ending"]


def test_a_chain_is_shortened_until_the_theme_is_recognised() -> None:
    cue, sections, themes, _ = example("two characters")
    wild = Treatment("motif", ("retrograde", "inversion", "rhythmic-displacement"))

    made = state_theme(themes[0], wild, Room(sections[1].at, Ticks(8 * 3840), sections[1]), cue)

    assert made is not None
    assert made.similarity >= 0.45


def called(*at: float, scene: Scene = SCENES["two characters"], **changes: object) -> Placed:
    """Place themes in a scene with hits that call for them."""
    hits = tuple(Hit(at=each, name=f"look {i}", gesture="theme-entry", priority="must") for i, each in enumerate(at))
    return placed(replace(scene, hits=hits, **changes))  # type: ignore[arg-type]


def statement_at(answer: Answer[tuple[Statement, ...]], tick: int) -> Statement:
    return next(statement for statement in answer.value if statement.at == tick)


@pytest.mark.parametrize("seed", range(4))
def test_a_theme_begins_on_every_hit_that_calls_for_it(seed: int) -> None:
    cue, _, _, answer = called(28, 51, 63.5, seed=seed)

    for landing in cue.landings:
        statement = statement_at(answer, landing.tick)
        assert statement.tones[0].step is not None
        assert statement.fullness > 0.4
    assert all(a.end <= b.at for a, b in pairwise(answer.value))


def test_a_hit_calls_for_the_one_who_entered_last_or_whom_it_names() -> None:
    hits = (
        Hit(at=30, name="look", gesture="theme-entry"),
        Hit(at=52, name="door", gesture="theme-entry"),
        Hit(at=66, name="Ada remembers", gesture="theme-entry"),
    )
    cue, _, _, answer = placed(replace(SCENES["two characters"], hits=hits))

    assert [statement_at(answer, landing.tick).owner for landing in cue.landings] == ["Ada", "Bo", "Ada"]


def test_of_those_who_enter_together_the_lead_is_called() -> None:
    people = (Character(name="Bo", traits=("child",), role="support"), Character(name="Ada", traits=("hero",)))
    cue, _, _, answer = called(40, characters=people)

    assert statement_at(answer, cue.landings[0].tick).owner == "Ada"


def test_before_anybody_has_entered_a_hit_calls_in_vain() -> None:
    cue, _, _, answer = called(8, characters=(replace(ADA, enters=50),))

    assert all(statement.at != cue.landings[0].tick for statement in answer.value)


def test_a_scene_without_characters_has_its_own_theme_called() -> None:
    cue, _, themes, answer = called(30, scene=SCENES["nobody"])

    assert statement_at(answer, cue.landings[0].tick).theme == themes[0].name


def test_a_theme_that_begins_with_a_rest_sounds_on_its_hit_all_the_same() -> None:
    ada = replace(ADA, traits=(), motif="r:0.5 E4:1 B4:1.5 A4:1 G4:1")
    cue, _, themes, answer = called(40, characters=(ada,))
    statement = statement_at(answer, cue.landings[0].tick)

    assert themes[0].motif[0].step is None
    assert statement.tones[0].step is not None


def test_called_between_two_beats_a_theme_holds_its_first_note_into_its_meter() -> None:
    scene = replace(SCENES["two characters"], hits=(Hit(at=51, gesture="theme-entry", priority="must"),))
    shot, feelings, dice = picture(scene), drama(scene, picture(scene), BOOK).value, Dice(1)
    cue = steady_cue(scene, Meter(4, 4))
    landing = replace(cue.landings[0], tick=Ticks(cue.landings[0].tick + 320))
    cue = replace(cue, landings=(landing,))
    themes = cast(scene, shot, feelings, BOOK, dice).value
    sections = plan(scene, cue, feelings, BOOK, dice, ending_of(scene, feelings), home_of(scene, BOOK)).value
    statement = statement_at(place(scene, cue, sections, themes, BOOK, dice), landing.tick)

    assert (statement.at + statement.tones[0].length) % 240 == 0


def test_a_hit_that_should_bring_a_theme_waits_for_nobody_to_speak_and_a_must_does_not() -> None:
    hit = Hit(at=20, gesture="theme-entry")
    quiet, _, _, should = placed(replace(SCENES["talk"], hits=(hit,), characters=(replace(ADA, enters=2),)))
    _, _, _, must = placed(
        replace(SCENES["talk"], hits=(replace(hit, priority="must"),), characters=(replace(ADA, enters=2),))
    )
    tick = quiet.landings[0].tick

    assert tick not in {statement.at for statement in should.value}
    assert statement_at(must, tick).level == "pp"


def test_another_nature_changes_nothing_before_the_entrance_whatever_is_called_for() -> None:
    people = (ADA, replace(BO, enters=40))
    other = (ADA, replace(BO, traits=("brute", "death")))
    cue, sections, _, before = called(20, 39.5, 60, characters=people)
    _, _, _, after = called(20, 39.5, 60, characters=other)
    safe = max(section.end for section in sections if cue.seconds(section.end) <= 40)

    assert [s for s in before.value if s.at < safe] == [s for s in after.value if s.at < safe]
    assert before.value != after.value


def test_three_who_come_in_on_one_hit_are_heard_one_after_another() -> None:
    people = tuple(Character(name=name, traits=("hero",)) for name in ("Ada", "Bruno", "Cleo"))
    hits = tuple(Hit(at=0, gesture="theme-entry", priority=priority) for priority in ("must", "should"))
    _, _, _, answer = placed(Scene(mood="heroic", length=60, characters=people, hits=hits))

    tunes = sorted((statement for statement in answer.value if statement.is_tune), key=lambda each: each.at)
    assert tunes[0].at == 0
    assert {statement.owner for statement in tunes} == {"Ada", "Bruno", "Cleo"}
    assert all(one.end <= other.at for one, other in pairwise(tunes))
