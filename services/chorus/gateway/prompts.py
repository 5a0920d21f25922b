"""An item as words for a persona. No prompt names a community: that would hand the answer over with the question."""

from collections.abc import Sequence

from chorus.gateway.instrument import Item, Option
from chorus.gateway.protocol import OptionFormat
from chorus.serving.client import ChoiceQuestion

LETTER_ONLY = "Answer only with the letter of an option."
NUMBER_ONLY = "Answer only with a number."


def sampled_prompt(item: Item) -> str:
    """What a persona is asked when its own words are taken for the answer."""
    if item.kind.is_choice:
        return _listed(item.text, item.options)
    unit = f" Unit: {item.unit}." if item.unit else ""
    return f"{item.text}{unit}\n{NUMBER_ONLY}"


def scored_questions(item: Item, option_format: OptionFormat) -> tuple[ChoiceQuestion, ...]:
    """The closed questions whose distributions, brought together by ``over_options``, are the item's.

    Statements are said after the bare question and have no order, so one question is enough. Letters stand for places in a
    list, and models have favourite places: the list is turned until every option has stood in every place.
    """
    if option_format is OptionFormat.STATEMENTS:
        return (ChoiceQuestion(item.text, tuple(option.as_statement for option in item.options)),)
    letters = tuple(option.id for option in item.options)
    return tuple(ChoiceQuestion(_listed(item.text, turned), letters) for turned in _rotations(item.options))


def over_options(item: Item, distributions: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The distribution over an item's options: that of each question mapped back from places to options, then averaged.

    ``distributions[r][p]`` is the probability of place ``p`` in the list turned by ``r``, where option ``(p + r) mod k`` stood.
    """
    count, turns = len(item.options), len(distributions)
    sums = [sum(row[(option - turn) % count] for turn, row in enumerate(distributions)) for option in range(count)]
    return tuple(value / turns for value in sums)


def _rotations(options: tuple[Option, ...]) -> list[tuple[Option, ...]]:
    return [options[turn:] + options[:turn] for turn in range(len(options))]


def _listed(text: str, options: Sequence[Option]) -> str:
    letters = sorted(option.id for option in options)
    lines = [f"{letter}) {option.text}" for letter, option in zip(letters, options, strict=True)]
    return "\n".join((text, *lines, LETTER_ONLY))
