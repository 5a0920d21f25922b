"""The gateway's health tells serving's: ``chorus.serving`` in grpc.health.v1, since Ray Serve's proxy has a health of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from grpc_health.v1 import health_pb2

from chorus.gateway.behind import ServiceStatus

NAME = "chorus.serving"


class Health(Protocol):
    """The part of the health servicer that is needed."""

    async def set(self, service: str, status: int) -> None:
        """Say how a service is."""
        ...


async def reflect(health: Health, look: Callable[[], Awaitable[ServiceStatus]], seconds: float) -> None:
    """Look at serving every so many ``seconds``, for ever, and say in ``health`` what was seen."""
    while True:
        ready = (await look()).ready
        kinds = health_pb2.HealthCheckResponse
        await health.set(NAME, kinds.SERVING if ready else kinds.NOT_SERVING)
        await asyncio.sleep(seconds)
