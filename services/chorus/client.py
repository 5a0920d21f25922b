"""One client for everything behind the gateway.

from chorus import Client

with Client() as chorus:
    for persona in chorus.personas():
        print(persona.name)
    print(chorus.ask("personas/keto-crumbl-3f2a", "Write a post about breakfast.").answers[0].text)
"""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from chorus.access import Access
from chorus.evaluation.client import EvaluationClient
from chorus.finetuning.client import FinetuningClient
from chorus.gateway.client import (
    Comparison,
    CriterionValue,
    GatewayClient,
    Persona,
    PersonaReply,
    Protocol,
    Screening,
)
from chorus.graph.client import GraphClient
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.serving.client import FREE, ServingClient, Structure
from chorus.types.sampling import Sampling

DEFAULT_ADDRESS = "127.0.0.1:50050"


class AsyncClient:
    """Every service's client over one channel to the gateway. Use it as ``async with AsyncClient() as chorus:``."""

    def __init__(self, address: str = DEFAULT_ADDRESS, access: Access | None = None) -> None:
        """``access`` is how one is let in; None: as the environment says. ``InsecureConnection`` for a token in the clear."""
        self._channel = connect(address, (access or Access.from_environment()).security)
        self.gateway = GatewayClient(self._channel)
        self.graph = GraphClient(self._channel)
        self.finetuning = FinetuningClient(self._channel)
        self.serving = ServingClient(self._channel)
        self.evaluation = EvaluationClient(self._channel)
        self.jobs = JobsClient(self._channel)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._channel.close()


class Client:
    """The calls a notebook needs, without ``await``. Use it as ``with Client() as chorus:``."""

    def __init__(self, address: str = DEFAULT_ADDRESS, access: Access | None = None) -> None:
        self._runner = asyncio.Runner()
        self._client = self._runner.run(_connected(address, access))

    def personas(self) -> tuple[Persona, ...]:
        """Every persona that can be asked."""
        return self._runner.run(self._client.gateway.list_personas())

    def ask(
        self,
        persona: str,
        prompt: str,
        sampling: Sampling | None = None,
        topics: Sequence[str] = (),
        structure: Structure = FREE,
    ) -> PersonaReply:
        """What a persona answers, with the receipt."""
        return self._runner.run(self._client.gateway.ask(persona, prompt, sampling, topics, structure))

    def screen(
        self, personas: Sequence[str], instrument: str = "instruments/swed", protocol: Protocol | None = None
    ) -> Screening:
        """Administer an instrument to personas and to the base control; returns when all is measured."""
        return self._runner.run(self._screen(personas, instrument, protocol))

    def compare(self, screenings: Sequence[str], criterion: Sequence[CriterionValue] = ()) -> Comparison:
        """Personas of screenings of one protocol held against each other; the criterion is of at least four of them."""
        return self._runner.run(self._client.gateway.compare_screenings(screenings, criterion))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.__aexit__(kind, error, trace))
        self._runner.close()

    async def _screen(self, personas: Sequence[str], instrument: str, protocol: Protocol | None) -> Screening:
        job = await self._client.gateway.create_screening(personas, instrument, protocol)
        done = await self._client.jobs.wait(job.name)
        return await self._client.gateway.get_screening(done.result)


async def _connected(address: str, access: Access | None) -> AsyncClient:
    # grpc.aio binds a channel to the loop that runs while it is made.
    return AsyncClient(address, access)
