"""The gateway put together from its settings."""

from dataclasses import dataclass
from functools import partial

from chorus.evaluation.client import EvaluationClient
from chorus.finetuning.client import FinetuningClient
from chorus.gateway.access import FORWARDED_SERVICES
from chorus.gateway.audit import AuditLog
from chorus.gateway.authentication import Authenticator, read_jwt_keys
from chorus.gateway.behind import Behind, reflect
from chorus.gateway.guard import DoorGuard
from chorus.gateway.library import installed
from chorus.gateway.measurement import KIND, Measurement, Screenings
from chorus.gateway.patience import PatientVoices
from chorus.gateway.proxy import Door, Forwarder
from chorus.gateway.quotas import Quotas
from chorus.gateway.sensitivity import Sensitivity
from chorus.gateway.servicer import AllJobsServicer, GatewayServicer, offer
from chorus.gateway.settings import GatewaySettings
from chorus.gateway.tokens import Tokens
from chorus.graph.client import GraphClient
from chorus.jobs import Jobs
from chorus.rpc.channel import connect
from chorus.rpc.health import is_serving
from chorus.rpc.server import Server
from chorus.serving.client import ServingClient
from chorus.storage.chain import Chain
from chorus.storage.records import Records

DESCRIBED = (EvaluationClient, FinetuningClient, GraphClient, ServingClient)
"""Clients of the services whose calls are passed on undecoded: with them come the descriptors that reflection shows."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway that has not been started."""

    server: Server
    jobs: Jobs
    behind: Behind
    poll_seconds: float

    async def watch_serving(self) -> None:
        """Keep the gateway's health true about serving, for ever."""
        await reflect(self.server, self.behind.serving, self.poll_seconds)


def build(settings: GatewaySettings) -> Gateway:
    """Everything connected; nothing is asked of the services behind yet."""
    security = settings.outgoing()
    probed = {
        "graph": connect(settings.graph_address, security),
        "finetuning": connect(settings.finetuning_address, security),
        "evaluation": connect(settings.evaluation_address, security),
    }
    channels = probed | {"serving": connect(settings.serving_address, settings.outgoing_to_serving())}
    serving = ServingClient(channels["serving"])
    records, library = Records(settings.database), installed(settings.instruments)
    voices = PatientVoices(serving, settings.patience_seconds)
    screenings = Screenings(serving, voices, library, records, settings.concurrency)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(KIND, screenings.run, Measurement)
    behind = Behind({service: partial(is_serving, channel) for service, channel in probed.items()}, serving)
    forwarder = Forwarder(channels, settings.max_call_seconds)
    sensitivity = Sensitivity(records)
    quotas = Quotas(
        settings.calls_per_minute, settings.answers_per_day, settings.refusals_per_minute, settings.quota_storage
    )
    log = AuditLog(Chain(settings.database))
    server = Server(settings, DoorGuard(_authenticator(settings, records), quotas, sensitivity, log, library))
    servicer = GatewayServicer(behind, serving, library, screenings, sensitivity, jobs)
    offer(server, servicer, AllJobsServicer(jobs, forwarder))
    server.add_generic(Door(forwarder), *FORWARDED_SERVICES)
    return Gateway(server, jobs, behind, settings.poll_seconds)


def _authenticator(settings: GatewaySettings, records: Records) -> Authenticator | None:
    if settings.authentication == "off":
        return None
    path = settings.jwt_key_file
    keys = read_jwt_keys(path, settings.jwt_issuer, settings.jwt_audience) if path else None
    return Authenticator(Tokens(records), keys)
