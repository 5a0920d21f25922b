"""Yes/no rules on answers: conditions, the criteria made of them, and the flags that a reader must not miss.

*Criteria* are about majority answers: the most frequent option; the median of counts and numbers; of several-of items,
every option that half of the answers have. *Flags* are about shares of answers.

Counts, numbers and several-of items have no exact probabilities, so that both ways of answering read their sampled answers.
Respondents whom an item was not put to fulfil no condition on it.

What is missing never lowers risk: a criterion holds, or does not, only where no answer to the missing items could change
it.
"""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TypeAlias

from chorus.gateway.instrument import Condition, CriterionRule, FlagRule, Instrument, Item, Scale
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.scoring import ROUNDING, applies, contributions, distribution, enough, majority, of_all
from chorus.gateway.screening import Flag, Given, ItemResult

Votes: TypeAlias = Mapping[str, Given | None]
"""The majority answer by item id; None where there is none."""
Outcomes: TypeAlias = tuple[tuple[Given, float], ...]
"""Answers and the share of each."""

RAISED_FROM = 0.1
"""Share of answers that raises a flag."""
NOT_ASKED = Given()
"""What most respondents say to an item that is not put to them: no option, no number."""


def holds(condition: Condition, item: Item, answer: Given) -> bool:
    """Whether a condition holds of one answer that counts."""
    if condition.at_least is not None:
        return answer.value is not None and answer.value >= condition.at_least - ROUNDING
    return any(item.options[place].id in condition.options for place in answer.options)


def chance(conditions: Sequence[Condition], item: Item, result: ItemResult, mode: AnswerMode) -> float | None:
    """Share of answers, of those who were asked, of which all of the conditions hold; None where the item is missing."""
    found = _outcomes(item, result, mode)
    if found is None:
        return None
    return sum(share for answer, share in found if all(holds(each, item, answer) for each in conditions))


def is_met(rule: CriterionRule, instrument: Instrument, given: Votes) -> bool | None:
    """Whether a criterion holds for majority answers; None where a missing answer decides."""
    if rule.scale:
        scale = next(scale for scale in instrument.scales if scale.id == rule.scale)
        at_least, at_most = _bounds(scale, instrument, given)
        needed = rule.at_least - ROUNDING
    else:
        truths = [_truth(condition, instrument, given) for condition in rule.conditions]
        at_least, at_most = truths.count(True), len(truths) - truths.count(False)
        needed = rule.num_conditions or len(truths)
    if at_least >= needed:
        return True
    return None if at_most >= needed else False


def flag(rule: FlagRule, instrument: Instrument, results: Sequence[ItemResult], mode: AnswerMode) -> Flag:
    """A flag by one way of answering: raised by a tenth of the answers, and by an item without any."""
    item = instrument.item(rule.condition.item)
    result = next((result for result in results if result.item == item.id), ItemResult(item.id))
    held = chance((rule.condition,), item, result, mode)
    share = None if held is None else held * applies(result, _read(item, mode))
    raised = share is None or share >= RAISED_FROM - ROUNDING
    return Flag(rule.id, rule.title, rule.advice, mode, share, raised)


def votes(instrument: Instrument, results: Sequence[ItemResult], mode: AnswerMode) -> Votes:
    """The majority answer to every item."""
    return {result.item: _vote(instrument.item(result.item), result, mode) for result in results}


def _read(item: Item, mode: AnswerMode) -> AnswerMode:
    """The way of answering by which there are answers to an item."""
    return mode if item.kind.is_choice else AnswerMode.SAMPLED


def _outcomes(item: Item, result: ItemResult, mode: AnswerMode) -> Outcomes | None:
    """What those answer to whom an item is put; None where it is missing."""
    if item.kind.is_choice:
        shares = distribution(result, mode)
        return None if shares is None else tuple((Given((place,)), share) for place, share in enumerate(shares))
    counted = [answer for answer in result.given if answer.counts] or [Given(value=value) for value in result.values]
    return tuple((answer, 1 / len(counted)) for answer in counted) if enough(len(counted), result) else None


def _vote(item: Item, result: ItemResult, mode: AnswerMode) -> Given | None:
    if item.kind.is_ranked:
        return _highest_majority(item, of_all(item, result, mode))
    outcomes, share = _outcomes(item, result, mode), applies(result, _read(item, mode))
    if outcomes is None:
        return NOT_ASKED if share == 0 else None
    if item.kind.is_number:
        numbers = [answer.value for answer, _ in outcomes if answer.value is not None]
        return Given(value=median([*numbers, *[item.minimum] * result.num_skipped]))
    chosen = [sum(part for answer, part in outcomes if place in answer.options) for place in range(len(item.options))]
    if item.kind.is_choice:
        found = majority(item.kind, (*(share * part for part in chosen), 1 - share))
        return None if found is None else Given(tuple(place for place in range(len(chosen)) if found[place]))
    return Given(tuple(place for place, part in enumerate(chosen) if share * part >= 0.5 - ROUNDING))


def _highest_majority(item: Item, answer: tuple[float, ...] | None) -> Given | None:
    """A tie goes to what reads as more, which is the lower option of a reverse-coded item."""
    found = majority(item.kind, answer[::-1] if answer is not None and item.reverse else answer)
    if found is None:
        return None
    place = found.index(1.0)
    return Given((len(found) - 1 - place if item.reverse else place,))


def _bounds(scale: Scale, instrument: Instrument, given: Votes) -> tuple[float, float]:
    """The lowest and the highest score that the missing answers leave possible."""
    lowest = highest = 0.0
    for id_ in scale.items:
        added, vote = contributions(scale, instrument.item(id_)), given.get(id_)
        possible = added if vote is None else [added[place] for place in vote.options]
        lowest += min(possible)
        highest += max(possible)
    return lowest, highest


def _truth(condition: Condition, instrument: Instrument, given: Votes) -> bool | None:
    vote = given.get(condition.item)
    return None if vote is None else holds(condition, instrument.item(condition.item), vote)
