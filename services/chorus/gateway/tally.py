"""The counts of an item's result, as they follow from what every respondent gave.

They are never kept beside the answers by hand: whoever changes an answer, for example because a skip rule takes it away,
tallies again.
"""

from collections.abc import Sequence

from chorus.gateway.instrument import Instrument, Item
from chorus.gateway.screening import Given, ItemResult, Uncounted


def tally(item: Item, given: Sequence[Given]) -> ItemResult:
    """The result of an item that was given these answers, respondent by respondent.

    An answer with several options counts once for each of them. What scored answers bring is left empty.
    """
    counted = [answer for answer in given if answer.counts]
    uncounted = [answer.uncounted for answer in given]
    return ItemResult(
        item=item.id,
        sampled=tuple(sum(place in answer.options for answer in counted) for place in range(len(item.options))),
        values=tuple(answer.value for answer in counted if answer.value is not None),
        num_refused=uncounted.count(Uncounted.REFUSED),
        num_invalid=uncounted.count(Uncounted.INVALID),
        num_missing=uncounted.count(Uncounted.MISSING),
        num_skipped=uncounted.count(Uncounted.SKIPPED),
        given=tuple(given),
    )


def by_seed(
    instrument: Instrument, results: Sequence[ItemResult], num_samples: int
) -> tuple[tuple[ItemResult, ...], ...]:
    """The sampled results of every seed, each of whose ``num_samples`` respondents follow one another."""
    num_seeds = max((len(result.given) // num_samples for result in results), default=0)
    return tuple(
        tuple(
            tally(instrument.item(result.item), result.given[seed * num_samples : (seed + 1) * num_samples])
            for result in results
        )
        for seed in range(num_seeds)
    )
