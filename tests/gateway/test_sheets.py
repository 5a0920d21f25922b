"""Respondents' sheets: whole ones are kept together, and those of a battery say how items hang together."""

import numpy as np
import pytest

from chorus.gateway.assessment import assess
from chorus.gateway.instrument import Instrument
from chorus.gateway.parsing import MISSING, REFUSED
from chorus.gateway.protocol import AnswerMode, Arrangement, Protocol
from chorus.gateway.screening import Given, Uncounted
from chorus.gateway.sheets import sheets
from chorus.gateway.tally import tally

SKIPPED = Given(uncounted=Uncounted.SKIPPED)
ALONE = Protocol(modes=(AnswerMode.SAMPLED,))
BATTERY = Protocol(modes=(AnswerMode.SAMPLED,), arrangement=Arrangement.BATTERY)


def test_a_sheet_with_an_answer_that_does_not_count_is_left_out(wcs: Instrument) -> None:
    lowest, highest = Given((0,)), {item.id: Given((len(item.options) - 1,)) for item in wcs.items}
    results = [tally(item, [lowest, highest[item.id], lowest, SKIPPED]) for item in wcs.items]
    results[2] = tally(wcs.items[2], [lowest, highest["7"], REFUSED, SKIPPED])
    found = sheets(wcs.scales[0], wcs, results)
    assert found.scores == pytest.approx([0, 100, 0])
    assert (found.num_respondents, found.are_enough) == (4, True)
    results[3] = tally(wcs.items[3], [MISSING, MISSING, lowest, SKIPPED])
    assert not sheets(wcs.scales[0], wcs, results).are_enough


def test_in_a_battery_intervals_and_consistency_are_over_whole_sheets(wcs: Instrument) -> None:
    random = np.random.default_rng(1)
    leanings = random.integers(0, 2, size=50)
    results = [tally(item, [Given((int(lean) * (len(item.options) - 1),)) for lean in leanings]) for item in wcs.items]
    (alone,), (together,) = (assess(wcs, protocol, "personas/torn", results).scales for protocol in (ALONE, BATTERY))
    assert alone.value == together.value
    # Everybody answers all five items alike: a sheet is one answer, not five.
    widths = [score.high - score.low for score in (alone, together)]
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(5), rel=0.1)
    assert (alone.alpha, alone.omega) == (None, None)
    assert together.alpha == pytest.approx(1)
    assert together.omega == pytest.approx(1, abs=0.01)
