"""What is behind the door, and whether it is ready.

The gateway's health tells serving's under ``chorus.serving``, since Ray Serve's proxy has a health of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from chorus.errors import ChorusError, NotFound, Unavailable
from chorus.rpc.health import PROBE_SECONDS
from chorus.serving.client import EngineStatus

SERVING = "chorus.serving"
"""Serving's name in the gateway's health."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service behind the gateway. Mirrors ``chorus.gateway.v1.ServiceStatus``."""

    service: str = ""
    ready: bool = False
    message: str = ""
    """Why not, when not ready."""


Probe = Callable[[], Awaitable[bool]]
"""Asks whether one service takes calls."""


class Engine(Protocol):
    """The part of serving's client that says whether it answers."""

    async def get_engine(self) -> EngineStatus:
        """Whether questions are answered now."""
        ...


class Behind:
    """Looks at the services behind the gateway."""

    def __init__(self, probes: Mapping[str, Probe], engine: Engine) -> None:
        """``probes`` ask the services that speak grpc.health.v1, by name; ``engine`` is serving's."""
        self._probes = probes
        self._engine = engine

    async def look(self) -> tuple[ServiceStatus, ...]:
        """All of them at once: graph, finetuning, serving, evaluation."""
        probes = {service: self._probe(service) for service in self._probes} | {"serving": self.serving()}
        found = await asyncio.gather(*probes.values())
        order = ("graph", "finetuning", "serving", "evaluation")
        return tuple(sorted(found, key=lambda status: order.index(status.service)))

    async def serving(self) -> ServiceStatus:
        """Whether personas answer now."""
        return await _status("serving", self._engine_says())

    async def _probe(self, service: str) -> ServiceStatus:
        return await _status(service, self._health_says(service))

    async def _engine_says(self) -> tuple[bool, str]:
        try:
            status = await asyncio.wait_for(self._engine.get_engine(), PROBE_SECONDS)
        except NotFound:
            # Ray Serve's proxy is up before what it is the proxy of.
            raise Unavailable("serving is being deployed; try again in a minute") from None
        return status.ready, status.message

    async def _health_says(self, service: str) -> tuple[bool, str]:
        ready = await self._probes[service]()
        return ready, "" if ready else "it says that it is not serving now"


class Health(Protocol):
    """The part of a server that says in its health how a service behind it is."""

    async def set_serving(self, service: str, serving: bool) -> None:
        """Say whether a service takes calls."""
        ...


async def reflect(health: Health, look: Callable[[], Awaitable[ServiceStatus]], seconds: float) -> None:
    """Look at serving every so many ``seconds``, for ever, and say in ``health`` what was seen."""
    while True:
        await health.set_serving(SERVING, (await look()).ready)
        await asyncio.sleep(seconds)


async def _status(service: str, says: Awaitable[tuple[bool, str]]) -> ServiceStatus:
    try:
        ready, message = await says
    except TimeoutError:
        return ServiceStatus(service, False, f"no answer within {PROBE_SECONDS:.0f} seconds")
    except ChorusError as error:
        return ServiceStatus(service, False, error.message)
    return ServiceStatus(service, ready, "" if ready else message or "not ready")
