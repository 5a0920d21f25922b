"""Scores of answers: pure functions, apart from how the answers came about.

Every option of an item adds something to a scale's score, and a distribution over options adds its expectation:

- ``MEAN_RANK``: the mean over the scale's items of ``(i - 1) / (k - 1)``, i being the rank of the answer among k options,
  stretched to the scale's range; for the Weight Concerns Scale that is ``100 * (i - 1) / (k - 1)`` (arXiv 2408.09366).
- ``SUM``: the sum of the answers' points.

Reverse-coded items are ranked from the other end. Respondents whom an item was not put to, because it does not apply to
them, count with the option that adds least.

What is missing never lowers risk: an item most of whose answers were refused, unreadable or blank is missing, and a scale
with a missing item has no score.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from chorus.gateway.instrument import Instrument, Item, ItemKind, Scale, ScoringRule
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.screening import ItemResult

Distribution: TypeAlias = tuple[float, ...]
Answers: TypeAlias = Mapping[str, Distribution | None]
"""Of all respondents, by the id of an item that has one of several options for an answer; None where it is missing."""

MIN_COUNTED_SHARE = 0.5
"""An item of which more answers were refused, unreadable or blank than could be counted is missing."""
ROUNDING = 1e-9


def ranks(item: Item) -> tuple[float, ...]:
    """``(i - 1) / (k - 1)`` of every option, from the other end where the item is reverse-coded."""
    rising = tuple(index / (len(item.options) - 1) for index in range(len(item.options)))
    return rising[::-1] if item.reverse else rising


def points(item: Item) -> tuple[float, ...]:
    """What every option counts in a sum."""
    if item.points:
        return item.points
    rising = tuple(float(index) for index in range(len(item.options)))
    return rising[::-1] if item.reverse else rising


def contributions(scale: Scale, item: Item) -> tuple[float, ...]:
    """What every option of an item adds to the scale's score."""
    if scale.rule is ScoringRule.SUM:
        return points(item)
    span = scale.maximum - scale.minimum
    return tuple((scale.minimum + span * rank) / len(scale.items) for rank in ranks(item))


def enough(counted: int, result: ItemResult) -> bool:
    """Whether so many counted answers are enough of those that were asked for."""
    asked = counted + result.num_refused + result.num_invalid + result.num_missing
    return counted > 0 and counted >= MIN_COUNTED_SHARE * asked


def distribution(result: ItemResult, mode: AnswerMode) -> Distribution | None:
    """The distribution over an item's options of those to whom it was put; None where the item is missing.

    For items of which one option is chosen.
    """
    if mode is AnswerMode.SCORED:
        return result.scored or None
    counted = sum(result.sampled)
    return tuple(count / counted for count in result.sampled) if enough(counted, result) else None


def applies(result: ItemResult, mode: AnswerMode) -> float:
    """Share of respondents to whom an item is put."""
    if mode is AnswerMode.SCORED:
        return result.applies
    return 1 - result.num_skipped / len(result.given) if result.given else 1.0


def of_all(item: Item, result: ItemResult, mode: AnswerMode) -> Distribution | None:
    """The distribution over a ranked item's options of all respondents, skipped ones on the option that adds least.

    Options without rank have none that adds least: of them it is the distribution of those who were asked.
    """
    asked, share = distribution(result, mode), applies(result, mode)
    if not item.kind.is_ranked or share == 1:
        return asked
    if asked is None and share > 0:
        return None
    lowest = tuple(float(index == item.reverse * (len(item.options) - 1)) for index in range(len(item.options)))
    return tuple(share * one + (1 - share) * other for one, other in zip(asked or lowest, lowest, strict=True))


def answers(instrument: Instrument, results: Sequence[ItemResult], mode: AnswerMode) -> Answers:
    """The distributions of all items of which one option is chosen."""
    items = ((instrument.item(result.item), result) for result in results)
    return {item.id: of_all(item, result, mode) for item, result in items if item.kind.is_choice}


def score(scale: Scale, instrument: Instrument, given: Answers) -> float | None:
    """The scale's score; None where an item is missing."""
    total = 0.0
    for id_ in scale.items:
        answer = given.get(id_)
        if answer is None:
            return None
        added = contributions(scale, instrument.item(id_))
        total += sum(share * each for share, each in zip(answer, added, strict=True))
    return total


def missing(scale: Scale, given: Answers) -> tuple[str, ...]:
    """The scale's items without an answer."""
    return tuple(item for item in scale.items if given.get(item) is None)


def band(scale: Scale, value: float) -> str:
    """Title of the band that a score is in; empty where the scale has none."""
    return next((one.title for one in reversed(scale.bands) if value >= one.at_least - ROUNDING), "")


def majority(kind: ItemKind, answer: Distribution | None) -> Distribution | None:
    """The most frequent answer, as a distribution; None where there is none.

    A tie of ranked options goes to the higher one, so that doubt never reads as health; unranked options in a tie have no
    majority.
    """
    if answer is None:
        return None
    best = [index for index, share in enumerate(answer) if share >= max(answer) - ROUNDING]
    if len(best) > 1 and kind is not ItemKind.ORDINAL:
        return None
    return tuple(float(index == best[-1]) for index in range(len(answer)))
