"""Asking a server how it is, by grpc.health.v1."""

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chorus.rpc.client import call

PROBE_SECONDS = 5.0


async def is_serving(channel: grpc.aio.Channel, service: str = "", timeout: float = PROBE_SECONDS) -> bool:
    """Whether a server, or one service of it, takes calls; raises ``Unavailable`` when nobody answers."""
    stub = health_pb2_grpc.HealthStub(channel)
    request = health_pb2.HealthCheckRequest(service=service)
    response = await call(stub.Check, request, timeout=timeout)  # type: ignore[attr-defined]
    return bool(response.status == health_pb2.HealthCheckResponse.SERVING)
