"""The service over real gRPC, jobs, records and artifacts, with graph and the training engine played by fakes."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import grpc
import pytest

from chorus.errors import (
    Cancelled,
    CommunityTooSmall,
    InvalidAdapter,
    InvalidArgument,
    InvalidName,
    NoBaseModel,
    NotFound,
    RequestIdReused,
    TooFewPosts,
)
from chorus.finetuning import build_base, finetune
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.base_model import BaseModel, BaseModelOrigin, TrainingPoint
from chorus.finetuning.build_base import BaseBuilder, BaseOrder
from chorus.finetuning.client import FinetuningClient, FinetuningConfig, RevisionState
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.engine import BaseText, BuildPlan, TrainedAdapter, TrainingPlan, TrainingProgress
from chorus.finetuning.finetune import Finetuner, Finetuning
from chorus.finetuning.registry import Registry
from chorus.finetuning.servicer import offer
from chorus.finetuning.settings import FinetuningSettings
from chorus.graph.client import Community
from chorus.jobs import Job, Jobs, JobState
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.rpc.server import Server
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.post import Post
from chorus.types.split import is_held_out

from .conftest import SHAPE, WORDS, community_posts, plain_tensors, write_adapter

NAMES = tuple(WORDS)
CONFIG = FinetuningConfig(rank=4, seed=3)


SMALL = "communities/handful"
"""One with fewer authors than the operator lets a persona be made of."""


@dataclass
class FakeGraph:
    """Two communities of one partition, and one that hardly posts."""

    calls: list[str] = field(default_factory=list)

    async def list_communities(self, partition: str) -> tuple[Community, ...]:
        return tuple(map(Community, NAMES))

    async def get_community(self, name: str) -> Community:
        return Community(name, num_authors=12, persona_allowed=name != SMALL)

    async def stream_posts(self, community: str, limit: int = 0, seed: int = 0) -> AsyncIterator[Post]:
        self.calls.append(community)
        for post in community_posts(community) if community in WORDS else [Post("1", "a", "hello to everybody here")]:
            yield post


@dataclass
class FakeEngine:
    """Trains nothing: its adapters are of zeros, or of a byte that the test chooses."""

    artifacts: Artifacts
    scratch: Path
    fill: int = 0
    last_rank: int = 4
    """Rank of the tensors of the last community's adapter; a wrong one is what the check is for."""
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    waits: bool = False
    builds: list[BuildPlan] = field(default_factory=list)
    trainings: list[TrainingPlan] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    async def build(self, plan: BuildPlan) -> AsyncGenerator[TrainingProgress | BaseModel, None]:
        self.builds.append(plan)
        folder = self.scratch / plan.run
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps({**SHAPE, "seed": plan.config.seed}))
        yield TrainingProgress(1, 2, "base model: loss 3.00")
        digest = f"{plan.config.seed:064x}"
        yield BaseModel(
            name=f"base-models/{digest[-16:]}",
            digest=digest,
            location=self.artifacts.put_folder(folder),
            origin=BaseModelOrigin.BUILT,
            num_parameters=1000,
            limits="a fake says nothing",
        )

    async def train(self, plan: TrainingPlan) -> AsyncGenerator[TrainingProgress | TrainedAdapter, None]:
        self.trainings.append(plan)
        for number, adapter in enumerate(plan.adapters):
            yield TrainingProgress(number, len(plan.adapters), f"{adapter.community}: loss 3.00, 100 tokens/s")
            if number and self.waits:
                self.waiting.set()
                await asyncio.Event().wait()
            demonstrations = Demonstrations.load(self.artifacts.read_bytes(adapter.demonstrations))
            rank = self.last_rank if adapter is plan.adapters[-1] else 4
            folder = self.scratch / f"{len(self.trainings)}-{number}"
            write_adapter(folder, plain_tensors(rank), fill=self.fill + number)
            yield TrainedAdapter(
                community=adapter.community,
                location=self.artifacts.put_folder(folder),
                weights_digest=_digest(folder / "adapter_model.safetensors"),
                num_demonstrations=len(demonstrations.training),
                num_validation=len(demonstrations.validation),
                history=(TrainingPoint(10, 3.0), TrainingPoint(20, 2.5, 2.75)),
                base_validation_loss=3.25,
            )

    async def stop(self, run: str) -> None:
        self.stopped.append(run)
        self.stopping.set()


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@dataclass
class Service:
    """A running service and its clients."""

    channel: grpc.aio.Channel
    graph: FakeGraph
    engine: FakeEngine

    @property
    def client(self) -> FinetuningClient:
        return FinetuningClient(self.channel)

    @property
    def jobs(self) -> JobsClient:
        return JobsClient(self.channel)

    async def base_model(self, seed: int = 1) -> BaseModel:
        job = await self.client.create_base_model("partitions/p", seed)
        return await self.client.get_base_model((await self.jobs.wait(job.name)).result)


@asynccontextmanager
async def running(home: Path, given: str = "", engine: FakeEngine | None = None) -> AsyncIterator[Service]:
    settings = FinetuningSettings(port=0, home=home, base_model=given)
    records, artifacts = Records(settings.database), Artifacts(settings.artifacts)
    graph, engine, registry = FakeGraph(), engine or FakeEngine(artifacts, home / "scratch"), Registry(records)

    def describe(source: str, workspace: Path) -> BaseModel:
        return BaseModel(name="base-models/given", digest="d" * 64, location=source, origin=BaseModelOrigin.GIVEN)

    builder = BaseBuilder(graph, engine, registry, artifacts, describe, home, settings.base_config, settings.base_model)
    finetuner = Finetuner(graph, engine, registry, artifacts, base_folder, settings.cache, settings.max_lora_rank)
    jobs = Jobs(settings.service, settings.database)
    jobs.register(build_base.KIND, builder.run, BaseOrder)
    jobs.register(finetune.KIND, finetuner.run, Finetuning)
    server = Server(settings)
    offer(server, builder, finetuner, registry, jobs)
    await jobs.start()
    await server.start()
    async with connect(f"127.0.0.1:{server.port}") as channel:
        yield Service(channel, graph, engine)
    await server.stop()
    await jobs.stop()
    records.close()


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(tmp_path) as service:
        yield service


async def test_a_base_model_is_built_from_training_authors_and_becomes_active(service: Service) -> None:
    built = await service.base_model()
    assert built.origin is BaseModelOrigin.BUILT
    assert built.create_time is not None
    assert built.limits == "a fake says nothing"
    assert await service.client.get_base_model() == built
    assert (await service.client.list_base_models()).items == (built,)

    text = BaseText.load(service.engine.artifacts.read_bytes(service.engine.builds[0].text))
    author_of = {post.text: post.author for name in NAMES for post in community_posts(name)}
    assert [group.group for group in text.training] == list(NAMES)
    assert not [text for group in text.training for text in group.texts if is_held_out(author_of[text])]
    assert all(is_held_out(author_of[text]) for group in text.held_out for text in group.texts)


async def test_the_same_inputs_give_the_model_that_was_built_before(service: Service) -> None:
    first, second = await service.base_model(seed=1), await service.base_model(seed=2)
    assert await service.client.get_base_model() == second

    job = await service.client.create_base_model("partitions/p", 1, request_id="again")
    await service.jobs.wait(job.name)
    assert await service.client.get_base_model() == first
    assert len(service.engine.builds) == 2

    await service.client.create_base_model("partitions/p", 2)
    assert await service.client.get_base_model() == second


async def test_a_model_that_the_operator_names_is_used_instead(tmp_path: Path) -> None:
    async with running(tmp_path, given="models/some-llama") as service:
        given = await service.base_model()
        assert (given.origin, given.location) == (BaseModelOrigin.GIVEN, "models/some-llama")
        assert await service.client.get_base_model() == given
        assert service.engine.builds == []
        assert service.graph.calls == []


async def test_every_community_gets_an_active_revision_named_by_its_weights(service: Service) -> None:
    base_model = await service.base_model()
    seen: list[Job] = []
    job = await service.client.create_finetuning(NAMES, CONFIG)
    done = await service.jobs.wait(job.name, seen.append)
    assert done.result == base_model.name

    revisions = (await service.client.list_revisions()).items
    assert {revision.community for revision in revisions} == set(NAMES)
    for revision in revisions:
        assert revision.state is RevisionState.ACTIVE
        assert revision.base_model == base_model.name
        assert revision.name == f"revisions/{revision.community.removeprefix('communities/')}.{revision.weights_digest}"
        folder = service.engine.artifacts.fetch_folder(revision.location, service.engine.scratch)
        assert _digest(folder / "adapter_model.safetensors") == revision.weights_digest
        assert revision.config == FinetuningConfig(4, 8, 1e-2, 4, 1024, 10_000, 3)
        assert 70 < revision.num_demonstrations < 120
        assert 0 < revision.num_validation < 50
        assert revision.history == (TrainingPoint(10, 3.0), TrainingPoint(20, 2.5, 2.75))
        assert revision.base_validation_loss == 3.25
        assert revision.create_time is not None
        assert await service.client.get_revision(revision.name) == revision


async def test_a_second_finetuning_retires_the_revisions_of_the_first(service: Service) -> None:
    await service.base_model()
    for epochs, fill in ((1, 0), (2, 64)):
        service.engine.fill = fill
        job = await service.client.create_finetuning(NAMES, FinetuningConfig(rank=4, epochs=epochs))
        await service.jobs.wait(job.name)
    active = (await service.client.list_revisions(state=RevisionState.ACTIVE)).items
    retired = (await service.client.list_revisions(state=RevisionState.RETIRED)).items
    assert sorted(revision.community for revision in active) == sorted(NAMES)
    assert {revision.config.epochs for revision in active} == {2}
    assert {revision.config.epochs for revision in retired} == {1}

    job = await service.client.create_finetuning(NAMES, FinetuningConfig(rank=4, epochs=1), request_id="back")
    await service.jobs.wait(job.name)
    assert len(service.engine.trainings) == 2
    active = (await service.client.list_revisions(state=RevisionState.ACTIVE)).items
    assert {revision.config.epochs for revision in active} == {1}


async def test_too_few_posts_fail_the_job_before_anything_is_trained(service: Service) -> None:
    await service.base_model()
    job = await service.client.create_finetuning((*NAMES, "communities/silent"), CONFIG)
    with pytest.raises(TooFewPosts, match="communities/silent"):
        await service.jobs.wait(job.name)
    assert service.engine.trainings == []


async def test_a_community_under_the_operators_minimum_gets_no_voice(service: Service) -> None:
    await service.base_model()
    calls = list(service.graph.calls)
    with pytest.raises(CommunityTooSmall, match=r"12 authors.* CHORUS_GRAPH_MIN_PERSONA_AUTHORS"):
        await service.client.create_finetuning((*NAMES, SMALL), CONFIG)
    assert service.graph.calls == calls


async def test_an_adapter_that_fails_its_check_is_never_registered(service: Service) -> None:
    await service.base_model()
    service.engine.last_rank = 2
    job = await service.client.create_finetuning(NAMES, CONFIG)
    with pytest.raises(InvalidAdapter):
        await service.jobs.wait(job.name)
    assert [revision.community for revision in (await service.client.list_revisions()).items] == [NAMES[0]]
    assert service.engine.stopped == [service.engine.trainings[0].run]


async def test_cancelling_stops_the_run_and_keeps_what_is_finished(service: Service) -> None:
    await service.base_model()
    service.engine.waits = True
    job = await service.client.create_finetuning(NAMES, CONFIG)
    await asyncio.wait_for(service.engine.waiting.wait(), 10)
    await service.jobs.cancel(job.name)
    with pytest.raises(Cancelled):
        await service.jobs.wait(job.name)
    await asyncio.wait_for(service.engine.stopping.wait(), 5)
    assert service.engine.stopped == [service.engine.trainings[0].run]
    assert [revision.community for revision in (await service.client.list_revisions()).items] == [NAMES[0]]


async def test_a_service_that_restarts_takes_the_same_run_up_again(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.base_model()
        service.engine.waits = True
        job = await service.client.create_finetuning(NAMES, CONFIG)
        await asyncio.wait_for(service.engine.waiting.wait(), 10)
        engine = service.engine
    assert engine.stopped == []

    engine.waits = False
    async with running(tmp_path, engine=engine) as service:
        done = await service.jobs.wait(job.name)
        assert done.state is JobState.SUCCEEDED
        assert service.graph.calls == []
        assert engine.trainings[0] == engine.trainings[1]
        active = (await service.client.list_revisions(state=RevisionState.ACTIVE)).items
        assert {revision.community for revision in active} == set(NAMES)


async def test_finetuning_needs_a_base_model(service: Service) -> None:
    with pytest.raises(NotFound):
        await service.client.get_base_model()
    with pytest.raises(NoBaseModel):
        await service.client.create_finetuning(NAMES)


async def test_requests_that_make_no_sense_are_refused_at_once(service: Service) -> None:
    await service.base_model()
    with pytest.raises(InvalidArgument, match="at least one"):
        await service.client.create_finetuning(())
    with pytest.raises(InvalidName):
        await service.client.create_finetuning(("communities/../x",))
    with pytest.raises(InvalidArgument, match="rank = 512"):
        await service.client.create_finetuning(NAMES, FinetuningConfig(rank=512))
    with pytest.raises(InvalidName):
        await service.client.create_base_model("communities/x")
    with pytest.raises(InvalidName):
        await service.client.get_revision("revisions/../x")
    with pytest.raises(NotFound):
        await service.client.get_revision("revisions/x.1")


async def test_one_request_id_stands_for_one_request(service: Service) -> None:
    await service.base_model()
    first = await service.client.create_finetuning(NAMES, CONFIG, request_id="one")
    assert (await service.client.create_finetuning(NAMES, CONFIG, request_id="one")).name == first.name
    with pytest.raises(RequestIdReused):
        await service.client.create_finetuning(NAMES, FinetuningConfig(rank=8), request_id="one")
    await service.jobs.wait(first.name)
