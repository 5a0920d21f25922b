"""Messages that nobody should send, to the gateway's own calls and to those it reads before it passes them on."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from chorus.client import AsyncClient
from chorus.gateway.access import CALLS
from chorus.gateway.asked import ASKING
from chorus.gateway.instrument import Instrument
from chorus.rpc.channel import connect
from chorus.serving.client import BASE
from fuzzing import faults, fuzz
from gateway_stack import started

MESSAGES = 4_000


@pytest.mark.timeout(300)
async def test_the_gateway_finds_no_fault_in_itself(swed: Instrument, synthetic: Callable, tmp_path: Path) -> None:
    calls = [call for call in CALLS.values() if not call.behind or call.path in ASKING]
    async with AsyncExitStack() as stack:
        gateway = await started(stack, synthetic(swed, {BASE: {}, "personas/high": {}}), tmp_path, all_there=True)
        address = f"127.0.0.1:{gateway.server.port}"
        channel = await stack.enter_async_context(connect(address))
        found = await fuzz(channel, calls, MESSAGES, seed=2026)
        async with AsyncClient(address) as client:
            assert (await client.gateway.ask(BASE, "Are you there?")).answers
    assert sum(found.values()) == MESSAGES
    assert faults(found) == {}
    assert len({code for _, code in found}) > 4
