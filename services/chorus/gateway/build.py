"""The gateway put together from its settings."""

from dataclasses import dataclass

# The clients of the services behind are imported for their descriptors too, which reflection shows to generic clients.
import chorus.evaluation.client
import chorus.finetuning.client
import chorus.graph.client  # noqa: F401
from chorus.gateway.access import FORWARDED_SERVICES
from chorus.gateway.behind import Behind
from chorus.gateway.library import bundled
from chorus.gateway.measurement import KIND, Measurement, Screenings
from chorus.gateway.patience import PatientVoices
from chorus.gateway.proxy import Door, Forwarder
from chorus.gateway.readiness import reflect
from chorus.gateway.servicer import SERVICE, AllJobsServicer, GatewayServicer
from chorus.gateway.settings import GatewaySettings
from chorus.gateway.v1 import gateway_pb2_grpc
from chorus.jobs import Jobs
from chorus.jobs.servicer import SERVICE as JOB_SERVICE
from chorus.jobs.v1 import jobs_pb2_grpc
from chorus.rpc.channel import connect
from chorus.rpc.server import Server
from chorus.serving.client import ServingClient
from chorus.storage.records import Records


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway that has not been started."""

    server: Server
    jobs: Jobs
    behind: Behind
    poll_seconds: float

    async def watch_serving(self) -> None:
        """Keep the gateway's health true about serving, for ever."""
        await reflect(self.server.health, self.behind.serving, self.poll_seconds)


def build(settings: GatewaySettings) -> Gateway:
    """Everything connected; nothing is asked of the services behind yet."""
    channels = {
        "graph": connect(settings.graph_address),
        "finetuning": connect(settings.finetuning_address),
        "evaluation": connect(settings.evaluation_address),
    }
    serving = ServingClient(connect(settings.serving_address))
    records, library = Records(settings.database), bundled()
    voices = PatientVoices(serving, settings.patience_seconds)
    screenings = Screenings(serving, voices, library, records, settings.concurrency)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(KIND, screenings.run, Measurement)
    behind = Behind(channels, serving)
    forwarder = Forwarder(channels, settings.max_call_seconds)
    server = Server(settings)
    servicer = GatewayServicer(behind, serving, library, screenings, jobs)
    server.add(gateway_pb2_grpc.add_GatewayServiceServicer_to_server, servicer, SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, AllJobsServicer(jobs, forwarder), JOB_SERVICE)
    server.add_generic(Door(forwarder), *FORWARDED_SERVICES)
    return Gateway(server, jobs, behind, settings.poll_seconds)
