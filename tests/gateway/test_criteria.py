"""Criteria and flags: decided by majority answers and by shares; what is missing decides nothing and clears nobody."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer_sheets import Say, chosen, sampled
from chorus.gateway.criteria import flag, holds, is_met, votes
from chorus.gateway.instrument import Condition, CriterionRule, FlagRule, Instrument, Item, ItemKind, Option
from chorus.gateway.library import bundled
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.screening import Given, ItemResult, Uncounted

SCORED, SAMPLED = AnswerMode.SCORED, AnswerMode.SAMPLED
LIBRARY = bundled()
WCS, SWED, PHQ = (LIBRARY.get(f"instruments/{name}") for name in ("wcs", "swed", "phq-9"))
C1, C2, C3 = WCS.criteria
C4, BINGES, AGAINST = SWED.criteria[3:]
REFUSED, MISSING, SKIPPED = Uncounted.REFUSED, Uncounted.MISSING, Uncounted.SKIPPED

OPTIONS = tuple(Option(letter, letter) for letter in "abc")
MIXED = Instrument(
    "instruments/mixed",
    items=(
        Item("o", "?", ItemKind.ORDINAL, OPTIONS),
        Item("r", "?", ItemKind.ORDINAL, OPTIONS, reverse=True),
        Item("c", "?", ItemKind.CATEGORICAL, OPTIONS),
        Item("n", "?", ItemKind.COUNT, maximum=99),
        Item("s", "?", ItemKind.SEVERAL, OPTIONS),
    ),
)


def one_of(item: str, *options: str) -> CriterionRule:
    return CriterionRule("x", "X", conditions=(Condition(item, options),))


def from_on(item: str, at_least: float) -> CriterionRule:
    return CriterionRule("x", "X", conditions=(Condition(item, at_least=at_least),))


def met(rule: CriterionRule, said: dict[str, Sequence[Say]], instrument: Instrument = MIXED) -> bool | None:
    return is_met(rule, instrument, votes(instrument, sampled(instrument, said), SAMPLED))


def test_a_criterion_that_the_missing_answer_cannot_change_is_decided() -> None:
    def c1(options: dict[str, str]) -> bool | None:
        return is_met(C1, WCS, votes(WCS, chosen(WCS, options), SCORED))

    assert c1({"5": "e", "6": "e", "7": "g", "8": "d"}) is True
    assert c1({"5": "a", "6": "a", "7": "a", "8": "a"}) is False
    assert c1({"5": "c", "6": "c"}) is None
    assert is_met(C3, WCS, votes(WCS, chosen(WCS, {"5": "c"}), SCORED)) is None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 2, 3, 0), True),
        ((1, 2, 0, 0), False),
        ((1, 2, None, 0), None),
        ((1, 2, 9, None), True),
        ((None, 0, 0, 9), False),
        ((None, 0, 1, 9), None),
        ((None, None, None, None), None),
    ],
)
def test_at_least_three_of_four_counts(counts: tuple[int | None, ...], expected: bool | None) -> None:
    items = ("11a", "11b", "11c", "11d")
    said = {id_: [MISSING if count is None else count] for id_, count in zip(items, counts, strict=True)}
    assert met(C4, said, SWED) is expected


@pytest.mark.parametrize(("times", "weekly"), [((11, 12, 30), True), ((0, 11, 30), False), ((11, 12), False)])
def test_of_numbers_the_median_decides(times: tuple[int, ...], weekly: bool) -> None:
    assert met(BINGES, {"10": times}, SWED) is weekly
    assert met(AGAINST, {"11a": [0], "11b": [0], "11c": times, "11d": [0]}, SWED) is weekly


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        (one_of("o", "c"), {"o": "acc"}, True),
        (one_of("o", "c"), {"o": "aacc"}, True),
        (one_of("r", "a"), {"r": "aacc"}, True),
        (one_of("r", "c"), {"r": "aacc"}, False),
        (one_of("r", "a"), {"r": "aaac"}, True),
        (one_of("r", "b"), {"r": "abbcc"}, True),
        (one_of("c", "b"), {"c": "abb"}, True),
        (one_of("c", "b"), {"c": "aabb"}, None),
        (one_of("c", "b"), {"c": ["b", SKIPPED, SKIPPED]}, False),
        (one_of("c", "b"), {"c": [SKIPPED]}, False),
        (one_of("c", "b"), {"c": ["b", REFUSED, REFUSED]}, None),
        (one_of("o", "c"), {"o": ["c", SKIPPED, SKIPPED]}, False),
        (one_of("o", "c"), {"o": ["c", "c", SKIPPED]}, True),
        (from_on("n", 3), {"n": [9, SKIPPED, SKIPPED]}, False),
        (from_on("n", 3), {"n": [SKIPPED]}, False),
        (from_on("n", 3), {"n": [9, MISSING, MISSING]}, None),
        (from_on("n", 3), {"n": []}, None),
        (one_of("s", "c"), {"s": [["a", "c"], ["c"], []]}, True),
        (one_of("s", "a"), {"s": [["a", "c"], ["c"], []]}, False),
        (one_of("s", "c"), {"s": [["c"], SKIPPED, SKIPPED]}, False),
        (one_of("s", "c"), {"s": [REFUSED]}, None),
    ],
)
def test_majority_answers_of_every_kind(rule: CriterionRule, said: dict[str, Sequence[Say]], expected: bool) -> None:
    assert met(rule, said) is expected


def test_numbers_have_no_probabilities_so_both_ways_read_the_sampled_ones() -> None:
    results = sampled(MIXED, {"n": [5, 6], "o": "c"})
    assert is_met(from_on("n", 3), MIXED, votes(MIXED, results, SCORED)) is True
    assert is_met(one_of("o", "c"), MIXED, votes(MIXED, results, SCORED)) is None


@given(st.lists(st.one_of(st.none(), st.booleans()), min_size=1, max_size=6), st.integers(0, 6))
def test_so_many_of_the_conditions_are_decided_as_any_missing_answers_would(
    truths: list[bool | None], needed: int
) -> None:
    needed = min(needed, len(truths))
    items = tuple(Item(f"i{place}", "?", ItemKind.YES_NO, OPTIONS[:2]) for place in range(len(truths)))
    instrument = Instrument("instruments/x", items=items)
    rule = CriterionRule("x", "X", conditions=tuple(Condition(i.id, ("b",)) for i in items), num_conditions=needed)
    given_votes = {
        item.id: None if truth is None else Given((int(truth),)) for item, truth in zip(items, truths, strict=True)
    }
    most, least = truths.count(True) + truths.count(None), truths.count(True)
    possible = {count >= (needed or len(truths)) for count in range(least, most + 1)}
    assert is_met(rule, instrument, given_votes) is (possible.pop() if len(possible) == 1 else None)


SAFETY = PHQ.flags[0]


@pytest.mark.parametrize(
    ("said", "share", "raised"),
    [
        (["a"] * 9 + ["b"], 0.1, True),
        (["a"] * 10 + ["b"], 1 / 11, False),
        (["a"] * 10, 0, False),
        (["a"] * 8 + ["d"] * 2, 0.2, True),
        ([REFUSED] * 10, None, True),
        ([], None, True),
        (["a"] * 4 + [REFUSED] * 6, None, True),
    ],
)
def test_a_tenth_of_the_answers_raises_a_flag_and_so_does_no_answer(
    said: list[Say], share: float | None, raised: bool
) -> None:
    found = flag(SAFETY, PHQ, sampled(PHQ, {"9": said}), SAMPLED)
    assert found.share == (None if share is None else pytest.approx(share))
    assert (found.raised, found.mode, found.advice) == (raised, SAMPLED, SAFETY.advice)


def test_scored_flags_read_probabilities_and_who_is_asked() -> None:
    nine = ItemResult("9", scored=(0.6, 0.2, 0.1, 0.1), applies=0.5)
    assert flag(SAFETY, PHQ, [nine], SCORED).share == pytest.approx(0.2)
    assert flag(SAFETY, PHQ, [], SCORED).raised


def test_flags_on_numbers_and_on_several_options() -> None:
    results = sampled(MIXED, {"n": [1, 2, 3, 4], "s": [["a"], ["b", "c"], ["c"], []]})
    number, several = (
        FlagRule("n", condition=Condition("n", at_least=3)),
        FlagRule("s", condition=Condition("s", ("c",))),
    )
    for mode in (SCORED, SAMPLED):
        assert (flag(number, MIXED, results, mode).share, flag(several, MIXED, results, mode).share) == (0.5, 0.5)


def test_a_condition_holds_of_options_or_of_numbers() -> None:
    ordinal, _, _, count, several = MIXED.items
    assert holds(Condition("o", ("b", "c")), ordinal, Given((2,)))
    assert not holds(Condition("o", ("b", "c")), ordinal, Given((0,)))
    assert holds(Condition("n", at_least=2), count, Given(value=2.0))
    assert not holds(Condition("n", at_least=2), count, Given(value=1.0))
    assert not holds(Condition("s", ("a",)), several, Given(()))
