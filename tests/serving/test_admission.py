import asyncio
from contextlib import AsyncExitStack

import pytest
from prometheus_client import REGISTRY

from chorus.errors import ResourceExhausted
from chorus.serving.admission import PATIENCE, Admission


async def hold(admission: Admission, adapter: str, order: list[str], leave: asyncio.Event) -> None:
    async with admission.enter(adapter):
        order.append(adapter)
        await leave.wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_distinct_adapters_stay_within_the_batch() -> None:
    admission, inside = Admission(max_adapters=2, max_calls=100), []

    async def call(adapter: str) -> None:
        async with admission.enter(adapter):
            inside.append(adapter)
            assert len(set(inside)) <= 2
            await asyncio.sleep(0.001)
            inside.remove(adapter)

    await asyncio.gather(*(call(f"r{n % 5}") for n in range(60)))
    assert admission.num_calls == 0


async def test_calls_of_an_adapter_in_use_join_and_others_wait() -> None:
    admission, order, leave = Admission(1, 100), [], asyncio.Event()
    tasks = [asyncio.create_task(hold(admission, adapter, order, leave)) for adapter in ("a", "b", "a", "")]
    await settle()
    assert order == ["a", "a", ""]
    leave.set()
    await asyncio.gather(*tasks)
    assert order[-1] == "b"


async def test_a_popular_adapter_does_not_keep_others_out_for_ever() -> None:
    admission, order = Admission(1, 1000), []
    leaves = [asyncio.Event() for _ in range(PATIENCE + 10)]
    popular = [asyncio.create_task(hold(admission, "a", order, leaves[0]))]
    await settle()
    rare = asyncio.create_task(hold(admission, "b", order, leaves[0]))
    await settle()
    popular += [asyncio.create_task(hold(admission, "a", order, leave)) for leave in leaves[1:]]
    await settle()
    assert order.count("a") == PATIENCE + 1
    for leave in leaves:
        leave.set()
    await asyncio.gather(rare, *popular)
    assert order.index("b") == PATIENCE + 1


async def test_one_call_too_many_is_refused_and_says_when_to_try_again() -> None:
    admission = Admission(1, 2)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(admission.enter("a"))
        await stack.enter_async_context(admission.enter(""))
        with pytest.raises(ResourceExhausted) as caught:
            await stack.enter_async_context(admission.enter("a"))
    assert caught.value.retry_after
    async with admission.enter("b"):
        assert admission.num_calls == 1


async def test_a_call_that_gives_up_waiting_leaves_no_trace() -> None:
    admission, order, leave = Admission(1, 100), [], asyncio.Event()
    first = asyncio.create_task(hold(admission, "a", order, leave))
    await settle()
    waiting = asyncio.create_task(hold(admission, "b", order, leave))
    await settle()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    leave.set()
    await first
    async with admission.enter("c"):
        assert admission.num_calls == 1
    assert order == ["a"]


async def test_a_call_admitted_and_cancelled_at_once_gives_its_place_back() -> None:
    admission, order, leave = Admission(1, 100), [], asyncio.Event()
    first = asyncio.create_task(hold(admission, "a", order, leave))
    await settle()
    waiting = asyncio.create_task(hold(admission, "b", order, asyncio.Event()))
    await settle()
    leave.set()
    await first
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(1), admission.enter("c"):
        pass


async def test_who_waits_is_counted() -> None:
    def value(name: str) -> float:
        return REGISTRY.get_sample_value(name) or 0.0

    admission, waits = Admission(1, 4), value("chorus_serving_wait_seconds_count")

    async def call(adapter: str) -> None:
        async with admission.enter(adapter):
            pass

    async with admission.enter("a"):
        waiting = asyncio.create_task(call("b"))
        await asyncio.sleep(0)
        assert value("chorus_serving_calls_waiting") == 1
    await waiting
    assert value("chorus_serving_calls_waiting") == 0
    assert value("chorus_serving_wait_seconds_count") - waits == 2
