"""Messages that nobody should send, to the gateway's own calls and to those that it passes on."""

import gc
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from chorus.client import AsyncClient
from chorus.gateway.access import CALLS
from chorus.gateway.instrument import Instrument
from chorus.rpc.channel import connect
from chorus.serving.client import BASE
from fuzzing import faults, fuzz
from gateway_stack import started

MESSAGES = 10_000
WARM = 2_000
MAX_GROWTH = 64 * 2**20
"""Bytes, from the first messages to the last: less than any one of them may leave behind."""


def resident() -> int:
    """Bytes of memory that this process holds now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.timeout(300)
async def test_the_gateway_finds_no_fault_in_itself(swed: Instrument, synthetic: Callable, tmp_path: Path) -> None:
    # Of graph, the double behind the door has one call.
    calls = [call for call in CALLS.values() if call.behind != "graph" or call.path.endswith("/GetDataset")]
    async with AsyncExitStack() as stack:
        gateway = await started(stack, synthetic(swed, {BASE: {}, "personas/high": {}}), tmp_path, all_there=True)
        address = f"127.0.0.1:{gateway.server.port}"
        channel = await stack.enter_async_context(connect(address))
        found = await fuzz(channel, calls, WARM, seed=2026)
        before = resident()
        found += await fuzz(channel, calls, MESSAGES - WARM, seed=2027)
        growth = resident() - before
        async with AsyncClient(address) as client:
            assert (await client.gateway.ask(BASE, "Are you there?")).answers
    assert sum(found.values()) == MESSAGES
    assert faults(found) == {}
    assert growth < MAX_GROWTH
    assert len({code for _, code in found}) > 4
