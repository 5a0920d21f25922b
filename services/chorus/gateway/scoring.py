"""Scores of answers: pure functions, apart from how the answers came about.

A distribution over an item's options, or None for a missing item, is all they see. A scale's score is the mean over its items
of ``(i - 1) / (k - 1)``, i being the rank of the answer among k options, stretched to the scale's range; for the
Weight Concerns Scale that is ``100 * (i - 1) / (k - 1)`` (arXiv 2408.09366). A distribution counts with its expected rank.

What is missing never lowers risk: a scale with a missing item has no score, and a criterion holds, or does not, only where no
answer to the missing items could change it.
"""

from collections.abc import Mapping
from typing import TypeAlias

from chorus.gateway.instrument import CriterionRule, Instrument, ItemKind, Scale
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.screening import ItemResult

Distribution: TypeAlias = tuple[float, ...]
Answers: TypeAlias = Mapping[str, Distribution | None]
"""By item id."""

MIN_COUNTED_SHARE = 0.5
"""An item of which more answers were refused or unreadable than could be counted is missing."""
_ROUNDING = 1e-9


def distribution(result: ItemResult, mode: AnswerMode) -> Distribution | None:
    """The distribution over an item's options by one way of answering; None where the item is missing or has no options."""
    if mode is AnswerMode.SCORED:
        return result.scored or None
    counted = sum(result.sampled)
    if not counted or counted < MIN_COUNTED_SHARE * (counted + result.num_refused + result.num_invalid):
        return None
    return tuple(count / counted for count in result.sampled)


def certain(instrument: Instrument, options: Mapping[str, str]) -> Answers:
    """Answers given by option id, for example ``{"5": "b"}``, as distributions."""
    return {
        item: tuple(float(option.id == chosen) for option in instrument.item(item).options)
        for item, chosen in options.items()
    }


def score(scale: Scale, answers: Answers) -> float | None:
    """The scale's score; None where an item is missing."""
    if missing(scale, answers):
        return None
    return _score(scale, answers, rank_of_missing=0.0)


def missing(scale: Scale, answers: Answers) -> tuple[str, ...]:
    """The scale's items without an answer."""
    return tuple(item for item in scale.items if answers.get(item) is None)


def ranks(count: int) -> tuple[float, ...]:
    """``(i - 1) / (k - 1)`` of every option."""
    return tuple(index / (count - 1) for index in range(count))


def majority(kind: ItemKind, answer: Distribution | None) -> Distribution | None:
    """The most frequent answer, as a distribution; None where there is none.

    A tie of ranked options goes to the higher one, so that doubt never reads as health; unranked options in a tie have no
    majority.
    """
    if answer is None:
        return None
    best = [index for index, share in enumerate(answer) if share >= max(answer) - _ROUNDING]
    if len(best) > 1 and kind is not ItemKind.ORDINAL:
        return None
    return tuple(float(index == best[-1]) for index in range(len(answer)))


def majorities(instrument: Instrument, answers: Answers) -> Answers:
    """The majority answer of every item."""
    return {item: majority(instrument.item(item).kind, answer) for item, answer in answers.items()}


def is_met(rule: CriterionRule, instrument: Instrument, votes: Answers) -> bool | None:
    """Whether a criterion holds for majority answers; None where a missing answer decides."""
    if rule.item:
        vote = votes.get(rule.item)
        options = instrument.item(rule.item).options
        return None if vote is None else options[vote.index(1.0)].id in rule.options
    scale = next(scale for scale in instrument.scales if scale.id == rule.scale)
    at_least, at_most = (_score(scale, votes, rank) for rank in (0.0, 1.0))
    if at_least >= rule.at_least - _ROUNDING:
        return True
    return False if at_most < rule.at_least - _ROUNDING else None


def _score(scale: Scale, answers: Answers, rank_of_missing: float) -> float:
    total = 0.0
    for item in scale.items:
        answer = answers.get(item)
        if answer is None:
            total += rank_of_missing
        else:
            total += sum(share * rank for share, rank in zip(answer, ranks(len(answer)), strict=True))
    return scale.minimum + (scale.maximum - scale.minimum) * total / len(scale.items)
