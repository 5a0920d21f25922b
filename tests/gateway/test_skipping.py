"""Skip rules: an item is put to those of whom its conditions hold, respondent by respondent and by probability."""

from collections.abc import Sequence

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from answer_sheets import Say, sampled, scored
from chorus.gateway.instrument import Condition, Instrument, Item, ItemKind, Option, Scale, ScoringRule
from chorus.gateway.library import bundled
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.scoring import answers, score
from chorus.gateway.screening import ItemResult, Uncounted
from chorus.gateway.skipping import applied

SCORED, SAMPLED = AnswerMode.SCORED, AnswerMode.SAMPLED
REFUSED, INVALID, MISSING, SKIPPED = Uncounted.REFUSED, Uncounted.INVALID, Uncounted.MISSING, Uncounted.SKIPPED
NO_YES = (Option("a", "No"), Option("b", "Yes"))
RANKS = tuple(Option(letter, letter) for letter in "abc")

CHAIN = Instrument(
    "instruments/chain",
    items=(
        Item("drinks", "Tea?", ItemKind.YES_NO, NO_YES),
        Item("cups", "Cups?", ItemKind.COUNT, maximum=20, asked_if=(Condition("drinks", ("b",)),)),
        Item("much", "Too much?", ItemKind.ORDINAL, RANKS, asked_if=(Condition("cups", at_least=3),)),
        Item("calm", "Calm?", ItemKind.ORDINAL, RANKS, asked_if=(Condition("drinks", ("b",)),), reverse=True),
    ),
    scales=(Scale("tea", "Tea", ("drinks", "much", "calm"), ScoringRule.SUM, 0, 5),),
)


def put(said: dict[str, Sequence[Say]], instrument: Instrument = CHAIN) -> dict[str, ItemResult]:
    return {result.item: result for result in applied(instrument, sampled(instrument, said))}


def test_each_respondent_is_skipped_by_their_own_answers() -> None:
    found = put({"drinks": "abab", "cups": [9, 9, 1, 2], "much": "cccc", "calm": "aabb"})
    assert [answer.uncounted is SKIPPED for answer in found["cups"].given] == [True, False, True, False]
    assert (found["cups"].values, found["cups"].num_skipped) == ((9.0, 2.0), 2)
    assert [answer.uncounted is SKIPPED for answer in found["calm"].given] == [True, False, True, False]
    assert (found["calm"].sampled, found["calm"].num_skipped) == ((1, 1, 0), 2)
    # One link further: whom "cups" was not put to, "much" is not put to either, whatever was answered.
    assert [answer.uncounted is SKIPPED for answer in found["much"].given] == [True, False, True, True]
    assert found["drinks"].num_skipped == 0


@pytest.mark.parametrize("reason", [REFUSED, INVALID, MISSING])
def test_an_earlier_answer_that_does_not_count_leaves_the_item_asked(reason: Uncounted) -> None:
    found = put({"drinks": ["b", reason, "b"], "cups": [reason, 9, 9], "much": "ccc", "calm": ["c", reason, "c"]})
    assert (found["cups"].num_skipped, found["much"].num_skipped, found["calm"].num_skipped) == (0, 0, 0)
    assert found["calm"].given[1].uncounted is reason


def test_a_respondent_who_is_known_to_fail_one_condition_is_skipped_whatever_is_missing() -> None:
    both = (Condition("drinks", ("b",)), Condition("cups", at_least=3))
    instrument = Instrument(
        "instruments/both", items=(*CHAIN.items[:2], Item("x", "?", ItemKind.YES_NO, NO_YES, asked_if=both))
    )
    found = put({"drinks": ["b", "b"], "cups": [1, REFUSED], "x": "bb"}, instrument)
    assert [answer.uncounted is SKIPPED for answer in found["x"].given] == [True, False]


def test_who_has_no_earlier_answer_is_asked() -> None:
    found = put({"drinks": "a", "cups": [9, 9], "much": "", "calm": ""})
    assert [answer.uncounted is SKIPPED for answer in found["cups"].given] == [True, False]


def test_scored_items_apply_with_the_probability_of_their_conditions() -> None:
    rows = {"drinks": (0.25, 0.75), "much": (0.0, 0.5, 0.5), "calm": (0.5, 0.5, 0.0)}
    results = scored(CHAIN, rows)
    cups = sampled(CHAIN, {"cups": [1, 3, 4, 9]})[1]
    drinks, cups, much, calm = applied(CHAIN, (results[0], cups, *results[2:]))
    assert drinks.applies == 1
    assert (cups.applies, calm.applies) == (0.75, 0.75)
    # Three cups or more, and drinking tea at all, each once.
    assert much.applies == pytest.approx(0.75 * 0.75)
    assert much.scored == (0.0, 0.5, 0.5)
    # Expected points where it applies, and the lowest where it does not, which is the last option of a reverse-coded item.
    expected = 0.75 + 0.5625 * 1.5 + 0.75 * 1.5
    by_all = answers(CHAIN, (drinks, cups, much, calm), SCORED)
    assert score(CHAIN.scales[0], CHAIN, by_all) == pytest.approx(expected)


def test_what_the_skip_rule_looks_at_counts_once_however_often_it_is_looked_at() -> None:
    rule = (Condition("a", ("b",)), Condition("b", ("b",)))
    instrument = Instrument(
        "instruments/x",
        items=(
            Item("a", "?", ItemKind.YES_NO, NO_YES),
            Item("b", "?", ItemKind.YES_NO, NO_YES, asked_if=rule[:1]),
            Item("c", "?", ItemKind.YES_NO, NO_YES, asked_if=rule),
        ),
    )
    found = applied(instrument, scored(instrument, {"a": (0.5, 0.5), "b": (0.8, 0.2), "c": (0, 1)}))
    assert [result.applies for result in found] == [1, 0.5, pytest.approx(0.1)]


def test_conditions_on_one_item_hold_of_one_answer() -> None:
    item = Item("a", "?", ItemKind.ORDINAL, RANKS)
    rule = (Condition("a", ("b", "c")), Condition("a", ("a", "c")))
    instrument = Instrument("instruments/x", items=(item, Item("b", "?", ItemKind.YES_NO, NO_YES, asked_if=rule)))
    found = applied(instrument, scored(instrument, {"a": (0.2, 0.3, 0.5), "b": (0, 1)}))
    assert found[1].applies == 0.5


def test_an_unknown_earlier_item_leaves_the_scored_item_asked() -> None:
    found = applied(CHAIN, scored(CHAIN, {"calm": (0, 0, 1)}))
    assert [result.applies for result in found] == [1, 1, 1, 1]


def test_many_items_that_look_at_one_another_take_no_time() -> None:
    items = [Item("i0", "?", ItemKind.YES_NO, NO_YES)]
    for place in range(1, 200):
        rule = tuple(Condition(item.id, ("b",)) for item in items[-2:])
        items.append(Item(f"i{place}", "?", ItemKind.YES_NO, NO_YES, asked_if=rule))
    instrument = Instrument("instruments/x", items=tuple(items))
    found = applied(instrument, scored(instrument, {item.id: (0.0, 1.0) for item in items}))
    assert found[-1].applies == 1


@having(st.data())
def test_skipping_takes_answers_away_and_changes_none(data: st.DataObject) -> None:
    reasons = st.sampled_from([REFUSED, INVALID, MISSING])
    number = data.draw(st.integers(1, 8))

    def column(answer: st.SearchStrategy[Say]) -> list[Say]:
        return data.draw(st.lists(answer | reasons, min_size=number, max_size=number))

    said = {
        "drinks": column(st.sampled_from("ab")),
        "cups": column(st.integers(0, 20)),
        "much": column(st.sampled_from("abc")),
        "calm": column(st.sampled_from("abc")),
    }
    before, after = sampled(CHAIN, said), applied(CHAIN, sampled(CHAIN, said))
    for one, other in zip(before, after, strict=True):
        assert all(new in (old, type(old)(uncounted=SKIPPED)) for old, new in zip(one.given, other.given, strict=True))
        assert other.num_skipped == sum(answer.uncounted is SKIPPED for answer in other.given)
    assert applied(CHAIN, after) == after


def test_the_bundled_skip_rule_puts_item_10_to_those_who_lost_control() -> None:
    instrument = bundled().get("instruments/ede-qs")
    found = put({item.id: "ad" for item in instrument.items}, instrument)
    assert [answer.uncounted is SKIPPED for answer in found["10"].given] == [True, False]
    assert sum(result.num_skipped for result in found.values()) == 1
