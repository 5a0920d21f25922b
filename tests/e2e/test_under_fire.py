"""The whole system under messages that nobody should send. After everything else, for it changes things."""

from collections.abc import Iterator

import psutil
import pytest
from tests.e2e.conftest import Site

from chorus.client import AsyncClient
from chorus.gateway.access import CALLS
from chorus.rpc.channel import connect
from fuzzing import faults, fuzz

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

MESSAGES = 10_000
MAX_GROWTH_BYTES = 400 * 2**20


def processes(site: Site) -> Iterator[psutil.Process]:
    """The services of the site, serving's replica aside."""
    for process in psutil.process_iter(["cmdline", "environ"]):
        command = process.info["cmdline"] or []
        if "-m" in command and (process.info["environ"] or {}).get("CHORUS_HOME") == str(site.home):
            yield process


async def test_ten_thousand_messages_find_no_fault_and_leave_no_trace(site: Site) -> None:
    memory = {process.pid: process.memory_info().rss for process in processes(site)}
    assert len(memory) == 5
    async with connect(site.gateway) as channel:
        found = await fuzz(channel, list(CALLS.values()), MESSAGES, seed=2026)
    assert sum(found.values()) == MESSAGES
    assert faults(found) == {}
    after = {process.pid: process.memory_info().rss for process in processes(site)}
    assert after.keys() == memory.keys()
    assert max(after[pid] - memory[pid] for pid in memory) < MAX_GROWTH_BYTES
    async with AsyncClient(site.gateway) as client:
        assert (await client.gateway.ask("personas/base", "Are you there?")).answers
