"""Filled-in questionnaires, as the results that administration would give."""

from collections.abc import Mapping, Sequence

from chorus.gateway.instrument import Instrument, Item
from chorus.gateway.screening import Given, ItemResult, Uncounted
from chorus.gateway.tally import tally

Say = str | float | Uncounted | Sequence[str]
"""An option's id, a number, several options' ids, or why there is no answer."""


def given(item: Item, said: Say) -> Given:
    """One answer."""
    if isinstance(said, Uncounted):
        return Given(uncounted=said)
    if isinstance(said, int | float):
        return Given(value=float(said))
    letters = [option.id for option in item.options]
    return Given(tuple(letters.index(letter) for letter in ([said] if isinstance(said, str) else said)))


def scored(instrument: Instrument, shares: Mapping[str, Sequence[float]]) -> tuple[ItemResult, ...]:
    """Results by probabilities alone; items that are left out are missing."""
    return tuple(ItemResult(item.id, scored=tuple(shares.get(item.id, ()))) for item in instrument.items)


def chosen(instrument: Instrument, options: Mapping[str, str]) -> tuple[ItemResult, ...]:
    """Results of which every answer is certain, by option id."""
    items = {item.id: item for item in instrument.items}
    rows = {
        id_: [float(option.id == letter) for option in items[id_].options] for id_, letter in options.items() if letter
    }
    return scored(instrument, rows)


def sampled(instrument: Instrument, said: Mapping[str, Sequence[Say]]) -> tuple[ItemResult, ...]:
    """Results by respondents' answers alone."""
    return tuple(tally(item, [given(item, one) for one in said.get(item.id, ())]) for item in instrument.items)
