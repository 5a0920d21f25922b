"""Two replicas behind one port: who answers whom, what all of them keep, and what is left when one dies."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from chorus.errors import ChorusError, DeadlineExceeded, Unavailable
from chorus.types.sampling import Sampling
from serving_process import Service, running

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]

GREEDY = Sampling(temperature=0.0, max_tokens=4)
PROMPT = "how often do you walk in the park?"
BATCH = 8


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(tmp_path_factory: pytest.TempPathFactory, tiny_model) -> AsyncIterator[Service]:
    home = tmp_path_factory.mktemp("home")
    async with running(home, num_replicas="2", max_sequences=str(BATCH), cpu_threads="1") as service:
        service.teach(tiny_model.folder, [adapter.folder for adapter in tiny_model.adapters])
        await service.until_it_listens()
        await service.until_it_is_ready()
        # The other one starts at the same time, and the proxy hears of it a second later.
        await asyncio.sleep(3)
        await until_two_answer(service)
        yield service


async def replicas_of(service: Service, names: Sequence[str]) -> dict[str, str]:
    """Who answers each persona."""
    return {name: (await service.client.generate(name, PROMPT, GREEDY)).receipt.replica for name in names}


async def personas(service: Service) -> list[str]:
    return [persona.name for persona in await service.client.list_personas()]


async def until_two_answer(service: Service) -> None:
    names = await personas(service)
    async with asyncio.timeout(120):
        while len(set((await replicas_of(service, names)).values())) < 2:
            await asyncio.sleep(0.2)


async def test_a_persona_keeps_to_one_replica_and_both_have_some(pair: Service) -> None:
    names = await personas(pair)
    first = await replicas_of(pair, names)
    assert len(names) == 17
    assert len(set(first.values())) == 2
    for _ in range(3):
        assert await replicas_of(pair, names) == first


async def test_a_persona_that_many_ask_at_once_spreads(pair: Service) -> None:
    names = await personas(pair)
    first = await replicas_of(pair, names)
    asked = [
        pair.client.generate("personas/group-3", PROMPT, Sampling(temperature=0.0, max_tokens=64))
        for _ in range(5 * BATCH)
    ]
    replies = await asyncio.gather(*asked)
    assert len({reply.receipt.replica for reply in replies}) == 2
    assert len({(reply.receipt.revision, reply.answers) for reply in replies}) == 1
    # Once the rush is over, everybody is back where they belong.
    assert await replicas_of(pair, names) == first


async def test_what_is_pinned_is_in_the_memory_of_both(pair: Service) -> None:
    names = [f"personas/group-{number}" for number in range(8)]
    for name in names:
        pinned = await pair.client.pin_persona(name)
    assert pinned == tuple(names)
    async with asyncio.timeout(20):
        # Of one replica, which is asked for half of them only.
        while pair.metric("chorus_serving_adapters_resident") < 8:
            await asyncio.sleep(0.2)
    assert {persona.name for persona in await pair.client.list_personas() if persona.pinned} == set(names)
    for name in names:
        pinned = await pair.client.unpin_persona(name)
    assert pinned == ()


async def test_one_that_dies_leaves_its_personas_to_the_other_until_there_is_a_new_one(pair: Service) -> None:
    names = await personas(pair)
    before = await replicas_of(pair, names)
    pair.processes("ray::ServeReplica")[0].kill()
    failures: list[ChorusError] = []
    survivors = set(before.values())
    async with asyncio.timeout(30):
        while len(survivors) > 1:
            try:
                survivors = set((await replicas_of(pair, names)).values())
            except ChorusError as error:
                failures.append(error)
    assert all(isinstance(error, (Unavailable, DeadlineExceeded)) for error in failures)
    # The engine of the new one takes its time to start. Nobody is sent there before, and so nobody is refused.
    await until_two_answer(pair)
    after = await replicas_of(pair, names)
    (survivor,) = survivors
    assert survivor in after.values()
    assert all(after[name] == survivor or after[name] not in before.values() for name in names)
    # Only what the new one takes over has moved.
    assert await replicas_of(pair, names) == after
