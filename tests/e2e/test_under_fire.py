"""The whole system under messages that nobody should send. After everything else, for it changes things."""

from collections.abc import Iterator

import grpc
import psutil
import pytest
from tests.e2e.conftest import Site

from chorus.access import Access
from chorus.cli.supervisor import SERVICES
from chorus.client import AsyncClient
from chorus.gateway.access import CALLS
from chorus.rpc.channel import Security, connect
from chorus.rpc.service_token import ServiceTokens, read_service_key
from fuzzing import faults, fuzz, send

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

MESSAGES = 10_000
MAX_GROWTH_BYTES = 400 * 2**20


def processes(site: Site) -> Iterator[psutil.Process]:
    """The five services of the site, without what Ray started for them."""
    for process in psutil.process_iter(["cmdline", "environ"]):
        is_service = (process.info["cmdline"] or [""])[-1] in [f"chorus.{service}" for service in SERVICES]
        if is_service and (process.info["environ"] or {}).get("CHORUS_HOME") == str(site.home):
            yield process


@pytest.mark.parametrize("service", ["graph", "finetuning", "serving", "evaluation"])
async def test_behind_the_door_nobody_is_answered_who_is_no_service(site: Site, service: str) -> None:
    address = f"127.0.0.1:{site.port + SERVICES.index(service)}"
    async with connect(address) as channel:
        for call in CALLS.values():
            if call.behind == service:
                assert await send(channel, call, b"", whole=True) is grpc.StatusCode.UNAUTHENTICATED, call.path
    as_finetuning = ServiceTokens(read_service_key(site.home / "service.key"), "finetuning")
    async with connect(address, Security(metadata=as_finetuning.metadata)) as channel:
        refused = [await send(channel, call, b"", whole=True) for call in CALLS.values() if call.behind == service]
    expected = service != "graph"
    assert all((code is grpc.StatusCode.PERMISSION_DENIED) == expected for code in refused)


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
    # The messages may have marked it as sensitive.
    async with AsyncClient(site.gateway, Access(purpose="to see that it still answers")) as client:
        assert (await client.gateway.ask("personas/base", "Are you there?")).answers
