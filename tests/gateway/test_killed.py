"""A gateway killed in the middle of a screening goes on when it is started again, and asks nothing twice that it kept."""

import asyncio
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chorus.client import AsyncClient
from chorus.errors import ChorusError
from chorus.gateway.client import Protocol
from chorus.gateway.instrument import Instrument
from chorus.jobs.client import JobState
from chorus.rpc.server import Server
from chorus.rpc.settings import ServiceSettings
from chorus.serving.client import BASE
from chorus.serving.v1 import serving_pb2_grpc
from chorus.storage.chain import Chain, verify
from gateway_stack import Serving

PERSONAS = ("personas/high", "personas/low")
CONCURRENCY = 4
ONLY = "Answer only"


@pytest.fixture
def voices(swed: Instrument, synthetic: Callable) -> Any:
    class Slow(synthetic):  # type: ignore[misc]
        async def generate(self, persona: str, prompt: str, *how: Any) -> Any:
            await asyncio.sleep(0.05)
            return await super().generate(persona, prompt, *how)

    return Slow(swed, {BASE: {}} | {persona: {} for persona in PERSONAS})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def gateway(home: Path, port: int, serving: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "CHORUS_HOME": str(home),
        "CHORUS_GATEWAY_PORT": str(port),
        "CHORUS_GATEWAY_CONCURRENCY": str(CONCURRENCY),
        "CHORUS_SERVING_ADDRESS": serving,
    }
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "chorus.gateway"], env=environment
    )
    try:
        async with AsyncClient(f"127.0.0.1:{port}") as client, asyncio.timeout(60):
            while True:
                try:
                    await client.gateway.list_instruments()
                    break
                except ChorusError:
                    assert process.poll() is None
                    await asyncio.sleep(0.2)
        yield process
    finally:
        process.kill()
        process.wait()


def counted(questions: Sequence[tuple[str, str]], swed: Instrument) -> Counter[tuple[str, str]]:
    """How often every item was put to every persona for free answers."""
    first = {item.text: item.id for item in swed.items}
    put = [(persona, prompt.partition(" Unit:")[0].splitlines()[0]) for persona, prompt in questions if ONLY in prompt]
    return Counter((persona, first[text]) for persona, text in put if text in first)


@pytest.mark.timeout(180)
async def test_a_killed_gateway_goes_on_where_it_was(voices: Any, swed: Instrument, tmp_path: Path) -> None:
    port = free_port()
    async with AsyncExitStack() as stack:
        behind = Server(ServiceSettings(service="test", drain_seconds=0))
        behind.add(
            serving_pb2_grpc.add_ServingServiceServicer_to_server, Serving(voices), "chorus.serving.v1.ServingService"
        )
        await behind.start()
        stack.push_async_callback(behind.stop)
        serving = f"127.0.0.1:{behind.port}"
        async with gateway(tmp_path, port, serving) as process, AsyncClient(f"127.0.0.1:{port}") as client:
            job = await client.gateway.create_screening(PERSONAS, swed.name, Protocol(num_samples=5))
            seen = 0
            async for _ in client.gateway.watch_screening(job.name):
                seen += 1
                if seen == 12:
                    break
            process.kill()
            process.wait()
        async with gateway(tmp_path, port, serving), AsyncClient(f"127.0.0.1:{port}") as client:
            done = await client.jobs.wait(job.name)
            assert done.state is JobState.SUCCEEDED
            watched = [(persona, item.item) async for persona, item in client.gateway.watch_screening(job.name)]
            screening = await client.gateway.get_screening(done.result)
            again = await client.gateway.create_screening(PERSONAS, swed.name, Protocol(num_samples=5))
            assert again.name == job.name
    everything = {(persona, item.id) for persona in (*PERSONAS, BASE) for item in swed.items}
    assert set(watched) == everything
    assert len(watched) == len(everything)
    assert all(len(item.given) == 5 for persona in screening.personas for item in persona.items)
    # What was being answered when it was killed is asked again; what was kept is not.
    asked = counted(voices.questions, swed)
    assert asked.keys() == everything
    assert sum(asked.values()) - len(everything) <= CONCURRENCY
    chain = Chain(f"sqlite:///{tmp_path}/gateway.sqlite")
    found = verify(chain.links())
    chain.close()
    assert (found.num_links, found.broken) == (2, None)
