"""What a screening would cost, said before it is begun.

Prompts and answers are counted exactly, but for batteries, whose respondents are each taken to hear something of their own.
Tokens are estimated from characters, every answer at its longest. Time is that of one item put to the base control, as the
screening itself would put it, times the work that is left; it is an upper estimate, since a screening puts several at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chorus.gateway.instrument import Instrument, Item
from chorus.gateway.prompts import Lead, exchange, sampled_prompt, scored_questions
from chorus.gateway.protocol import DRAWS_OF_THE_MODEL, AnswerMode, Arrangement, Protocol

CHARACTERS_PER_TOKEN = 4.0


@dataclass(frozen=True, slots=True)
class ScreeningPreview:
    """What a screening would ask and take. Mirrors ``chorus.gateway.v1.ScreeningPreview``."""

    personas: tuple[str, ...] = ()
    """All that would be asked, controls included."""
    num_items: int = 0
    """Items to all personas together."""
    num_kept: int = 0
    """Of these, answered before by the same weights under the same protocol; they are not asked again."""
    num_prompts: int = 0
    """Different prompts to be read, each option of a scored one counted."""
    num_answers: int = 0
    """Free answers to be drawn."""
    num_tokens: int = 0
    """Tokens of prompts and answers, at most, estimated."""
    seconds: float | None = None
    """Time that it takes, at most, estimated; None where nothing is to be asked."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one item costs, put to one persona."""

    num_prompts: int = 0
    num_answers: int = 0
    num_characters: int = 0

    @property
    def num_tokens(self) -> int:
        """Of prompts and answers, estimated."""
        return round(self.num_characters / CHARACTERS_PER_TOKEN) + self.num_answers * DRAWS_OF_THE_MODEL.max_tokens

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.num_prompts + other.num_prompts,
            self.num_answers + other.num_answers,
            self.num_characters + other.num_characters,
        )


def cost_of(item: Item, instrument: Instrument, protocol: Protocol) -> Cost:
    """What an item costs under a protocol."""
    lead = Lead(framing=protocol.framing, instructions=instrument.instructions)
    in_battery = protocol.arrangement is Arrangement.BATTERY
    if in_battery:
        before = instrument.items[: instrument.items.index(item)]
        lead = replace(lead, earlier=tuple(exchange(one.text, _longest(one)) for one in before))
    wordings = item.wordings if protocol.paraphrases else (item.text,)
    cost = Cost()
    if AnswerMode.SCORED in protocol.modes and item.kind.is_choice:
        for wording in wordings:
            for question in scored_questions(item, protocol.option_format, lead, wording):
                read = [len(question.prompt) + len(option) for option in question.options]
                cost += Cost(num_prompts=len(read), num_characters=sum(read))
    if AnswerMode.SAMPLED in protocol.modes or not item.kind.is_choice:
        prompts = [len(sampled_prompt(item, lead, wording)) for wording in wordings]
        different = (
            protocol.num_respondents if in_battery else min(len(prompts), protocol.num_samples) * protocol.num_seeds
        )
        characters = round(different * sum(prompts) / len(prompts))
        cost += Cost(different, protocol.num_respondents, characters)
    return cost


def previewed(
    personas: Sequence[str], unasked: Sequence[Item], num_kept: int, instrument: Instrument, protocol: Protocol
) -> ScreeningPreview:
    """The preview, its time aside; ``unasked`` has an item once for every persona it is still to be put to."""
    cost = sum((cost_of(item, instrument, protocol) for item in unasked), Cost())
    return ScreeningPreview(
        tuple(personas), len(unasked) + num_kept, num_kept, cost.num_prompts, cost.num_answers, cost.num_tokens
    )


def _longest(item: Item) -> str:
    return max((option.text for option in item.options), key=len, default=f"{item.maximum:g} {item.unit}")
