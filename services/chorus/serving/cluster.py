"""Ray Serve around the deployment: its gRPC proxy on the service's port, its HTTP proxy out of the way."""

import logging
import os
import socket
import time
from math import ceil
from pathlib import Path
from typing import Any

import grpc
import ray
from ray import serve
from ray.serve.config import HTTPOptions, RequestRouterConfig, gRPCOptions
from ray.serve.generated import serve_pb2, serve_pb2_grpc
from ray.serve.schema import LoggingConfig

import chorus
from chorus.errors import Unavailable
from chorus.serving.affinity import PersonaRouter
from chorus.serving.deployment import ServingReplica
from chorus.serving.settings import ServingSettings

logger = logging.getLogger(__name__)

APPLICATION = "serving"
_ADD_SERVICER = "chorus.serving.v1.serving_pb2_grpc.add_ServingServiceServicer_to_server"
_HEALTH_SECONDS = 5.0
_READY_SECONDS = 1.0
"""So often replicas are asked whether their engines answer."""
_DEPLOYMENTS = 3
_ROUTE_SECONDS = 10.0
_OBJECT_STORE_BYTES = 128 * 2**20
_SHORT_WAY = {
    # From the proxy to the replica by gRPC instead of Ray's calls of actors, and on one thread each: half the processor time.
    "RAY_SERVE_USE_GRPC_BY_DEFAULT": "1",
    "RAY_SERVE_RUN_USER_CODE_IN_SEPARATE_THREAD": "0",
    "RAY_SERVE_RUN_ROUTER_IN_SEPARATE_LOOP": "0",
}
_QUIET = LoggingConfig(enable_access_log=False)
"""The servicer counts calls itself."""


class Cluster:
    """The running service; ``start`` and ``stop`` block."""

    def __init__(self, settings: ServingSettings) -> None:
        self._settings = settings

    def start(self) -> None:
        """Connect to Ray, or start it, and deploy. Returns when calls are answered; the engine starts meanwhile."""
        settings = self._settings
        self._check_port()
        ray.init(
            namespace="chorus-serving",
            logging_level=logging.WARNING,
            # Workers import this same code, wherever the cluster was started.
            runtime_env={"env_vars": {"PYTHONPATH": str(Path(chorus.__file__).parents[1]), **_SHORT_WAY}},
            **_cluster_options(settings),
        )
        serve.start(
            http_options=HTTPOptions(host="127.0.0.1", port=settings.http_port),
            grpc_options=gRPCOptions(
                port=settings.port,
                grpc_servicer_functions=[_ADD_SERVICER],
                request_timeout_s=settings.max_call_seconds,
            ),
            logging_config=_QUIET,
        )
        self._deploy()
        logger.info("serving is ready on 127.0.0.1:%d", settings.port)

    def stop(self) -> None:
        """Stop the replica with its engine, Serve, and Ray where it was started here."""
        if ray.is_initialized():
            serve.shutdown()
            ray.shutdown()

    def _deploy(self) -> None:
        for _ in range(_DEPLOYMENTS):
            try:
                serve.run(
                    deployment(self._settings).bind(self._settings),
                    name=APPLICATION,
                    route_prefix=f"/{APPLICATION}",
                    logging_config=_QUIET,
                )
            except RuntimeError as error:
                logger.debug("the replica did not start", exc_info=error)
                raise Unavailable("the serving replica did not start; Ray's log of it, above, says why") from None
            if self._is_routed():
                return
            # Seen with Ray 2.60 on a busy machine: the proxy misses the one notice of the route and answers NOT_FOUND
            # for ever. Deploying again sends another.
            logger.warning("Ray Serve's proxy has not heard of the deployment; deploying again")
            serve.delete(APPLICATION)
        raise Unavailable("Ray Serve's proxy does not route to the replica; stop Chorus and start it again")

    def _is_routed(self) -> bool:
        deadline = time.monotonic() + _ROUTE_SECONDS
        with grpc.insecure_channel(f"127.0.0.1:{self._settings.port}") as channel:
            stub = serve_pb2_grpc.RayServeAPIServiceStub(channel)
            while time.monotonic() < deadline:
                try:
                    answer = stub.ListApplications(serve_pb2.ListApplicationsRequest(), timeout=2)
                    if APPLICATION in answer.application_names:
                        return True
                except grpc.RpcError as error:
                    logger.debug("the proxy does not answer yet", exc_info=error)
                time.sleep(0.2)
        return False

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self._settings.host, self._settings.port))
            except OSError as error:
                message = f"cannot listen on port {self._settings.port}: {error.strerror}; is another one running?"
                raise Unavailable(message) from None


def _cluster_options(settings: ServingSettings) -> dict[str, Any]:
    if settings.ray_address:
        return {"address": settings.ray_address}
    # Ray's CPUs are tickets, not cores: what is asked for here is there.
    cpus = max(os.cpu_count() or 1, ceil(settings.num_replicas * settings.num_cpus))
    return {
        "address": "local",
        "include_dashboard": False,
        "num_cpus": cpus,
        "object_store_memory": _OBJECT_STORE_BYTES,
    }


def deployment(settings: ServingSettings) -> serve.Deployment:
    """The deployment, sized by settings."""
    return serve.deployment(
        ServingReplica,
        name="ServingReplica",
        num_replicas=settings.num_replicas,
        request_router_config=RequestRouterConfig(
            request_router_class=PersonaRouter,
            request_router_kwargs={"batch": settings.max_sequences, "num_fallback_replicas": settings.num_replicas - 1},
            request_routing_stats_period_s=_READY_SECONDS,
        ),
        ray_actor_options={"num_cpus": settings.num_cpus, "num_gpus": settings.num_gpus},
        # Above the replica's own bound, whose refusal says when to try again.
        max_ongoing_requests=settings.max_calls + 64,
        max_queued_requests=64,
        health_check_period_s=_HEALTH_SECONDS,
        health_check_timeout_s=6 * _HEALTH_SECONDS,
        graceful_shutdown_timeout_s=settings.drain_seconds,
    )
