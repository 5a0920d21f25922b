"""Skip rules: which respondents an item is put to, by what they answered before.

Every item is asked of everybody, as in the paper, and afterwards answers of those to whom it does not apply are taken away:

- *sampled*: the n-th answers to all items are one respondent's, who is skipped where a condition does not hold of the same
  respondent's earlier answer, or where that item was skipped in turn. An earlier answer that was refused, unreadable or
  blank says nothing; the item stays asked, for what is missing never lowers risk.
- *scored*: the item is put with the probability that all conditions hold, which are those of its own rule and those under
  which the items that the rule looks at are put in turn. Answers to different items are taken as independent, those to one
  item as one answer. What cannot be said counts as holding. The probabilities of the item's own options stay those of a
  respondent who is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod

from chorus.gateway.criteria import chance, holds
from chorus.gateway.instrument import Condition, Instrument, Item
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.screening import Given, ItemResult, Uncounted
from chorus.gateway.tally import tally

Before = Mapping[str, ItemResult]
"""Results of earlier items, by id, from which what was skipped is gone."""


def applied(instrument: Instrument, results: Sequence[ItemResult]) -> tuple[ItemResult, ...]:
    """The results with every skip rule applied; ``results`` in the instrument's order, as is what is returned."""
    done: dict[str, ItemResult] = {}
    for result in results:
        item = instrument.item(result.item)
        done[item.id] = _applied(instrument, item, result, done) if item.asked_if else result
    return tuple(done.values())


def _applied(instrument: Instrument, item: Item, result: ItemResult, before: Before) -> ItemResult:
    put = replace(result, applies=_probability(instrument, item, before))
    if not result.given:
        return put
    given = tuple(
        Given(uncounted=Uncounted.SKIPPED) if is_skipped(instrument, item, respondent, before) else answer
        for respondent, answer in enumerate(result.given)
    )
    counts = tally(item, given)
    return replace(
        put,
        given=given,
        sampled=counts.sampled,
        values=counts.values,
        num_refused=counts.num_refused,
        num_invalid=counts.num_invalid,
        num_missing=counts.num_missing,
        num_skipped=counts.num_skipped,
    )


def is_skipped(instrument: Instrument, item: Item, respondent: int, before: Before) -> bool:
    """Whether an item is not put to a respondent, by what the same respondent answered before."""
    return any(_fails(condition, instrument, respondent, before) for condition in item.asked_if)


def _fails(condition: Condition, instrument: Instrument, respondent: int, before: Before) -> bool:
    """Whether a condition is known not to hold of a respondent's earlier answer."""
    earlier = before.get(condition.item)
    if earlier is None or respondent >= len(earlier.given):
        return False
    answer = earlier.given[respondent]
    if answer.counts:
        return not holds(condition, instrument.item(condition.item), answer)
    return answer.uncounted is Uncounted.SKIPPED


def _probability(instrument: Instrument, item: Item, before: Before) -> float:
    """Probability that every condition holds on which it depends whether the item is put."""
    conditions = _all_conditions(instrument, item)
    looked_at = dict.fromkeys(condition.item for condition in conditions)
    found = (
        chance([each for each in conditions if each.item == id_], instrument.item(id_), before[id_], AnswerMode.SCORED)
        for id_ in looked_at
        if id_ in before
    )
    return prod(1.0 if share is None else share for share in found)


def _all_conditions(instrument: Instrument, item: Item) -> tuple[Condition, ...]:
    """The conditions of an item's rule, and of the rules of the items that they look at, each once."""
    found: dict[Condition, None] = {}
    waiting = list(item.asked_if)
    while waiting:
        condition = waiting.pop()
        if condition not in found:
            found[condition] = None
            waiting += instrument.item(condition.item).asked_if
    return tuple(found)
