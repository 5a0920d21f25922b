"""Statistics of one item."""

from dataclasses import replace

import pytest

from chorus.gateway.instrument import Instrument
from chorus.gateway.item_statistics import distance, item_statistics
from chorus.gateway.parsing import REFUSED
from chorus.gateway.screening import Given, ItemResult, Uncounted, Wording
from chorus.gateway.tally import tally

SKIPPED = Given(uncounted=Uncounted.SKIPPED)


def test_majorities_distances_and_agreement(wcs: Instrument) -> None:
    item = wcs.item("8")
    given = [Given((0,))] * 2 + [Given((3,))] * 6 + [REFUSED] * 2
    found = item_statistics(item, replace(tally(item, given), scored=(0.25, 0.25, 0.25, 0.25)))
    assert (found.scored_majority, found.sampled_majority) == ("d", "d")
    assert (found.scored_from_uniform, found.sampled_from_uniform, found.agreement) == (0, 0.5, 0.5)
    assert found.refusal_rate == 0.2
    assert (found.position_bias, found.paraphrase_robustness) == (None, None)


def test_pure_position_bias_is_reported_as_such(wcs: Instrument) -> None:
    item = wcs.item("8")
    found = item_statistics(item, ItemResult("8", scored=(0.25,) * 4, places=(1, 0, 0, 0)))
    assert (found.position_bias, found.scored_from_uniform) == (0.75, 0)
    fair = item_statistics(item, ItemResult("8", scored=(1, 0, 0, 0), places=(0.25,) * 4))
    assert (fair.position_bias, fair.scored_from_uniform) == (0, 0.75)


def test_answers_that_do_not_depend_on_the_wording_are_robust(wcs: Instrument) -> None:
    item = wcs.item("8")
    same = tuple(Wording(text, (0.5, 0.5, 0, 0)) for text in "ab")
    other = (Wording("a", (1, 0, 0, 0)), Wording("b", (0, 1, 0, 0)))
    found = [item_statistics(item, ItemResult("8", wordings=wordings)) for wordings in (same, other)]
    assert [one.paraphrase_robustness for one in found] == [1, 0.5]


def test_who_was_not_asked_did_not_refuse(wcs: Instrument) -> None:
    item = wcs.item("8")
    found = item_statistics(item, tally(item, [SKIPPED, SKIPPED, REFUSED, Given((0,))]))
    assert found.refusal_rate == 0.5
    assert item_statistics(item, tally(item, [SKIPPED])).refusal_rate is None


def test_a_missing_item_has_no_majority(wcs: Instrument) -> None:
    item = wcs.item("8")
    found = item_statistics(item, tally(item, [REFUSED] * 5))
    assert (found.sampled_majority, found.sampled_from_uniform, found.agreement) == ("", None, None)


def test_numbers_have_a_refusal_rate_only(swed: Instrument) -> None:
    found = item_statistics(swed.item("10"), tally(swed.item("10"), [Given(value=3), REFUSED]))
    assert found.refusal_rate == 0.5
    assert found.sampled_majority == ""


def test_distance_is_a_metric_on_distributions() -> None:
    assert distance((1, 0), (0, 1)) == 1
    assert distance((0.3, 0.7), (0.3, 0.7)) == 0
    with pytest.raises(ValueError, match="zip"):
        distance((1,), (0, 1))
