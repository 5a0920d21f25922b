"""Comparisons: what differs is found, what does not is not, exact scores are not tested, missing ones are not healthy."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.gateway.assessment import assess
from chorus.gateway.comparing import MAX_COMPARED, compare
from chorus.gateway.comparison import Comparison, ComparisonRequest, CriterionValue, Pair
from chorus.gateway.instrument import Instrument
from chorus.gateway.pairing import TOO_FEW_SHEETS
from chorus.gateway.parsing import REFUSED
from chorus.gateway.protocol import AnswerMode, Framing, Protocol
from chorus.gateway.resampling import corrected, effect_size, pairing_p, permutation_p
from chorus.gateway.screening import Given, Screening
from chorus.gateway.tally import tally
from chorus.serving.client import BASE

LOW, MIDDLE, HIGH = (0.6, 0.3, 0.1, 0, 0), (0.1, 0.2, 0.4, 0.2, 0.1), (0, 0, 0.1, 0.3, 0.6)
SCREENED = "screenings/one"
PLAIN = Protocol()
REQUEST = ComparisonRequest((SCREENED,))


@pytest.fixture(scope="module")
def short(wcs: Instrument) -> Instrument:
    """The scale's items of five options alone."""
    items = tuple(item for item in wcs.items if len(item.options) == 5)
    scale = replace(wcs.scales[0], items=tuple(item.id for item in items))
    return replace(wcs, items=items, scales=(scale,), criteria=())


def screening(
    instrument: Instrument,
    attitudes: dict[str, Sequence[float]],
    seed: int = 0,
    protocol: Protocol = PLAIN,
    refused: float = 0.0,
) -> Screening:
    random = np.random.default_rng(seed)
    personas = []
    for persona, attitude in attitudes.items():
        results = []
        for item in instrument.items:
            drawn = random.choice(5, size=protocol.num_respondents, p=attitude)
            given = [REFUSED if random.random() < refused else Given((int(place),)) for place in drawn]
            results.append(replace(tally(item, given), scored=tuple(attitude)))
        personas.append(assess(instrument, protocol, persona, results))
    return Screening(SCREENED, instrument.name, protocol, "h", tuple(personas), ("A note.",))


def sampled(comparison: Comparison) -> dict[tuple[str, str], Pair]:
    (found,) = [one for one in comparison.scales if one.mode is AnswerMode.SAMPLED]
    return {(pair.first, pair.second): pair for pair in found.pairs}


def test_what_differs_is_found_with_its_size(short: Instrument) -> None:
    found = compare(REQUEST, [screening(short, {"personas/high": HIGH, "personas/low": LOW, BASE: LOW})], short)
    pairs = sampled(found)
    differing, alike = pairs["personas/high", "personas/low"], pairs["personas/low", BASE]
    assert differing.difference == pytest.approx(75, abs=6)
    assert differing.low < differing.difference < differing.high
    assert differing.clear
    assert differing.p == pytest.approx(0.0002, abs=0.0002)
    assert differing.effect_size > 3
    assert not alike.clear
    assert alike.q >= alike.p > 0.05
    assert found.num_tests == 3
    assert found.notes[0] == "A note."


def test_scored_differences_are_exact_and_not_tested(short: Instrument) -> None:
    found = compare(REQUEST, [screening(short, {"personas/high": HIGH, "personas/low": LOW, BASE: MIDDLE})], short)
    (scored,) = [one for one in found.scales if one.mode is AnswerMode.SCORED]
    assert [pair.difference for pair in scored.pairs] == pytest.approx([75, 37.5, -37.5])
    assert all((pair.p, pair.low, pair.clear) == (None, None, False) for pair in scored.pairs)
    assert [(one.persona, one.rank, one.rank_low, one.rank_high, one.highest) for one in scored.ranking] == [
        ("personas/high", 1, 1, 1, 1),
        (BASE, 2, 2, 2, 0),
        ("personas/low", 3, 3, 3, 0),
    ]


def test_ranks_are_as_sure_as_the_answers(short: Instrument) -> None:
    alike = {"personas/a": MIDDLE, "personas/b": MIDDLE, "personas/high": HIGH}
    found = compare(REQUEST, [screening(short, alike)], short)
    (ranking,) = [one.ranking for one in found.scales if one.mode is AnswerMode.SAMPLED]
    assert (ranking[0].persona, ranking[0].rank_low, ranking[0].rank_high) == ("personas/high", 1, 1)
    assert ranking[0].highest == 1
    assert {(one.rank_low, one.rank_high) for one in ranking[1:]} == {(2, 3)}


def test_where_nothing_differs_little_is_found(short: Instrument) -> None:
    random = np.random.default_rng(3)
    ps = []
    for _ in range(200):
        one, other = (random.choice(5, size=(30, 4), p=MIDDLE).sum(axis=1).astype(float) for _ in range(2))
        ps.append(permutation_p(one, other, random, resamples=199))
    # 200 tests at 5%: 10, give or take 9 (three standard errors).
    assert 1 <= sum(p <= 0.05 for p in ps) <= 19
    assert np.mean(ps) == pytest.approx(0.5, abs=0.07)
    assert min(corrected(ps)) > 0.05


def test_who_mostly_refuses_is_compared_with_nobody(short: Instrument) -> None:
    few = screening(short, {"personas/high": HIGH, BASE: LOW}, refused=0.35)
    pair = sampled(compare(REQUEST, [few], short))["personas/high", BASE]
    assert (pair.untested, pair.p, pair.clear, pair.effect_size) == (TOO_FEW_SHEETS, None, False, None)


def test_a_criterion_is_held_against_the_order(short: Instrument) -> None:
    attitudes = {f"personas/p{number}": row for number, row in enumerate((LOW, MIDDLE, HIGH, (0, 0, 0, 0, 1)))}
    coded = tuple(CriterionValue(f"personas/p{number}", value) for number, value in enumerate((1, 2, 3, 9)))
    found = compare(replace(REQUEST, criterion=coded), [screening(short, attitudes)], short)
    agreement = found.scales[0].criterion
    assert (agreement.num_personas, agreement.spearman, agreement.kendall) == (4, 1, 1)
    # Two of the 24 orders are as extreme.
    assert agreement.spearman_p == pytest.approx(2 / 24)
    assert agreement.kendall_p == pytest.approx(2 / 24)


def test_rank_correlations_are_those_of_scipy() -> None:
    random = np.random.default_rng(0)
    one, other = random.normal(size=9), random.normal(size=9)
    from scipy.stats import kendalltau, spearmanr

    assert pairing_p(one, other, "spearman", random)[0] == pytest.approx(spearmanr(one, other).statistic)
    statistic, p = pairing_p(one, other, "kendall", random)
    assert (statistic, p) == pytest.approx((kendalltau(one, other).statistic, kendalltau(one, other).pvalue), abs=0.05)


def test_the_two_ways_of_answering_are_held_against_each_other(short: Instrument) -> None:
    attitudes = {"personas/a": LOW, "personas/b": MIDDLE, "personas/c": HIGH}
    (modes,) = compare(REQUEST, [screening(short, attitudes)], short).modes
    assert (modes.num_personas, modes.spearman) == (3, 1)
    assert 0.8 < modes.items < 1
    only = Protocol(modes=(AnswerMode.SCORED,))
    assert compare(REQUEST, [screening(short, attitudes, protocol=only)], short).modes == ()


def test_scores_by_several_seeds_say_how_stable_they_are(short: Instrument) -> None:
    attitudes = {"personas/a": LOW, "personas/b": MIDDLE, "personas/c": HIGH}
    found = compare(REQUEST, [screening(short, attitudes, protocol=Protocol(num_seeds=4))], short)
    (stability,) = [one.stability for one in found.scales if one.mode is AnswerMode.SAMPLED]
    assert stability.num_seeds == 4
    assert 0.3 < stability.deviation < 4
    assert stability.icc > 0.98
    assert found.scales[0].stability is None


def test_consistency_is_said_over_the_respondents_of_all(short: Instrument) -> None:
    found = compare(REQUEST, [screening(short, {"personas/a": LOW, "personas/c": HIGH})], short)
    (sampled_scale,) = [one for one in found.scales if one.mode is AnswerMode.SAMPLED]
    assert sampled_scale.alpha > 0.9
    assert sampled_scale.omega > 0.9


def test_screenings_measured_otherwise_are_not_compared(short: Instrument) -> None:
    one = screening(short, {"personas/a": LOW, BASE: LOW})
    with pytest.raises(FailedPrecondition, match="another instrument or protocol"):
        compare(REQUEST, [one, replace(one, protocol_hash="other")], short)
    changed = replace(one, personas=(replace(one.personas[0], revision="r2"), one.personas[1]))
    with pytest.raises(FailedPrecondition, match="two revisions"):
        compare(REQUEST, [one, changed], short)
    several = compare(REQUEST, [one, screening(short, {"personas/b": HIGH, BASE: LOW})], short)
    assert several.personas == ("personas/a", "personas/b", BASE)


def test_what_a_framing_does_is_each_personas_difference_from_itself(short: Instrument) -> None:
    desirable = Protocol(framing=Framing.DESIRABLE)
    here = replace(
        screening(short, {"personas/a": HIGH, "personas/b": LOW, BASE: LOW}, protocol=desirable), protocol_hash="d"
    )
    there = screening(short, {"personas/a": LOW, "personas/b": LOW, "personas/c": LOW}, seed=9)
    alone = compare(REQUEST, [here], short)
    found = compare(REQUEST, [here], short, [there])
    assert [one.shifts for one in alone.scales] == [(), ()]
    scored, sampled_ = found.scales
    assert [(pair.first, pair.second) for pair in scored.shifts] == [("personas/a",) * 2, ("personas/b",) * 2]
    assert [pair.difference for pair in scored.shifts] == pytest.approx([100 * (3.5 - 0.5) / 4, 0])
    assert [pair.p for pair in scored.shifts] == [None, None]
    assert [pair.clear for pair in sampled_.shifts] == [True, False]
    assert sampled_.shifts[0].low is not None
    assert sampled_.shifts[0].low > 50
    assert found.num_tests == alone.num_tests + 2
    assert "framing desirable here, neutral there" in found.notes[-1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"instrument": "instruments/tea"}, "is of instruments/tea"),
        ({"protocol": PLAIN}, "was measured as"),
        ({"personas": ()}, "has none of the personas"),
    ],
)
def test_what_is_no_other_protocol_of_the_same_is_refused(short: Instrument, change: dict[str, Any], says: str) -> None:
    here = screening(short, {"personas/a": LOW, BASE: LOW})
    there = replace(
        screening(short, {"personas/a": LOW}, protocol=Protocol(framing=Framing.HONEST)), protocol_hash="other"
    )
    with pytest.raises(FailedPrecondition, match=says) as refused:
        compare(REQUEST, [here], short, [replace(there, **change)])
    assert refused.value.field == "against"
    retrained = replace(there, personas=tuple(replace(one, revision="revisions/a.2") for one in there.personas))
    with pytest.raises(FailedPrecondition, match="another revision"):
        compare(REQUEST, [here], short, [retrained])
    with pytest.raises(FailedPrecondition, match="not measured as"):
        compare(REQUEST, [here], short, [there, replace(there, protocol_hash="third")])


def test_one_screening_that_is_not_interpretable_makes_the_comparison_so(short: Instrument) -> None:
    passed, failed = [
        replace(screening(short, {persona: LOW, BASE: LOW}), interpretable=passed)
        for persona, passed in (("personas/a", True), ("personas/b", False))
    ]
    assert compare(REQUEST, [passed], short).interpretable
    assert not compare(REQUEST, [passed, failed], short).interpretable
    other = Protocol(framing=Framing.HONEST)
    assert not compare(REQUEST, [passed], short, [screening(short, {BASE: LOW}, protocol=other)]).interpretable


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (replace(REQUEST, criterion=(CriterionValue("personas/a", 1),) * 2), "criterion"),
        (replace(REQUEST, criterion=(CriterionValue("personas/nobody", 1),)), "criterion"),
        (replace(REQUEST, criterion=(CriterionValue("personas/a", float("nan")),)), "criterion"),
        (replace(REQUEST, criterion=(CriterionValue("personas/a", 1),)), "criterion"),
        (replace(REQUEST, seed=-1), "seed"),
        (replace(REQUEST, level=0.0), "level"),
        (replace(REQUEST, level=float("nan")), "level"),
    ],
)
def test_what_cannot_be_compared_is_refused(short: Instrument, request_: ComparisonRequest, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        compare(request_, [screening(short, {"personas/a": LOW, BASE: LOW})], short)
    assert refused.value.field == field
    with pytest.raises(InvalidArgument, match="at least one"):
        compare(request_, [], short)


def test_so_many_cannot_be_compared(short: Instrument) -> None:
    many = {f"personas/p{number}": LOW for number in range(MAX_COMPARED + 1)}
    with pytest.raises(InvalidArgument, match="at most"):
        compare(REQUEST, [screening(short, many, protocol=Protocol(num_samples=1))], short)


def test_what_does_not_vary_has_no_effect_size() -> None:
    assert effect_size(np.ones(5), np.zeros(5)) is None
    assert effect_size(np.arange(5.0), np.arange(5.0) + 1) == pytest.approx(-0.571, abs=0.01)
