"""Administration: items put to personas, each answered in two ways.

*Scored* is the exact probability of every option; *sampled* is seeded free answers, read strictly, with refusals, blanks and what
cannot be read counted apart. Counts, numbers and several-of items are sampled only.

Sampled answers have respondents: the n-th answers to all items are those of one respondent. Asked item by item, respondents
hear the same and differ by chance; in a battery each has its own earlier answers in view, and is not asked what a skip rule
leaves out.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from typing import Protocol as Seam

from chorus.gateway.instrument import Instrument, Item
from chorus.gateway.parsing import read
from chorus.gateway.prompts import (
    Lead,
    answer_form,
    exchange,
    over_options,
    over_places,
    sampled_prompt,
    scored_questions,
)
from chorus.gateway.protocol import AnswerMode, Arrangement, Protocol
from chorus.gateway.screening import Given, ItemResult, Uncounted, Wording
from chorus.gateway.skipping import is_skipped
from chorus.gateway.tally import tally
from chorus.serving.client import ChoiceQuestion, Persona, Reply, Scores, Structure
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

SKIPPED = Given(uncounted=Uncounted.SKIPPED)
Answered: TypeAlias = Mapping[str, ItemResult]
"""Results of one persona, by item id."""


class Voices(Seam):
    """Personas that answer: the part of serving's client that measurement needs."""

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        """The distribution over every question's options, in order."""
        ...

    async def generate(
        self, persona: str, prompt: str, sampling: Sampling, topics: Sequence[str], structure: Structure
    ) -> Reply:
        """``sampling.n`` answers."""
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """An item put to a persona."""

    persona: Persona
    item: Item


async def administer(
    voices: Voices,
    personas: Sequence[Persona],
    instrument: Instrument,
    protocol: Protocol,
    there: Mapping[str, Answered],
    concurrency: int,
) -> AsyncIterator[tuple[Put, ItemResult]]:
    """What is not ``there`` yet, by persona and item: results as they come, at most ``concurrency`` items at once.

    In a battery a persona's items come one after another. The first error ends it all; closing the iterator calls off what
    is still being answered.
    """
    limit = asyncio.Semaphore(concurrency)
    found: asyncio.Queue[tuple[Put, ItemResult]] = asyncio.Queue()

    async def put_one_after_another(persona: Persona, items: Sequence[Item]) -> None:
        answered = dict(there.get(persona.name, {}))
        for item in items:
            if item.id not in answered:
                async with limit:
                    answered[item.id] = await administer_item(
                        voices, Put(persona, item), instrument, protocol, answered
                    )
                await found.put((Put(persona, item), answered[item.id]))

    sheets = _sheets(personas, instrument, protocol)
    num_missing = sum(item.id not in there.get(persona.name, {}) for persona, items in sheets for item in items)
    async for one in _as_found(found, num_missing, [put_one_after_another(*sheet) for sheet in sheets]):
        yield one


def _sheets(
    personas: Sequence[Persona], instrument: Instrument, protocol: Protocol
) -> list[tuple[Persona, Sequence[Item]]]:
    """What one after another is asked: a persona's whole battery, or each item by itself."""
    if protocol.arrangement is Arrangement.BATTERY:
        return [(persona, instrument.items) for persona in personas]
    return [(persona, (item,)) for persona in personas for item in instrument.items]


async def _as_found(
    found: asyncio.Queue[tuple[Put, ItemResult]], number: int, work: Sequence[Coroutine[Any, Any, None]]
) -> AsyncIterator[tuple[Put, ItemResult]]:
    tasks = [asyncio.create_task(one) for one in work]
    everything = asyncio.gather(*tasks)
    try:
        for _ in range(number):
            next_one = asyncio.ensure_future(found.get())
            await asyncio.wait((next_one, everything), return_when=asyncio.FIRST_COMPLETED)
            if not next_one.done() and found.empty():
                next_one.cancel()
                await everything
            yield await next_one
        await everything
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(everything, *tasks, return_exceptions=True)


async def administer_item(
    voices: Voices, put: Put, instrument: Instrument, protocol: Protocol, answered: Answered
) -> ItemResult:
    """One item to one persona, in the ways that the protocol asks for; ``answered`` are the items before it."""
    lead = Lead(put.persona.display_name if protocol.name_community else "", protocol.framing, instrument.instructions)
    before = instrument.items[: instrument.items.index(put.item)] if protocol.arrangement is Arrangement.BATTERY else ()
    in_view = tuple((item, answered[item.id]) for item in before)
    result = ItemResult(put.item.id)
    if AnswerMode.SAMPLED in protocol.modes or not put.item.kind.is_choice:
        asked = _respondents(instrument, put.item, protocol, {item.id: one for item, one in in_view})
        result = await _sampled(voices, put, protocol, lead, in_view, asked)
    if AnswerMode.SCORED in protocol.modes and put.item.kind.is_choice:
        result = await _scored(voices, put, protocol, lead, in_view, result)
    return result


def _respondents(instrument: Instrument, item: Item, protocol: Protocol, before: Answered) -> list[int]:
    """Who is asked: all but those whom a skip rule leaves out, by what they answered before."""
    return [one for one in range(protocol.num_respondents) if not is_skipped(instrument, item, one, before)]


async def _sampled(
    voices: Voices,
    put: Put,
    protocol: Protocol,
    lead: Lead,
    in_view: Sequence[tuple[Item, ItemResult]],
    asked: Sequence[int],
) -> ItemResult:
    """The respondents' answers; those who hear the same words are asked in one call."""
    given = [SKIPPED] * protocol.num_respondents
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    wordings = put.item.wordings if protocol.paraphrases else (put.item.text,)
    for respondent in asked:
        sheet = [(item, result.given[respondent]) for item, result in in_view]
        heard = replace(lead, earlier=tuple(exchange(item.text, in_words(item, one)) for item, one in sheet))
        prompt = sampled_prompt(put.item, heard, wordings[respondent % len(wordings)])
        alike[respondent // protocol.num_samples, prompt].append(respondent)
    receipt: Receipt | None = None
    for (_, prompt), respondents in alike.items():
        sampling = protocol.sampling(put.item.id, respondents[0], len(respondents))
        reply = await voices.generate(put.persona.name, prompt, sampling, (), answer_form(put.item))
        receipt = receipt or reply.receipt
        for respondent, answer in zip(respondents, reply.answers, strict=True):
            given[respondent] = read(put.item, answer.text)
    return replace(tally(put.item, given), sampled_receipt=receipt)


async def _scored(
    voices: Voices,
    put: Put,
    protocol: Protocol,
    lead: Lead,
    in_view: Sequence[tuple[Item, ItemResult]],
    result: ItemResult,
) -> ItemResult:
    """The exact distribution, all wordings and turns of the list in one call."""
    item = put.item
    likeliest = [(one, in_words(one, likeliest_answer(before))) for one, before in in_view]
    heard = replace(lead, earlier=tuple(exchange(one.text, words) for one, words in likeliest))
    wordings = item.wordings if protocol.paraphrases else (item.text,)
    asked = [scored_questions(item, protocol.option_format, heard, wording) for wording in wordings]
    reply = await voices.score_options(put.persona.name, [question for turns in asked for question in turns])
    rows = [[option.probability for option in scores.options] for scores in reply.scores]
    turns = len(asked[0])
    by_wording = [rows[start : start + turns] for start in range(0, len(rows), turns)]
    distributions = [over_options(item, some) for some in by_wording]
    return replace(
        result,
        scored=tuple(sum(column) / len(distributions) for column in zip(*distributions, strict=True)),
        places=over_places(rows) if turns > 1 else (),
        wordings=tuple(map(Wording, wordings, distributions)) if len(wordings) > 1 else (),
        scored_receipt=reply.receipt,
    )


def likeliest_answer(result: ItemResult) -> Given:
    """What stands for a persona's answer where one is needed: the most probable option, or else the middle number."""
    if result.scored:
        return Given((result.scored.index(max(result.scored)),))
    if result.values:
        return Given(value=sorted(result.values)[len(result.values) // 2])
    if any(result.sampled):
        return Given((result.sampled.index(max(result.sampled)),))
    return Given(uncounted=Uncounted.MISSING)


def in_words(item: Item, given: Given) -> str:
    """An answer as the next item's lead says it."""
    if not given.counts:
        return "no answer"
    if given.value is not None:
        return f"{given.value:g} {item.unit}".strip()
    return ", ".join(item.options[place].text for place in given.options) or "none of these"
