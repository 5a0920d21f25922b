"""Scoring: the published numbers, and what must hold for every answer set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.gateway.instrument import Instrument, Item, ItemKind, Option, Scale
from chorus.gateway.library import bundled
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.scoring import certain, distribution, is_met, majorities, majority, missing, score
from chorus.gateway.screening import ItemResult

LIBRARY = bundled()
WCS = LIBRARY.get("instruments/wcs")
SCALE = WCS.scales[0]
C1, C2, C3 = WCS.criteria
SIZES = {item.id: len(item.options) for item in WCS.items}

PUBLISHED = [
    ("Pro-ED", "bcccc", 45.0, True),
    ("Keto & Diet", "ccaca", 33.3, True),
    ("Weight-Loss Drugs", "bbaba", 16.7, False),
    ("Body Image", "babba", 15.0, False),
    ("Healthy Lifestyle", "aaaca", 13.3, True),
    ("Anti-ED", "acbaa", 13.3, False),
]

answers_by_rank = st.fixed_dictionaries({item: st.integers(0, size - 1) for item, size in SIZES.items()})
distributions = st.fixed_dictionaries(
    {item: st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any) for item, size in SIZES.items()}
)


def shares(counts: dict[str, list[int]]) -> dict[str, tuple[float, ...] | None]:
    return {item: tuple(count / sum(row) for count in row) for item, row in counts.items()}


def chosen(answers: dict[str, int]) -> dict[str, tuple[float, ...] | None]:
    return {item: tuple(float(index == rank) for index in range(SIZES[item])) for item, rank in answers.items()}


@pytest.mark.parametrize("instrument", ["instruments/wcs", "instruments/swed"])
@pytest.mark.parametrize(("community", "letters", "published", "c2"), PUBLISHED)
def test_published_answers_give_the_published_scores(
    instrument: str, community: str, letters: str, published: float, c2: bool
) -> None:
    asked = LIBRARY.get(instrument)
    answers = certain(asked, dict(zip("56789", letters, strict=True)))
    value = score(asked.scales[0], answers)
    assert value is not None
    assert round(value, 1) == published
    assert is_met(asked.criteria[1], asked, majorities(asked, answers)) is c2
    assert is_met(asked.criteria[0], asked, majorities(asked, answers)) is False


def test_all_highest_options_give_the_top_of_the_scale_and_all_lowest_the_bottom() -> None:
    assert score(SCALE, chosen({item: size - 1 for item, size in SIZES.items()})) == pytest.approx(100)
    assert score(SCALE, chosen(dict.fromkeys(SIZES, 0))) == 0


@given(answers_by_rank, st.sampled_from(sorted(SIZES)))
def test_a_higher_rank_gives_a_higher_score(answers: dict[str, int], item: str) -> None:
    if answers[item] == SIZES[item] - 1:
        return
    before, after = score(SCALE, chosen(answers)), score(SCALE, chosen({**answers, item: answers[item] + 1}))
    assert before is not None
    assert after is not None
    assert after > before


@given(answers_by_rank)
def test_options_may_be_relabelled(answers: dict[str, int]) -> None:
    relabelled = Instrument(
        name="instruments/other",
        items=tuple(
            Item(item.id, item.text, item.kind, tuple(Option(f"x{o.id}", o.text) for o in item.options))
            for item in WCS.items
        ),
        scales=WCS.scales,
    )
    letters = {item: "abcdefg"[rank] for item, rank in answers.items()}
    renamed = {item: f"x{letter}" for item, letter in letters.items()}
    assert score(SCALE, certain(WCS, letters)) == score(SCALE, certain(relabelled, renamed))


@given(distributions, st.sets(st.sampled_from(sorted(SIZES))))
def test_missing_answers_never_lower_risk(counts: dict[str, list[int]], gone: set[str]) -> None:
    full = shares(counts)
    partial = {item: None if item in gone else answer for item, answer in full.items()}
    votes, fewer = majorities(WCS, full), majorities(WCS, partial)
    for rule in WCS.criteria:
        if is_met(rule, WCS, votes):
            assert is_met(rule, WCS, fewer) is not False
    if set(SCALE.items) & gone:
        assert score(SCALE, partial) is None
        assert set(missing(SCALE, partial)) == gone
    else:
        assert score(SCALE, partial) == score(SCALE, full)


@given(distributions)
def test_a_distribution_scores_as_the_mean_of_its_answers(counts: dict[str, list[int]]) -> None:
    expected = sum(
        sum(count * index / (len(row) - 1) for index, count in enumerate(row)) / sum(row) for row in counts.values()
    )
    assert score(SCALE, shares(counts)) == pytest.approx(100 * expected / len(SIZES))


def test_a_criterion_that_the_missing_answer_cannot_change_is_decided() -> None:
    high = {"5": "e", "6": "e", "7": "g", "8": "d"}
    assert is_met(C1, WCS, certain(WCS, high)) is True
    assert is_met(C1, WCS, certain(WCS, {"5": "a", "6": "a", "7": "a", "8": "a"})) is False
    assert is_met(C1, WCS, certain(WCS, {"5": "c", "6": "c"})) is None
    assert is_met(C3, WCS, certain(WCS, {"5": "c"})) is None


def test_a_tie_of_ranked_options_goes_to_the_higher_and_of_unranked_to_none() -> None:
    assert majority(ItemKind.ORDINAL, (0.4, 0.2, 0.4)) == (0.0, 0.0, 1.0)
    assert majority(ItemKind.YES_NO, (0.5, 0.5)) is None


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (ItemResult("5", sampled=(0, 0, 0, 0, 0), num_invalid=20), None),
        (ItemResult("5", sampled=(0, 0, 0, 0, 0)), None),
        (ItemResult("5", sampled=(9, 0, 0, 0, 0), num_refused=6, num_invalid=5), None),
        (ItemResult("5", sampled=(0, 10, 0, 0, 0), num_refused=5, num_invalid=5), (0, 1, 0, 0, 0)),
        (ItemResult("2", values=(60.0,)), None),
    ],
)
def test_an_item_mostly_refused_or_unreadable_is_missing(
    result: ItemResult, expected: tuple[float, ...] | None
) -> None:
    assert distribution(result, AnswerMode.SAMPLED) == expected


def test_a_scale_of_another_range_is_stretched_to_it() -> None:
    assert score(Scale("s", "S", ("5",), 10, 20), certain(WCS, {"5": "c"})) == 15
