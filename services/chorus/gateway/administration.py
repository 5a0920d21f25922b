"""Administration: items put to personas, each answered in two ways.

*Scored* is the exact probability of every option; *sampled* is seeded free answers, read strictly, with refusals and what cannot
be read counted apart. Counts and numbers are sampled only.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol as Seam

from chorus.gateway.instrument import Item
from chorus.gateway.parsing import Chosen, Stated, Unread, read
from chorus.gateway.prompts import over_options, sampled_prompt, scored_questions
from chorus.gateway.protocol import Protocol
from chorus.gateway.screening import ItemResult
from chorus.serving.client import ChoiceQuestion, Reply, Scores
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling


class Voices(Seam):
    """Personas that answer: the part of serving's client that measurement needs."""

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        """The distribution over every question's options, in order."""
        ...

    async def generate(self, persona: str, prompt: str, sampling: Sampling) -> Reply:
        """``sampling.n`` answers."""
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """An item put to a persona."""

    persona: str
    item: Item


async def administer(
    voices: Voices, puts: Sequence[Put], protocol: Protocol, concurrency: int
) -> AsyncIterator[tuple[Put, ItemResult]]:
    """Results as they come, in no order, with at most ``concurrency`` items being answered at once.

    The first error ends it all; closing the iterator calls off what is still being answered.
    """
    limit = asyncio.Semaphore(concurrency)

    async def answer(put: Put) -> tuple[Put, ItemResult]:
        async with limit:
            return put, await administer_item(voices, put, protocol)

    tasks = [asyncio.create_task(answer(put)) for put in puts]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for unfinished in tasks:
            unfinished.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def administer_item(voices: Voices, put: Put, protocol: Protocol) -> ItemResult:
    """One item to one persona, in both ways."""
    scored, scored_receipt = await _scored(voices, put, protocol) if put.item.kind.is_choice else ((), None)
    reply = await voices.generate(put.persona, sampled_prompt(put.item), protocol.sampling(put.item.id))
    readings = [read(put.item, answer.text) for answer in reply.answers]
    chosen = [reading.index for reading in readings if isinstance(reading, Chosen)]
    return ItemResult(
        item=put.item.id,
        scored=scored,
        sampled=tuple(chosen.count(index) for index in range(len(put.item.options))),
        values=tuple(reading.value for reading in readings if isinstance(reading, Stated)),
        num_refused=readings.count(Unread.REFUSED),
        num_invalid=readings.count(Unread.INVALID),
        scored_receipt=scored_receipt,
        sampled_receipt=reply.receipt,
    )


async def _scored(voices: Voices, put: Put, protocol: Protocol) -> tuple[tuple[float, ...], Receipt | None]:
    answer = await voices.score_options(put.persona, scored_questions(put.item, protocol.option_format))
    rows = [[option.probability for option in scores.options] for scores in answer.scores]
    return over_options(put.item, rows), answer.receipt
