"""Many questions in one call, each answered by itself, in whatever order they finish.

Entries of one persona follow one another, so that few adapters change places in the engine; so many are under way at once that
the engine is never without work, and no more, so that other callers get their turn. Where the engine's queue is full, an entry
waits instead of failing: who sends a batch has said that there is time.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from tenacity import AsyncRetrying, retry_if_exception_type, wait_random

from chorus.errors import ChorusError, InvalidArgument, ResourceExhausted
from chorus.serving.answer import Question, Reply

MAX_ENTRIES = 1024
MAX_ANSWERS = 4096
AT_ONCE = 64

Ask = Callable[[Question], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Finished:
    """One entry, answered or failed."""

    entry: int
    result: Reply | ChorusError


def check_entries(entries: Sequence[Question]) -> None:
    """``InvalidArgument`` for a batch that is wrong as a whole."""
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise InvalidArgument(f"{len(entries)} entries; send 1 to {MAX_ENTRIES:,} in one call", field="entries")
    wanted = sum(max(1, entry.sampling.n) for entry in entries)
    if wanted > MAX_ANSWERS:
        raise InvalidArgument(f"{wanted:,} answers wanted; at most {MAX_ANSWERS:,} in one call", field="entries")


async def answer_batch(ask: Ask, entries: Sequence[Question]) -> AsyncGenerator[Finished, None]:
    """Every entry as it finishes. Closing the iterator ends the work on all that have not."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def answer(entry: int) -> Finished:
        async with gate:
            try:
                async for attempt in AsyncRetrying(
                    retry=retry_if_exception_type(ResourceExhausted), wait=wait_random(0.2, 1.0), reraise=True
                ):
                    with attempt:
                        return Finished(entry, await ask(entries[entry]))
            except ChorusError as error:
                return Finished(entry, error)
        raise AssertionError("a retry without end came to one")

    by_persona = sorted(range(len(entries)), key=lambda entry: entries[entry].persona)
    tasks = [asyncio.create_task(answer(entry)) for entry in by_persona]
    try:
        for finished in asyncio.as_completed(tasks):
            yield await finished
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
