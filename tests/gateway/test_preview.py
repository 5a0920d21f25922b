"""What an item costs: counted as it will be asked."""

from dataclasses import replace

import pytest

from chorus.gateway.instrument import Instrument
from chorus.gateway.preview import Cost, cost_of
from chorus.gateway.protocol import AnswerMode, Arrangement, OptionFormat, Protocol

SCORED = Protocol(modes=(AnswerMode.SCORED,))
SAMPLED = Protocol(modes=(AnswerMode.SAMPLED,))


@pytest.mark.parametrize(
    ("protocol", "num_prompts", "num_answers"),
    [
        (SCORED, 5, 0),
        (replace(SCORED, option_format=OptionFormat.LETTERS), 25, 0),
        (replace(SCORED, option_format=OptionFormat.TEXTS), 25, 0),
        (replace(SCORED, paraphrases=True), 15, 0),
        (SAMPLED, 1, 50),
        (replace(SAMPLED, num_seeds=3), 3, 150),
        (replace(SAMPLED, paraphrases=True), 3, 50),
        (replace(SAMPLED, paraphrases=True, num_samples=2), 2, 2),
        (replace(SAMPLED, arrangement=Arrangement.BATTERY), 50, 50),
        (Protocol(), 6, 50),
    ],
)
def test_prompts_and_answers_are_counted(
    wcs: Instrument, protocol: Protocol, num_prompts: int, num_answers: int
) -> None:
    item = replace(wcs.items[0], paraphrases=("One?", "Two?"))
    instrument = replace(wcs, items=(item, *wcs.items[1:]))
    cost = cost_of(item, instrument, protocol)
    assert (cost.num_prompts, cost.num_answers) == (num_prompts, num_answers)
    assert cost.num_characters > num_prompts * len("One?")


def test_numbers_are_sampled_even_where_only_scored_answers_are_wanted(swed: Instrument) -> None:
    assert cost_of(swed.item("2"), swed, SCORED).num_answers == 50


def test_a_battery_costs_more_from_item_to_item(wcs: Instrument) -> None:
    battery = replace(SCORED, arrangement=Arrangement.BATTERY)
    first, last = (cost_of(wcs.item(item), wcs, battery) for item in ("5", "9"))
    assert (first.num_prompts, last.num_prompts) == (5, 5)
    assert last.num_characters > 3 * first.num_characters


def test_costs_add_up() -> None:
    total = Cost(1, 2, 40) + Cost(1, 0, 0)
    assert total == Cost(2, 2, 40)
    assert total.num_tokens == 10 + 2 * 24
