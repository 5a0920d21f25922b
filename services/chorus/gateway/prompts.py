"""An item as words for a persona.

No prompt names a community unless the protocol says so: that would hand part of the answer over with the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chorus.gateway.instrument import Item, ItemKind, Option
from chorus.gateway.protocol import Framing, OptionFormat
from chorus.serving.client import FREE, ChoiceQuestion, Structure

LETTER_ONLY = "Answer only with the letter of an option."
LETTERS_ONLY = "Answer only with the letters of all that apply, or with: none."
TEXT_ONLY = "Answer only with one of these, word for word."
NUMBER_ONLY = "Answer only with a number."

_FRAMINGS = {
    Framing.HONEST: "Nobody will ever know who gave this answer. Answer as it is, not as it ought to be.",
    Framing.DESIRABLE: "Answer as somebody does who wants to be thought well of by whoever reads it.",
}


@dataclass(frozen=True, slots=True)
class Lead:
    """What a persona hears before a question. Empty: the question is asked by itself."""

    community: str = ""
    """What the community is called, where the persona is to be told."""
    framing: Framing = Framing.NEUTRAL
    instructions: str = ""
    """Of the instrument."""
    earlier: tuple[str, ...] = ()
    """Items before this one with the answers to them, as ``exchange`` says them."""

    def before(self, question: str) -> str:
        """The question with what is said before it."""
        told = f"You are one of those who are known as {self.community}." if self.community else ""
        parts = (told, _FRAMINGS.get(self.framing, ""), self.instructions, *self.earlier, question)
        return "\n".join(part for part in parts if part)


def exchange(question: str, answer: str) -> str:
    """An earlier item and its answer, as the next item's lead has it."""
    return f"Asked: {question} Answered: {answer}"


def sampled_prompt(item: Item, lead: Lead | None = None, wording: str = "") -> str:
    """What a persona is asked when its own words are taken for the answer."""
    question = (lead or Lead()).before(wording or item.text)
    if item.kind.is_number:
        unit = f" Unit: {item.unit}." if item.unit else ""
        return f"{question}{unit}\n{NUMBER_ONLY}"
    return _listed(question, item.options, LETTERS_ONLY if item.kind is ItemKind.SEVERAL else LETTER_ONLY)


def answer_form(item: Item) -> Structure:
    """The form that free answers are held to: numbers are written as numbers, all else is free.

    Free, a small model rarely answers with a number at all. The form has as many digits as the plausible range, and no sign
    unless the range has negative numbers; whether a number is plausible is checked when it is read.
    """
    if not item.kind.is_number:
        return FREE
    digits = len(str(int(max(abs(item.minimum), abs(item.maximum)))))
    sign = "-?" if item.minimum < 0 else ""
    fraction = "" if item.kind is ItemKind.COUNT else r"(\.[0-9])?"
    return Structure(regex=f"{sign}[0-9]{{1,{digits}}}{fraction}")


def scored_questions(
    item: Item, option_format: OptionFormat, lead: Lead | None = None, wording: str = ""
) -> tuple[ChoiceQuestion, ...]:
    """The closed questions whose distributions, brought together by ``over_options``, are the item's.

    Statements are said after the bare question and have no order, so one question is enough. Letters and texts stand in
    places of a list, and models have favourite places: the list is turned until every option has stood in every place.
    """
    question = (lead or Lead()).before(wording or item.text)
    if option_format is OptionFormat.STATEMENTS:
        return (ChoiceQuestion(question, tuple(option.as_statement for option in item.options)),)
    if option_format is OptionFormat.LETTERS:
        letters = tuple(option.id for option in item.options)
        return tuple(ChoiceQuestion(_listed(question, turned), letters) for turned in _rotations(item.options))
    return tuple(
        ChoiceQuestion("\n".join((question, *texts, TEXT_ONLY)), texts)
        for texts in (tuple(option.text for option in turned) for turned in _rotations(item.options))
    )


def over_options(item: Item, distributions: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The distribution over an item's options: that of each question mapped back from places to options, then averaged.

    ``distributions[r][p]`` is the probability of place ``p`` in the list turned by ``r``, where option ``(p + r) mod k`` stood.
    """
    count, turns = len(item.options), len(distributions)
    sums = [sum(row[(option - turn) % count] for turn, row in enumerate(distributions)) for option in range(count)]
    return tuple(value / turns for value in sums)


def over_places(distributions: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The average probability of each place in the list, whatever stood there."""
    return tuple(sum(row) / len(distributions) for row in zip(*distributions, strict=True))


def _rotations(options: tuple[Option, ...]) -> list[tuple[Option, ...]]:
    return [options[turn:] + options[:turn] for turn in range(len(options))]


def _listed(question: str, options: Sequence[Option], only: str = LETTER_ONLY) -> str:
    letters = sorted(option.id for option in options)
    lines = [f"{letter}) {option.text}" for letter, option in zip(letters, options, strict=True)]
    return "\n".join((question, *lines, only))
