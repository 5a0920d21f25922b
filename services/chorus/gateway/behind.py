"""What is behind the door, and whether it is ready."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chorus.errors import ChorusError
from chorus.rpc.client import call
from chorus.serving.client import EngineStatus

PROBE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service behind the gateway. Mirrors ``chorus.gateway.v1.ServiceStatus``."""

    service: str = ""
    ready: bool = False
    message: str = ""
    """Why not, when not ready."""


class Engine(Protocol):
    """The part of serving's client that says whether it answers."""

    async def get_engine(self) -> EngineStatus:
        """Whether questions are answered now."""
        ...


class Behind:
    """Looks at the services behind the gateway."""

    def __init__(self, channels: Mapping[str, grpc.aio.Channel], engine: Engine) -> None:
        """``channels`` to the services that speak grpc.health.v1, by name, and the engine of serving."""
        self._stubs: dict[str, Any] = {
            service: health_pb2_grpc.HealthStub(channel) for service, channel in channels.items()
        }
        self._engine = engine

    async def look(self) -> tuple[ServiceStatus, ...]:
        """All of them at once: graph, finetuning, serving, evaluation."""
        probes = {service: self._probe(service) for service in self._stubs} | {"serving": self.serving()}
        found = await asyncio.gather(*probes.values())
        order = ("graph", "finetuning", "serving", "evaluation")
        return tuple(sorted(found, key=lambda status: order.index(status.service)))

    async def serving(self) -> ServiceStatus:
        """Whether personas answer now."""
        return await _status("serving", self._engine_says())

    async def _probe(self, service: str) -> ServiceStatus:
        return await _status(service, self._health_says(service))

    async def _engine_says(self) -> tuple[bool, str]:
        status = await asyncio.wait_for(self._engine.get_engine(), PROBE_SECONDS)
        return status.ready, status.message

    async def _health_says(self, service: str) -> tuple[bool, str]:
        request = health_pb2.HealthCheckRequest()
        response = await call(self._stubs[service].Check, request, timeout=PROBE_SECONDS)
        ready = response.status == health_pb2.HealthCheckResponse.SERVING
        return ready, "" if ready else "it says that it is not serving now"


async def _status(service: str, says: Awaitable[tuple[bool, str]]) -> ServiceStatus:
    try:
        ready, message = await says
    except TimeoutError:
        return ServiceStatus(service, False, f"no answer within {PROBE_SECONDS:.0f} seconds")
    except ChorusError as error:
        return ServiceStatus(service, False, error.message)
    return ServiceStatus(service, ready, "" if ready else message or "not ready")
