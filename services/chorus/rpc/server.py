"""A gRPC server with all that every service of Chorus has: health, reflection, metrics, typed errors, a graceful stop."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import TypeVar

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from prometheus_client import start_http_server

from chorus.errors import Unavailable
from chorus.rpc.channel import MAX_MESSAGE_BYTES
from chorus.rpc.guard import Guard, OpenDoor
from chorus.rpc.interceptors import CallInterceptor
from chorus.rpc.settings import ServiceSettings
from chorus.rpc.tls import server_credentials

logger = logging.getLogger(__name__)

Servicer = TypeVar("Servicer")


class Server:
    """One service's server. ``add`` everything, then ``serve``; or ``start`` and ``stop`` by hand."""

    def __init__(self, settings: ServiceSettings, guard: Guard | None = None) -> None:
        """``guard`` says who may call; without one, everybody who reaches it."""
        self.settings = settings
        self.health = health.aio.HealthServicer()
        """The grpc.health.v1 servicer, for services that report more than themselves."""
        self.port = 0
        """The port that took effect, once started."""
        self._server = grpc.aio.server(
            interceptors=[CallInterceptor(settings.max_call_seconds, guard or OpenDoor())],
            options=[
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", settings.max_request_bytes),
                ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
            ],
        )
        self._services: list[str] = []
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self._server)

    def add(self, register: Callable[[Servicer, grpc.aio.Server], None], servicer: Servicer, service: str) -> None:
        """Offer a service, by the ``add_…Servicer_to_server`` of its stubs and its full name."""
        register(servicer, self._server)
        self._services.append(service)

    def add_generic(self, handler: grpc.GenericRpcHandler, *services: str) -> None:
        """Offer services by a handler that answers for all of their methods."""
        self._server.add_generic_rpc_handlers((handler,))
        self._services.extend(services)

    async def start(self) -> None:
        """Listen; ``Unavailable`` if the port is taken."""
        names = (*self._services, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)
        address = f"{self.settings.host}:{self.settings.port}"
        try:
            self.port = self._listen(address)
            if self.settings.metrics_port:
                start_http_server(self.settings.metrics_port, self.settings.host)
        except (RuntimeError, OSError) as error:
            raise Unavailable(
                f"cannot listen on {address} (metrics on {self.settings.metrics_port}): {error}; is another one running?"
            ) from None
        await self._server.start()
        for service in ("", *self._services):
            await self.health.set(service, health_pb2.HealthCheckResponse.SERVING)
        logger.info("%s is ready on %s:%d", self.settings.service, self.settings.host, self.port)

    def _listen(self, address: str) -> int:
        identity = self.settings.identity
        if identity is None:
            return self._server.add_insecure_port(address)
        return self._server.add_secure_port(address, server_credentials(identity, self.settings.tls_client_ca))

    async def set_serving(self, service: str, serving: bool) -> None:
        """Say in the server's health how a service is; for what stands behind this server."""
        kinds = health_pb2.HealthCheckResponse
        await self.health.set(service, kinds.SERVING if serving else kinds.NOT_SERVING)

    async def stop(self) -> None:
        """Take no new calls, let the running ones finish within ``drain_seconds``, stop."""
        await self.health.enter_graceful_shutdown()
        await self._server.stop(self.settings.drain_seconds)

    async def serve(self) -> None:
        """Start, run until SIGTERM or SIGINT, stop."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        await self.start()
        await stopping.wait()
        logger.info("%s is stopping", self.settings.service)
        await self.stop()
