"""Assessment: what was asked for is in the results and nothing else; bands, flags and seeds are filled in."""

from dataclasses import replace

import numpy as np
import pytest

from answer_sheets import sampled, scored
from chorus.gateway.assessment import assess
from chorus.gateway.library import bundled
from chorus.gateway.protocol import AnswerMode, Protocol
from chorus.gateway.screening import ItemResult, Uncounted

SCORED, SAMPLED = AnswerMode.SCORED, AnswerMode.SAMPLED
PHQ, EAT, EDEQS = (bundled().get(f"instruments/{name}") for name in ("phq-9", "eat-26", "ede-qs"))


def both_ways(letters: str, row: tuple[float, ...]) -> tuple[ItemResult, ...]:
    by_chance = scored(PHQ, {item.id: row for item in PHQ.items})
    by_answers = sampled(PHQ, {item.id: letters for item in PHQ.items})
    return tuple(replace(one, scored=other.scored) for one, other in zip(by_answers, by_chance, strict=True))


@pytest.mark.parametrize("modes", [(SCORED,), (SAMPLED,), (SAMPLED, SCORED), (SCORED, SAMPLED)])
def test_only_the_ways_of_answering_that_were_asked_for_are_there(modes: tuple[AnswerMode, ...]) -> None:
    found = assess(PHQ, Protocol(modes=modes), "personas/tea", both_ways("abcd", (0.1, 0.2, 0.3, 0.4)))
    for part in (found.scales, found.criteria, found.flags):
        assert [one.mode for one in part] == sorted(modes, key=(SCORED, SAMPLED).index)


def test_scores_have_bands_and_flags_are_raised() -> None:
    found = assess(PHQ, Protocol(), "personas/tea", both_ways("dddd", (1.0, 0, 0, 0)))
    assert [(score.mode, score.value, score.band) for score in found.scales] == [
        (SCORED, 0, "minimal"),
        (SAMPLED, 27, "severe"),
    ]
    assert [(flag.mode, flag.share, flag.raised) for flag in found.flags] == [(SCORED, 0, False), (SAMPLED, 1, True)]
    assert [criterion.met for criterion in found.criteria] == [False, True]


def test_a_missing_item_leaves_no_band_and_raises_its_flag() -> None:
    results = both_ways("aaaa", (1.0, 0, 0, 0))
    gone = replace(results[8], sampled=(0, 0, 0, 0), given=(), num_refused=4)
    found = assess(PHQ, Protocol(modes=(SAMPLED,)), "personas/tea", (*results[:8], gone))
    assert (found.scales[0].value, found.scales[0].band, found.scales[0].missing_items) == (None, "", ("9",))
    assert found.scales[0].at_risk is None
    assert (found.flags[0].share, found.flags[0].raised) == (None, True)


def test_every_seed_has_a_value_of_its_own() -> None:
    results = both_ways("aabbdd", (1.0, 0, 0, 0))
    found = assess(PHQ, Protocol(num_samples=2, num_seeds=3), "personas/tea", results)
    assert [score.seed_values for score in found.scales] == [(), (0, 9, 27)]
    assert found.scales[1].value == 12
    assert assess(PHQ, Protocol(num_samples=6), "personas/tea", results).scales[1].seed_values == ()


def test_a_seed_with_a_missing_item_leaves_no_values_by_seed() -> None:
    said = {item.id: "aabb" for item in PHQ.items} | {"3": ["a", "a", Uncounted.REFUSED, Uncounted.REFUSED]}
    found = assess(PHQ, Protocol(num_samples=2, num_seeds=2), "personas/tea", sampled(PHQ, said))
    assert found.scales[1].value is not None
    assert found.scales[1].seed_values == ()


def test_skipped_answers_are_gone_from_items_and_scores() -> None:
    said = {item.id: "aaaa" for item in EDEQS.items} | {"9": "aadd", "10": "dddd"}
    found = assess(EDEQS, Protocol(num_samples=4, modes=(SAMPLED,)), "personas/tea", sampled(EDEQS, said))
    ten = next(result for result in found.items if result.item == "10")
    assert (ten.num_skipped, ten.sampled) == (2, (0, 0, 0, 2))
    assert found.scales[0].value == pytest.approx(1.5 + 1.5)


def test_skipped_respondents_are_respondents_of_the_interval() -> None:
    said = {item.id: "a" * 100 for item in EDEQS.items} | {"9": "a" * 90 + "b" * 10, "10": "b" * 100}
    total = assess(EDEQS, Protocol(num_samples=100, modes=(SAMPLED,)), "personas/tea", sampled(EDEQS, said)).scales[0]
    assert total.value == pytest.approx(0.2)
    assert total.high is not None
    assert total.high < 0.4


def test_intervals_of_sums_hold_the_score_and_know_reverse_coded_items() -> None:
    random = np.random.default_rng(3)
    said = {item.id: "".join(random.choice(list("abcdef"), size=40)) for item in EAT.items}
    found = assess(EAT, Protocol(num_samples=40, modes=(SAMPLED,)), "personas/tea", sampled(EAT, said))
    for score in found.scales:
        assert score.value is not None
        assert score.low is not None
        assert score.high is not None
        assert score.low < score.value < score.high
        # Two standard errors of 26 items of 40 answers each to either side.
        assert score.high - score.low < 5
    certain = {item.id: "ffff" for item in EAT.items} | {"26": "aaaa"}
    total = assess(EAT, Protocol(num_samples=4, modes=(SAMPLED,)), "personas/tea", sampled(EAT, certain)).scales[0]
    assert (total.low, total.value, total.high, total.at_risk) == (78, 78, 78, 1)
