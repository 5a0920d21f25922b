import asyncio
from contextlib import aclosing

import pytest

from chorus.errors import InvalidArgument, ResourceExhausted
from chorus.serving.answer import Question, Reply
from chorus.serving.batch import AT_ONCE, answer_batch, check_entries
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling


def questions(number: int) -> list[Question]:
    return [Question(f"personas/{number % 3}", f"question {number}") for number in range(number)]


class Voices:
    """Answers when it is told to, and counts who is being answered."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.running = self.most = 0
        self.go = asyncio.Event()
        self.go.set()

    async def ask(self, question: Question) -> Reply:
        self.asked.append(question.persona)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.go.wait()
            await asyncio.sleep(0)
            return Reply(receipt=Receipt(question.persona))
        finally:
            self.running -= 1


async def test_every_entry_is_answered_once_and_under_its_number() -> None:
    voices, entries = Voices(), questions(200)
    found = [each async for each in answer_batch(voices.ask, entries)]
    assert sorted(each.entry for each in found) == list(range(200))
    assert all(each.result.receipt.persona == entries[each.entry].persona for each in found)


async def test_entries_of_one_persona_follow_one_another() -> None:
    voices = Voices()
    _ = [each async for each in answer_batch(voices.ask, questions(30))]
    assert voices.asked == sorted(voices.asked)


async def test_no_more_are_under_way_than_the_engine_has_use_for() -> None:
    voices = Voices()
    _ = [each async for each in answer_batch(voices.ask, questions(3 * AT_ONCE))]
    assert voices.most == AT_ONCE


async def test_who_leaves_ends_the_work() -> None:
    voices = Voices()
    slow = Voices()
    slow.go.clear()

    async def ask(question: Question) -> Reply:
        return await (voices if question.persona == "personas/0" else slow).ask(question)

    async with aclosing(answer_batch(ask, questions(30))) as finished:
        await anext(finished)
        assert slow.running > 0
    assert (voices.running, slow.running) == (0, 0)


async def test_an_entry_waits_where_the_queue_is_full() -> None:
    refused = 2

    async def ask(question: Question) -> Reply:
        nonlocal refused
        if refused:
            refused -= 1
            raise ResourceExhausted("full", retry_after=0.1)
        return Reply(receipt=Receipt(question.persona))

    (finished,) = [each async for each in answer_batch(ask, questions(1))]
    assert finished.result == Reply(receipt=Receipt("personas/0"))


@pytest.mark.parametrize(
    "entries", [[], questions(1025), [Question(sampling=Sampling(n=256))] * 17], ids=["none", "many", "many answers"]
)
def test_a_batch_that_is_wrong_as_a_whole_is_refused(entries: list[Question]) -> None:
    with pytest.raises(InvalidArgument, match=r"entries|answers"):
        check_entries(entries)
