"""The evaluation service over real gRPC and real jobs, with the graph and serving services played by fakes."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from chorus.evaluation.client import EvaluationClient, Policy
from chorus.evaluation.evaluate import Evaluator
from chorus.evaluation.exchanging import Exchanger
from chorus.evaluation.posts import HumanPosts
from chorus.evaluation.rating_desk import RatingDesk
from chorus.evaluation.servicer import offer
from chorus.evaluation.settings import EvaluationSettings
from chorus.finetuning.client import Verdict
from chorus.jobs import Jobs
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

Clean = Callable[[str], str]


@dataclass
class Revisions:
    """Finetuning's place: what was found of each revision, the newest last."""

    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)

    async def record_verdict(self, name: str, verdict: Verdict) -> None:
        self.verdicts.setdefault(name, []).append(verdict)


@dataclass
class Service:
    """A running service and its clients."""

    address: str
    channel: grpc.aio.Channel
    artifacts: Artifacts
    revisions: Revisions

    @property
    def client(self) -> EvaluationClient:
        return EvaluationClient(self.channel)

    @property
    def jobs(self) -> JobsClient:
        return JobsClient(self.channel)


@asynccontextmanager
async def running(
    home: Path, communities: Any, personas: Any, cleaner: Clean, policy: Policy | None = None
) -> AsyncIterator[Service]:
    settings = EvaluationSettings(port=0, home=home)
    records, artifacts = Records(settings.database), Artifacts(settings.artifacts)
    revisions = Revisions()
    evaluator = Evaluator(communities, personas, artifacts, records, cleaner, revisions, policy=policy or Policy())
    jobs = Jobs(settings.service, settings.database)
    server = Server(settings)
    exchanger = Exchanger(communities, personas, artifacts, records, cleaner)
    offer(server, evaluator, exchanger, RatingDesk(HumanPosts(communities, cleaner), artifacts, records), jobs, records)
    await jobs.start()
    await server.start()
    address = f"127.0.0.1:{server.port}"
    async with connect(address) as channel:
        yield Service(address, channel, artifacts, revisions)
    await server.stop()
    await jobs.stop()
    records.close()
