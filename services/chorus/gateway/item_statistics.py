"""How an item was answered: what most say, how much order and wording decide, how far the two ways of answering agree.

Distances between distributions are total variation: half the sum of absolute differences, 0 to 1, the share of answers that
would have to change.
"""

from collections.abc import Sequence

from chorus.gateway.instrument import Item
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.scoring import Distribution, distribution, majority
from chorus.gateway.screening import ItemResult, ItemStatistics, Uncounted


def item_statistics(item: Item, result: ItemResult) -> ItemStatistics:
    """The statistics of one persona's answers to one item."""
    if not item.kind.is_choice:
        return ItemStatistics(item.id, refusal_rate=_refusal_rate(result))
    scored, sampled = (distribution(result, mode) for mode in (AnswerMode.SCORED, AnswerMode.SAMPLED))
    return ItemStatistics(
        item=item.id,
        scored_majority=_most(item, scored),
        sampled_majority=_most(item, sampled),
        position_bias=_from_uniform(result.places or None),
        paraphrase_robustness=_robustness([wording.scored for wording in result.wordings]),
        scored_from_uniform=_from_uniform(scored),
        sampled_from_uniform=_from_uniform(sampled),
        agreement=None if scored is None or sampled is None else 1 - distance(scored, sampled),
        refusal_rate=_refusal_rate(result),
    )


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Total variation distance of two distributions.

    >>> distance((0.5, 0.5), (1.0, 0.0))
    0.5
    """
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 2


def _most(item: Item, answer: Distribution | None) -> str:
    found = majority(item.kind, answer)
    return "" if found is None else item.options[found.index(1.0)].id


def _from_uniform(answer: Sequence[float] | None) -> float | None:
    return None if answer is None else distance(answer, [1 / len(answer)] * len(answer))


def _robustness(distributions: Sequence[Sequence[float]]) -> float | None:
    if len(distributions) < 2:
        return None
    middle = [sum(column) / len(distributions) for column in zip(*distributions, strict=True)]
    return 1 - sum(distance(one, middle) for one in distributions) / len(distributions)


def _refusal_rate(result: ItemResult) -> float | None:
    asked = [given for given in result.given if given.uncounted is not Uncounted.SKIPPED]
    return result.num_refused / len(asked) if asked else None
