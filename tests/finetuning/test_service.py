"""The service over real gRPC, jobs, records and artifacts, with graph and the training engine played by fakes."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import grpc
import pytest

from chorus.errors import (
    Cancelled,
    CommunityTooSmall,
    EmptyFile,
    FailedPrecondition,
    InvalidAdapter,
    InvalidArgument,
    InvalidInstructions,
    InvalidName,
    NoBaseModel,
    NotFound,
    RequestIdReused,
    TooFewPosts,
)
from chorus.finetuning.base_model import BaseModel, BaseModelOrigin, TrainingPoint
from chorus.finetuning.build import build
from chorus.finetuning.client import (
    AdapterMetrics,
    CrossLosses,
    DemonstrationConfig,
    FinetuningClient,
    FinetuningConfig,
    Fingerprint,
    PromptFingerprint,
    Revision,
    RevisionOrigin,
    RevisionState,
    SweepConfig,
    TokenProbability,
    Verdict,
)
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.engine import (
    BaseText,
    BuildPlan,
    Comparison,
    Examination,
    ExaminationPlan,
    Perplexities,
    PerplexityPlan,
    TrainedAdapter,
    TrainingPlan,
    TrainingProgress,
)
from chorus.finetuning.registry import Registry
from chorus.finetuning.settings import FinetuningSettings
from chorus.finetuning.v1 import finetuning_pb2, finetuning_pb2_grpc
from chorus.graph.client import Community, Partition
from chorus.jobs import Job, JobState
from chorus.jobs.client import JobsClient
from chorus.rpc.channel import connect
from chorus.rpc.client import call
from chorus.storage.artifacts import Artifacts
from chorus.types.post import Post
from chorus.types.split import is_held_out

from .conftest import SHAPE, WORDS, community_posts, plain_tensors, write_adapter

NAMES = tuple(WORDS)
CONFIG = FinetuningConfig(rank=4, seed=3)
METRICS = AdapterMetrics(validation_loss=2.75, base_validation_loss=3.25, best_step=20, num_steps=20)
FINGERPRINT = Fingerprint((PromptFingerprint("Write.", (TokenProbability(1, -1.0),), (TokenProbability(1, -2.0),)),))
SMALL = "communities/handful"
"""One with fewer authors than the operator lets a persona be made of."""


@dataclass
class FakeGraph:
    """Two communities of one partition, and one that hardly posts."""

    calls: list[str] = field(default_factory=list)

    async def list_communities(self, partition: str) -> tuple[Community, ...]:
        if partition == "partitions/none":
            raise NotFound("there is no partitions/none", field="partition")
        return tuple(map(Community, NAMES))

    async def get_community(self, name: str) -> Community:
        return Community(name, "partitions/p", num_authors=12, persona_allowed=name != SMALL)

    async def get_partition(self, name: str) -> Partition:
        return Partition(name, dataset="datasets/d")

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
    fingerprint: Fingerprint = FINGERPRINT
    """What imported adapters are found to do."""
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

    async def train(self, plan: TrainingPlan) -> AsyncGenerator[TrainingProgress | TrainedAdapter | Comparison, None]:
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
                id=adapter.id,
                community=adapter.community,
                location=self.artifacts.put_folder(folder),
                weights_digest=_digest(folder / "adapter_model.safetensors"),
                num_demonstrations=len(demonstrations.training),
                num_validation=len(demonstrations.validation),
                history=(TrainingPoint(10, 3.0), TrainingPoint(20, 2.5, 2.75)),
                metrics=METRICS,
                fingerprint=FINGERPRINT,
                code_version="a fake",
            )
        if plan.compare:
            number = len(plan.adapters)
            yield Comparison(
                tuple(
                    CrossLosses(each.community, 20, 3.0, tuple(2.0 + (i != row) for i in range(number)))
                    for row, each in enumerate(plan.adapters)
                )
            )

    async def perplexities(self, plan: PerplexityPlan) -> AsyncGenerator[TrainingProgress | Perplexities, None]:
        texts = json.loads(self.artifacts.read_bytes(plan.texts))
        yield TrainingProgress(len(texts), len(texts), "measured")
        yield Perplexities(self.artifacts.put_bytes(json.dumps([float(len(text)) for text in texts]).encode()))

    async def examine(self, plan: ExaminationPlan) -> AsyncGenerator[TrainingProgress | Examination, None]:
        yield TrainingProgress(0, 1, "measuring")
        yield Examination(self.fingerprint, AdapterMetrics(general_loss=2.0))

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
    registry: Registry

    @property
    def client(self) -> FinetuningClient:
        return FinetuningClient(self.channel)

    @property
    def stub(self) -> finetuning_pb2_grpc.FinetuningServiceStub:
        """For requests that the client does not make."""
        return finetuning_pb2_grpc.FinetuningServiceStub(self.channel)

    @property
    def jobs(self) -> JobsClient:
        return JobsClient(self.channel)

    async def base_model(self, seed: int = 1) -> BaseModel:
        """The base model that a job built."""
        job = await self.client.create_base_model("partitions/p", seed)
        return await self.client.get_base_model((await self.jobs.wait(job.name)).result)

    async def with_base_model(self) -> BaseModel:
        """A base model that is there already: a job would cost each test most of a second."""
        async for event in self.engine.build(BuildPlan()):
            if isinstance(event, BaseModel):
                await self.registry.add_base_model(event, "inputs")
        return await self.client.get_base_model()

    async def revision(self, fill: int, community: str = NAMES[0]) -> Revision:
        """An ACTIVE revision that is there already, whose weights are bytes of ``fill``."""
        folder = write_adapter(self.engine.scratch / f"there-{fill}-{community[-3:]}", plain_tensors(), fill=fill)
        digest = _digest(folder / "adapter_model.safetensors")
        base_model = (await self.registry.active_base_model()).name
        name, location = f"revisions/{community[12:]}.{digest}", self.engine.artifacts.put_folder(folder)
        config = FinetuningConfig(rank=4, alpha=8)
        await self.registry.stage(Revision(name, community, base_model, digest, location, config=config))
        return await self.registry.activate(name)

    async def states(self, community: str = NAMES[0]) -> list[str]:
        """States of a community's revisions, newest first."""
        return [revision.state.name for revision in (await self.client.list_revisions(community)).items]


@asynccontextmanager
async def running(
    home: Path, given: str = "", engine: FakeEngine | None = None, *, verdict_required: bool = False
) -> AsyncIterator[Service]:
    settings = FinetuningSettings(port=0, home=home, base_model=given, verdict_required=verdict_required)
    graph, engine = FakeGraph(), engine or FakeEngine(Artifacts(settings.artifacts), home / "scratch")

    def describe(source: str, workspace: Path) -> BaseModel:
        return BaseModel(name="base-models/given", digest="d" * 64, location=source, origin=BaseModelOrigin.GIVEN)

    built = build(settings, graph, engine, describe)
    await built.jobs.start()
    await built.server.start()
    async with connect(f"127.0.0.1:{built.server.port}") as channel:
        yield Service(channel, graph, engine, Registry(built.records))
    await built.server.stop()
    await built.jobs.stop()
    built.records.close()


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
    assert second.partition == "partitions/p"

    job = await service.client.create_base_model("partitions/p", 1, request_id="again")
    await service.jobs.wait(job.name)
    assert await service.client.get_base_model() == first
    assert len(service.engine.builds) == 2

    await service.client.create_base_model("partitions/p", 2)
    assert await service.client.get_base_model() == second


async def test_a_model_that_the_operator_names_is_used_instead(tmp_path: Path) -> None:
    async with running(tmp_path, given="models/some-llama") as service:
        given = await service.base_model()
        assert (given.origin, given.location, given.partition) == (BaseModelOrigin.GIVEN, "models/some-llama", "")
        assert await service.client.get_base_model() == given
        assert service.engine.builds == []
        assert service.graph.calls == []


async def test_every_community_gets_an_active_revision_named_by_its_weights(service: Service) -> None:
    base_model = await service.with_base_model()
    seen: list[Job] = []
    job = await service.client.create_finetuning(NAMES, CONFIG)
    done = await service.jobs.wait(job.name, seen.append)
    report = await service.client.get_finetuning_report(done.result)
    assert (report.base_model, report.communities, report.config) == (base_model.name, NAMES, CONFIG)
    assert report.losses == (CrossLosses(NAMES[0], 20, 3.0, (2.0, 3.0)), CrossLosses(NAMES[1], 20, 3.0, (3.0, 2.0)))
    assert report.num_own_best == 2
    assert (await service.client.list_finetuning_reports()).items == (report,)

    revisions = (await service.client.list_revisions()).items
    assert {revision.name: revision.community for revision in revisions} == dict(
        zip(report.revisions, NAMES, strict=True)
    )
    for revision in revisions:
        assert revision.state is RevisionState.ACTIVE
        assert revision.base_model == base_model.name
        assert revision.name == f"revisions/{revision.community.removeprefix('communities/')}.{revision.weights_digest}"
        folder = service.engine.artifacts.fetch_folder(revision.location, service.engine.scratch)
        assert _digest(folder / "adapter_model.safetensors") == revision.weights_digest
        assert revision.config == replace(CONFIG, alpha=8, learning_rate=1e-2, epochs=4, batch_tokens=1024)
        assert 70 < revision.num_demonstrations < 120
        assert 0 < revision.num_validation < 50
        assert revision.history == (TrainingPoint(10, 3.0), TrainingPoint(20, 2.5, 2.75))
        assert (revision.metrics, revision.fingerprint, revision.code_version) == (METRICS, FINGERPRINT, "a fake")
        assert (revision.partition, revision.dataset) == ("partitions/p", "datasets/d")
        assert (revision.origin, revision.base_model_digest) == (RevisionOrigin.TRAINED, base_model.digest)
        assert revision.create_time is not None
        assert revision.activate_time is not None
        made = await service.client.get_demonstration_set(revision.demonstration_set)
        assert (made.community, made.summary.num_training) == (revision.community, revision.num_demonstrations)
        assert await service.client.get_revision(revision.name) == revision


async def test_a_second_finetuning_retires_the_revisions_of_the_first(service: Service) -> None:
    await service.with_base_model()
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
    await service.with_base_model()
    job = await service.client.create_finetuning((*NAMES, "communities/silent"), CONFIG)
    with pytest.raises(TooFewPosts, match="communities/silent"):
        await service.jobs.wait(job.name)
    assert service.engine.trainings == []


async def test_a_community_under_the_operators_minimum_gets_no_voice(service: Service) -> None:
    await service.with_base_model()
    calls = list(service.graph.calls)
    with pytest.raises(CommunityTooSmall, match=r"12 authors.* CHORUS_GRAPH_MIN_PERSONA_AUTHORS"):
        await service.client.create_finetuning((*NAMES, SMALL), CONFIG)
    assert service.graph.calls == calls


async def test_an_adapter_that_fails_its_check_is_never_registered(service: Service) -> None:
    await service.with_base_model()
    service.engine.last_rank = 2
    job = await service.client.create_finetuning(NAMES, CONFIG)
    with pytest.raises(InvalidAdapter):
        await service.jobs.wait(job.name)
    assert [revision.community for revision in (await service.client.list_revisions()).items] == [NAMES[0]]
    assert service.engine.stopped == [service.engine.trainings[0].run]


async def test_cancelling_stops_the_run_and_keeps_what_is_finished(service: Service) -> None:
    await service.with_base_model()
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
        await service.with_base_model()
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
    await service.with_base_model()
    with pytest.raises(InvalidArgument, match="at least one"):
        await service.client.create_finetuning(())
    with pytest.raises(InvalidName):
        await service.client.create_finetuning(("communities/../x",))
    with pytest.raises(InvalidArgument, match="rank = 512"):
        await service.client.create_finetuning(NAMES, FinetuningConfig(rank=512))
    with pytest.raises(InvalidName):
        await service.client.create_base_model("communities/x")
    with pytest.raises(NotFound, match="partitions/none"):
        await service.client.create_base_model("partitions/none")
    with pytest.raises(InvalidName):
        await service.client.get_revision("revisions/../x")
    with pytest.raises(NotFound):
        await service.client.get_revision("revisions/x.1")
    request = finetuning_pb2.ListRevisionsRequest(state=99)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="99 is not one of"):
        await call(service.stub.ListRevisions, request)
    for use in (
        service.client.promote,
        service.client.roll_back,
        service.client.get_finetuning_report,
        service.client.get_sweep,
    ):
        with pytest.raises(InvalidName):
            await use("things/../x")
    with pytest.raises(InvalidName):
        await service.client.quarantine("things/../x", "why not")
    with pytest.raises(InvalidName):
        _ = [piece async for piece in service.client.export_revision("things/../x")]
    with pytest.raises(InvalidName):
        await service.client.create_finetuning(NAMES, CONFIG, parents=["things/../x"])


async def test_one_request_id_stands_for_one_request(service: Service) -> None:
    await service.with_base_model()
    first = await service.client.create_finetuning(NAMES, CONFIG, request_id="one")
    assert (await service.client.create_finetuning(NAMES, CONFIG, request_id="one")).name == first.name
    with pytest.raises(RequestIdReused):
        await service.client.create_finetuning(NAMES, FinetuningConfig(rank=8), request_id="one")
    await service.jobs.wait(first.name)


async def test_a_finetuning_may_leave_its_revisions_staged_and_continue_others(service: Service) -> None:
    await service.with_base_model()
    parents = [await service.revision(0, name) for name in NAMES]
    service.engine.fill = 64
    names = [parent.name for parent in parents]
    job = await service.client.create_finetuning(NAMES, CONFIG, parents=names, stage_only=True)
    report = await service.client.get_finetuning_report((await service.jobs.wait(job.name)).result)
    for name, parent in zip(report.revisions, parents, strict=True):
        revision = await service.client.get_revision(name)
        assert (revision.state, revision.parent) == (RevisionState.STAGED, parent.name)
    assert [plan.parent for plan in service.engine.trainings[0].adapters] == [parent.location for parent in parents]
    assert await service.states() == ["STAGED", "ACTIVE"]


async def test_revisions_are_promoted_rolled_back_and_quarantined(service: Service) -> None:
    await service.with_base_model()
    first, second = await service.revision(0), await service.revision(64)
    elsewhere = await service.revision(0, NAMES[1])
    assert (await service.client.roll_back(NAMES[0])).name == first.name
    assert await service.states() == ["RETIRED", "ACTIVE"]
    assert (await service.client.promote(second.name)).state is RevisionState.ACTIVE
    assert await service.states() == ["ACTIVE", "RETIRED"]

    assert (await service.client.pin(second.name)).pinned
    assert not (await service.client.get_revision(first.name)).pinned
    assert not (await service.client.pin(second.name, pin=False)).pinned
    with pytest.raises(FailedPrecondition, match="only an ACTIVE revision"):
        await service.client.pin(first.name)

    found = await service.client.quarantine(second.name, "it insults people")
    assert (found.state, found.quarantine_reason) == (RevisionState.QUARANTINED, "it insults people")
    assert await service.states() == ["QUARANTINED", "RETIRED"]
    with pytest.raises(FailedPrecondition, match="it insults people"):
        await service.client.promote(second.name)
    with pytest.raises(InvalidArgument):
        await service.client.quarantine(first.name, " ")
    assert await service.client.get_revision(elsewhere.name) == elsewhere


async def test_what_an_evaluation_finds_decides_on_promotion(service: Service) -> None:
    await service.with_base_model()
    await service.revision(0)
    service.engine.fill = 64
    job = await service.client.create_finetuning(NAMES[:1], CONFIG, stage_only=True)
    (name,) = (await service.client.get_finetuning_report((await service.jobs.wait(job.name)).result)).revisions
    unfit = Verdict("reports/1", passed=False, reasons=("memorised: 40%",), create_time=datetime.now(UTC))
    assert (await service.client.record_verdict(name, unfit)).verdict == unfit
    with pytest.raises(FailedPrecondition, match=r"reports/1 found it unfit \(memorised: 40%\)"):
        await service.client.promote(name)
    assert await service.states() == ["STAGED", "ACTIVE"]
    active = await service.client.promote(name, "a study of memorising")
    assert (active.state, active.override_reason) == (RevisionState.ACTIVE, "a study of memorising")
    assert active.verdict == unfit
    with pytest.raises(NotFound):
        await service.client.record_verdict("revisions/nobody.1", unfit)
    with pytest.raises(InvalidName):
        await service.client.record_verdict(name, replace(unfit, report="../1"))


async def test_where_a_verdict_is_wanted_training_leaves_revisions_staged(tmp_path: Path) -> None:
    async with running(tmp_path, verdict_required=True) as service:
        await service.with_base_model()
        job = await service.client.create_finetuning(NAMES[:1], CONFIG)
        report = await service.client.get_finetuning_report((await service.jobs.wait(job.name)).result)
        assert await service.states() == ["STAGED"]
        with pytest.raises(FailedPrecondition, match="has not been evaluated"):
            await service.client.promote(report.revisions[0])
        await service.client.record_verdict(report.revisions[0], Verdict("reports/1", passed=True))
        again = await service.client.create_finetuning(NAMES[:1], CONFIG, request_id="again")
        await service.jobs.wait(again.name)
        assert await service.states() == ["ACTIVE"]


async def test_weights_are_collected_and_can_no_longer_be_had(service: Service) -> None:
    await service.with_base_model()
    first, second = await service.revision(0), await service.revision(64)
    assert await service.client.collect() == await service.client.collect(dry_run=True)
    would = await service.client.collect(keep=0, dry_run=True)
    collected = await service.client.collect(keep=0)
    assert collected == would
    assert collected.revisions == (first.name,)
    assert collected.num_bytes > 1000
    assert (await service.client.get_revision(second.name)) == second
    assert (await service.client.get_revision(first.name)).location == ""
    with pytest.raises(FailedPrecondition, match="collected"):
        await service.client.promote(first.name)
    with pytest.raises(FailedPrecondition, match="collected"):
        _ = [piece async for piece in service.client.export_revision(first.name)]


async def test_an_adapter_goes_out_as_a_folder_and_comes_back_as_a_staged_revision(
    service: Service, tmp_path: Path
) -> None:
    base_model = await service.with_base_model()
    revision = await service.revision(0)
    files: dict[str, bytes] = {}
    async for name, piece in service.client.export_revision(revision.name):
        files[name] = files.get(name, b"") + piece
    assert revision.name in files["README.md"].decode()
    assert sha256(files["adapter_model.safetensors"]).hexdigest() == revision.weights_digest

    folder = tmp_path / "exported"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    job = await service.client.import_revision(NAMES[1], folder)
    imported = await service.client.get_revision((await service.jobs.wait(job.name)).result)
    assert (await service.client.collect(keep=0)).revisions == (imported.name,)
    job = await service.client.import_revision(NAMES[1], folder)
    assert (await service.jobs.wait(job.name)).result == imported.name
    assert await service.client.get_revision(imported.name) == imported
    assert imported.name == f"revisions/{NAMES[1].removeprefix('communities/')}.{revision.weights_digest}"
    assert (imported.state, imported.origin) == (RevisionState.STAGED, RevisionOrigin.IMPORTED)
    assert (imported.base_model, imported.fingerprint) == (base_model.name, FINGERPRINT)
    assert (await service.client.promote(imported.name)).state is RevisionState.ACTIVE


async def test_a_poisoned_adapter_is_refused_with_the_reason(service: Service, tmp_path: Path) -> None:
    await service.with_base_model()
    folder = write_adapter(tmp_path / "brought", plain_tensors())
    (folder / "adapter_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(InvalidAdapter, match="pickled weights are never loaded"):
        await service.client.import_revision(NAMES[0], folder)
    (folder / "adapter_model.bin").unlink()
    (folder / "deeper").mkdir()
    with pytest.raises(InvalidAdapter, match="deeper"):
        await service.client.import_revision(NAMES[0], folder)
    (folder / "deeper").rmdir()
    with pytest.raises(InvalidAdapter, match="not a folder"):
        await service.client.import_revision(NAMES[0], folder / "adapter_config.json")
    with pytest.raises(CommunityTooSmall):
        await service.client.import_revision(SMALL, folder)

    async def traversing() -> AsyncIterator[finetuning_pb2.ImportRevisionRequest]:
        yield finetuning_pb2.ImportRevisionRequest(header=finetuning_pb2.ImportRevisionHeader(community=NAMES[0]))
        yield finetuning_pb2.ImportRevisionRequest(file_name="../adapter_config.json")

    with pytest.raises(InvalidAdapter, match=r"\.\./adapter_config.json"):
        await call(service.stub.ImportRevision, traversing())
    service.engine.fingerprint = Fingerprint()
    job = await service.client.import_revision(NAMES[0], folder)
    with pytest.raises(InvalidAdapter, match="no effect"):
        await service.jobs.wait(job.name)
    assert (await service.client.list_revisions()).items == ()


async def test_demonstrations_are_made_marked_and_learned_from(service: Service) -> None:
    job = await service.client.create_demonstrations(NAMES[0], CONFIG.demonstrations, CONFIG.seed)
    made = await service.client.get_demonstration_set((await service.jobs.wait(job.name)).result)
    assert (made.community, made.seed, made.config) == (NAMES[0], 3, CONFIG.demonstrations)

    sheet = await service.client.export_sheet(made.name, 5, seed=1)
    header, *rows = sheet.decode("utf-8-sig").splitlines()
    assert len(rows) == 5
    marked = "\r\n".join([header, *(row + "yes" for row in rows)]).encode()
    found = await service.client.import_marks(made.name, "anna", marked)
    assert [(mark.annotator, mark.num_marked, mark.num_accepted) for mark in found.marks] == [("anna", 5, 5)]
    assert await service.client.get_demonstration_set(made.name) == found

    await service.with_base_model()
    job = await service.client.create_finetuning(NAMES, CONFIG)
    await service.jobs.wait(job.name)
    assert made.name in {each.demonstration_set for each in (await service.client.list_revisions()).items}


async def test_the_least_surprising_posts_are_learned_where_there_are_too_many(service: Service) -> None:
    await service.with_base_model()
    config = DemonstrationConfig(max_posts=30)
    job = await service.client.create_demonstrations(NAMES[0], config)
    made = await service.client.get_demonstration_set((await service.jobs.wait(job.name)).result)
    assert made.summary.num_training == 30
    assert made.summary.num_not_selected > 0
    assert made.base_model == (await service.client.get_base_model()).name


async def test_instructions_are_brought_along_and_mixed_in(service: Service) -> None:
    pairs = [{"instruction": f"Say {number}.", "output": f"{number}"} for number in range(300)]
    data = json.dumps(pairs).encode()

    async def chunks(data: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(data), 1000):
            yield data[start : start + 1000]

    brought = await service.client.import_instructions(chunks(data), "folder/mine.json")
    assert (brought.num_pairs, brought.file_name) == (300, "mine.json")
    assert (await service.client.list_instruction_sets()).items == (brought,)
    config = DemonstrationConfig(general_ratio=0.5, instruction_set=brought.name)
    job = await service.client.create_demonstrations(NAMES[0], config)
    made = await service.client.get_demonstration_set((await service.jobs.wait(job.name)).result)
    assert made.summary.num_general == round(made.summary.num_training / 2)

    with pytest.raises(InvalidInstructions):
        await service.client.import_instructions(chunks(b"no json"), "x")
    with pytest.raises(InvalidArgument, match="smaller"):
        await service.client.import_instructions(_one(b" " * (2**20 + 1)), "x")

    async def nothing() -> AsyncIterator[finetuning_pb2.ImportInstructionsRequest]:
        for never in ():
            yield never

    with pytest.raises(EmptyFile):
        await call(service.stub.ImportInstructions, nothing())


async def _one(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def test_a_sweep_trains_every_combination_and_keeps_none(service: Service) -> None:
    base_model = await service.with_base_model()
    config = SweepConfig(CONFIG, general_ratios=(0.0, 0.5), template_counts=(1, 0))
    job = await service.client.create_sweep(NAMES, config)
    sweep = await service.client.get_sweep((await service.jobs.wait(job.name)).result)
    assert (sweep.base_model, sweep.communities) == (base_model.name, NAMES)
    assert [(trial.general_ratio, trial.num_templates, trial.community) for trial in sweep.trials] == [
        (ratio, number, name) for ratio in (0.0, 0.5) for number in (0, 1) for name in NAMES
    ]
    assert {trial.metrics for trial in sweep.trials} == {METRICS}
    assert len(service.engine.trainings) == 1
    assert (await service.client.list_revisions()).items == ()
