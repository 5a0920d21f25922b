"""A finetuning service that has done its work: it answers with values, and remembers what it was asked for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import grpc

from chorus.errors import ChorusError, FailedPrecondition, InvalidArgument, NotFound
from chorus.finetuning.client import (
    AdapterMetrics,
    AnnotatorMarks,
    BaseModel,
    CrossLosses,
    DemonstrationConfig,
    DemonstrationSet,
    DemonstrationSummary,
    FinetuningConfig,
    FinetuningReport,
    FinetuningSweep,
    Fingerprint,
    InstructionSet,
    Lead,
    PromptFingerprint,
    Revision,
    RevisionOrigin,
    RevisionState,
    SweepConfig,
    TokenProbability,
    TrainingPoint,
    Trial,
    Verdict,
)
from chorus.finetuning.v1 import (
    base_model_pb2,
    demonstrations_pb2,
    finetuning_pb2,
    finetuning_pb2_grpc,
    finetuning_report_pb2,
    instruction_set_pb2,
    revision_pb2,
    trial_pb2,
)
from chorus.graph.client import Community, Dataset, Partition
from chorus.graph.v1 import community_pb2, dataset_pb2, graph_pb2, graph_pb2_grpc, partition_pb2
from chorus.jobs.client import Job, JobError, JobState, Progress
from chorus.jobs.v1 import job_pb2, jobs_pb2, jobs_pb2_grpc
from chorus.rpc.status import code_of, trailing_metadata
from chorus.rpc.wire import decode, encode

COMMUNITIES = ("communities/keto-soup", "communities/hill-run", "communities/mirror-size")
TITLES = ("Keto cooks", "Hill runners", "Mirror \x1b[31mworries")
SMALL = "communities/too-small"
BASE = "base-models/b1"
WEIGHTS = b"weights" * 1000
TIME = datetime(2031, 5, 4, 12, 30, tzinfo=UTC)
LOSSES = ((3.0, 3.9, 3.7), (3.6, 3.1, 3.5), (2.9, 3.3, 3.0))
"""Of each community by every adapter: the third is predicted best by the adapter of the first."""
BASE_LOSSES = (4.0, 3.5, 3.1)
LEADS = (Lead(0.7, 0.6, 0.8, 31), Lead(0.4, -0.1, 0.9, 1), None)


def digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def revision_of(place: int, state: RevisionState = RevisionState.ACTIVE) -> Revision:
    community = COMMUNITIES[place]
    weights = sha256(WEIGHTS).hexdigest() if place == 0 else digest(place)
    return Revision(
        name=f"revisions/{community.removeprefix('communities/')}.{weights}",
        community=community,
        base_model=BASE,
        weights_digest=weights,
        location="artifact:" + digest("folder", place),
        state=state,
        config=FinetuningConfig(
            alpha=32, learning_rate=0.01, epochs=6, batch_tokens=1024, targets=("q_proj", "v_proj")
        ),
        num_demonstrations=540 - place,
        num_validation=130,
        demonstration_set="demonstration-sets/d1",
        history=(TrainingPoint(40, 3.4, 3.6), TrainingPoint(80, 3.0, 3.0), TrainingPoint(120, 2.8, 3.2)),
        metrics=AdapterMetrics(LOSSES[place][place], BASE_LOSSES[place], 3.2, 3.9, 1.25, 1.5, 0.64, 0.31, 80, 120),
        create_time=TIME,
        origin=RevisionOrigin.TRAINED,
        partition="partitions/p1",
        dataset="datasets/a1",
        base_model_digest=digest("base"),
        fingerprint=Fingerprint(
            (PromptFingerprint("Write", (TokenProbability(17, -0.5),), (TokenProbability(17, -2.0),)),)
        ),
        code_version="chorus 0.1.0, torch 2.9",
        tokens_per_second=12345.6,
        seconds=75.0,
    )


REVISIONS = tuple(map(revision_of, range(3)))
REPORT = FinetuningReport(
    "finetuning-reports/f1",
    BASE,
    COMMUNITIES,
    tuple(revision.name for revision in REVISIONS),
    FinetuningConfig(),
    tuple(CrossLosses(*row) for row in zip(COMMUNITIES, (130, 131, 132), BASE_LOSSES, LOSSES, LEADS, strict=True)),
    TIME,
)
SET = DemonstrationSet(
    "demonstration-sets/d1",
    COMMUNITIES[0],
    "artifact:" + digest("demonstrations"),
    DemonstrationConfig(languages=("en",), max_posts=1500),
    7,
    BASE,
    DemonstrationSummary(3000, 1, 2, 3, 4, 5, 6, 7, 1500, 200, 190, 1082, 61, 20, 150, 0.25),
    create_time=TIME,
)
MARKS = (AnnotatorMarks("ada", 100, 87, 0.79, 0.92), AnnotatorMarks("grace", 90, 60, 0.56, 0.76))
SHEET = b"id,instruction,response,fits\np1,Write.,Soup.,\n"


def metrics(ratio: float, templates: int, place: int) -> AdapterMetrics:
    return AdapterMetrics(
        validation_loss=3.0 + ratio / 10 + templates / 1000 + place / 10,
        base_validation_loss=4.0,
        general_loss=1.5 - ratio,
        base_general_loss=1.2,
        followed=0.25 + ratio,
        base_followed=0.5,
    )


SWEEP = FinetuningSweep(
    "finetuning-sweeps/s1",
    BASE,
    COMMUNITIES[:2],
    SweepConfig(),
    tuple(
        Trial(community, ratio, templates, 500, round(500 * ratio), metrics(ratio, templates, place), 9.0)
        for ratio in (0.0, 0.5)
        for templates in (1, 0)
        for place, community in enumerate(COMMUNITIES[:2])
    ),
    TIME,
)

RESULTS = {
    "base": BASE,
    "demonstrate": SET.name,
    "finetune": REPORT.name,
    "sweep": SWEEP.name,
    "examine": REVISIONS[0].name,
}
"""Of jobs, by kind."""


class FinetuningDouble(finetuning_pb2_grpc.FinetuningServiceServicer):
    """Answers at once. What it is to say otherwise is set from outside."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was asked, and say what is said at first."""
        self.asked: list[Any] = []
        """Requests, the newest last."""
        self.sent = b""
        """The bytes of the newest file that came."""
        self.job_fails: JobError | None = None
        self.reports: tuple[FinetuningReport, ...] = (REPORT,)
        self.exported: list[tuple[str, bytes]] = []
        self.bases: list[str] = [BASE]
        """The active base model, unless there is none; a request that was made before does not change it."""
        self.base_partition = "partitions/p1"
        """Of whose posts base models are made."""
        self.collected: tuple[str, ...] = (REVISIONS[1].name,)

    def CreateDemonstrations(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        return finetuning_pb2.CreateDemonstrationsResponse(job=self._job("demonstrate"))

    def GetDemonstrationSet(self, request: Any, context: Any) -> Any:
        self._require(request.name == SET.name, request.name, context)
        return finetuning_pb2.GetDemonstrationSetResponse(
            demonstration_set=encode(SET, demonstrations_pb2.DemonstrationSet)
        )

    def ExportSheet(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        self._require(request.name == SET.name, request.name, context)
        return finetuning_pb2.ExportSheetResponse(sheet=SHEET)

    def ImportMarks(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        if request.annotator not in ("ada", "grace"):
            _fail(context, InvalidArgument("sign with letters and digits", field="annotator"))
        marks = MARKS[: 1 if request.annotator == "ada" else 2]
        found = replace(SET, marks=marks, kappa=0.71 if len(marks) > 1 else None)
        return finetuning_pb2.ImportMarksResponse(demonstration_set=encode(found, demonstrations_pb2.DemonstrationSet))

    def ImportInstructions(self, requests: Iterator[Any], context: Any) -> Any:
        first = next(requests)
        self.asked.append(first)
        self.sent = first.data + b"".join(request.data for request in requests)
        found = InstructionSet("instruction-sets/i1", num_pairs=2, file_name=first.file_name)
        return finetuning_pb2.ImportInstructionsResponse(
            instruction_set=encode(found, instruction_set_pb2.InstructionSet)
        )

    def CreateFinetuning(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        return finetuning_pb2.CreateFinetuningResponse(job=self._job("finetune"))

    def GetFinetuningReport(self, request: Any, context: Any) -> Any:
        self._require(request.name == REPORT.name, request.name, context)
        return finetuning_pb2.GetFinetuningReportResponse(report=encode(REPORT, finetuning_report_pb2.FinetuningReport))

    def ListFinetuningReports(self, request: Any, context: Any) -> Any:
        reports = [encode(report, finetuning_report_pb2.FinetuningReport) for report in self.reports]
        return finetuning_pb2.ListFinetuningReportsResponse(reports=reports)

    def CreateFinetuningSweep(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        return finetuning_pb2.CreateFinetuningSweepResponse(job=self._job("sweep"))

    def GetFinetuningSweep(self, request: Any, context: Any) -> Any:
        return finetuning_pb2.GetFinetuningSweepResponse(sweep=encode(SWEEP, trial_pb2.FinetuningSweep))

    def CreateBaseModel(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        if request.request_id or not self.bases:
            self.bases = [BASE]
        return finetuning_pb2.CreateBaseModelResponse(job=self._job("base"))

    def GetBaseModel(self, request: Any, context: Any) -> Any:
        self._require(bool(self.bases), request.name, context)
        found = self.bases[-1] if request.name == "base-models/active" else request.name
        base_model = BaseModel(found, partition=self.base_partition)
        return finetuning_pb2.GetBaseModelResponse(base_model=encode(base_model, base_model_pb2.BaseModel))

    def GetRevision(self, request: Any, context: Any) -> Any:
        revision = next((each for each in REVISIONS if each.name == request.name), None)
        self._require(revision is not None, request.name, context)
        return finetuning_pb2.GetRevisionResponse(revision=encode(revision, revision_pb2.Revision))

    def ListRevisions(self, request: Any, context: Any) -> Any:
        """Two on a page. The second community's active revision is of another base model."""
        self.asked.append(request)
        found = [replace(each, base_model="base-models/old") if each is REVISIONS[1] else each for each in REVISIONS]
        of = [each for each in found if request.community in ("", each.community)]
        start = int(request.page_token or 0)
        page = [encode(each, revision_pb2.Revision) for each in of[start : start + 2]]
        more = str(start + 2) if len(of) > start + 2 else ""
        return finetuning_pb2.ListRevisionsResponse(revisions=page, next_page_token=more)

    def PromoteRevision(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        active = replace(REVISIONS[0], override_reason=request.override_reason)
        if request.override_reason:
            active = replace(active, verdict=Verdict("reports/e1", False, ("memorised: 40% of its posts",), TIME))
        return finetuning_pb2.PromoteRevisionResponse(revision=encode(active, revision_pb2.Revision))

    def RollBackRevision(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        if request.community == COMMUNITIES[1]:
            _fail(context, FailedPrecondition("no revision was active before; promote one"))
        return finetuning_pb2.RollBackRevisionResponse(revision=encode(REVISIONS[0], revision_pb2.Revision))

    def QuarantineRevision(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        taken = replace(REVISIONS[0], state=RevisionState.QUARANTINED, quarantine_reason=request.reason)
        return finetuning_pb2.QuarantineRevisionResponse(revision=encode(taken, revision_pb2.Revision))

    def CollectRevisions(self, request: Any, context: Any) -> Any:
        self.asked.append(request)
        return finetuning_pb2.CollectRevisionsResponse(revisions=self.collected, num_bytes=3 * 2**20)

    def ImportRevision(self, requests: Iterator[Any], context: Any) -> Any:
        self.asked = list(requests)
        self.sent = b"".join(request.data for request in self.asked)
        return finetuning_pb2.ImportRevisionResponse(job=self._job("examine"))

    def ExportRevision(self, request: Any, context: Any) -> Iterator[Any]:
        for name, data in self.exported:
            yield finetuning_pb2.ExportRevisionResponse(file_name=name, data=data)

    def _job(self, kind: str) -> Any:
        return encode(Job(f"jobs/finetuning.{kind}-0", kind), job_pb2.Job)

    def _require(self, found: bool, name: str, context: Any) -> None:
        if not found:
            _fail(context, NotFound(f"there is no {name}"))


class JobsDouble(jobs_pb2_grpc.JobServiceServicer):
    """Jobs that report once and end."""

    def __init__(self, finetuning: FinetuningDouble) -> None:
        self._finetuning = finetuning

    def WatchJob(self, request: Any, context: Any) -> Iterator[Any]:
        kind = request.name.removeprefix("jobs/finetuning.").removesuffix("-0")
        job = Job(request.name, kind, JobState.RUNNING, Progress(3, 9, "steps", f"{kind} at work"))
        yield jobs_pb2.WatchJobResponse(job=encode(job, job_pb2.Job))
        if self._finetuning.job_fails:
            job = replace(job, state=JobState.FAILED, error=self._finetuning.job_fails)
        else:
            job = replace(job, state=JobState.SUCCEEDED, result=RESULTS[kind])
        yield jobs_pb2.WatchJobResponse(job=encode(job, job_pb2.Job))


class GraphDouble(graph_pb2_grpc.GraphServiceServicer):
    """Knows one partition, and what its communities are called."""

    def GetPartition(self, request: Any, context: Any) -> Any:
        partition = Partition(request.name, "datasets/a1", communities=(*COMMUNITIES, SMALL))
        return graph_pb2.GetPartitionResponse(partition=encode(partition, partition_pb2.Partition))

    def GetDataset(self, request: Any, context: Any) -> Any:
        dataset = Dataset(request.name, file_name="posts.jsonl")
        return graph_pb2.GetDatasetResponse(dataset=encode(dataset, dataset_pb2.Dataset))

    def DrawPartition(self, request: Any, context: Any) -> Any:
        return graph_pb2.DrawPartitionResponse(image=f"<svg>{request.name}</svg>".encode())

    def GetCommunity(self, request: Any, context: Any) -> Any:
        titles = dict(zip(COMMUNITIES, TITLES, strict=True))
        found = Community(request.name, "partitions/p1", display_name=titles[request.name])
        return graph_pb2.GetCommunityResponse(community=encode(found, community_pb2.Community))

    def ListCommunities(self, request: Any, context: Any) -> Any:
        named = zip(COMMUNITIES, TITLES, strict=True)
        found = [Community(name, display_name=title, persona_allowed=True) for name, title in named]
        found.append(Community(SMALL, display_name="Few"))
        if request.partition == "partitions/none":
            found = found[-1:]
        communities = [encode(each, community_pb2.Community) for each in found]
        return graph_pb2.ListCommunitiesResponse(communities=communities)


@contextmanager
def finetuning_double() -> Iterator[tuple[FinetuningDouble, str]]:
    """One that listens, and its address."""
    double = FinetuningDouble()
    server = grpc.server(ThreadPoolExecutor(4))
    finetuning_pb2_grpc.add_FinetuningServiceServicer_to_server(double, server)
    jobs_pb2_grpc.add_JobServiceServicer_to_server(JobsDouble(double), server)
    graph_pb2_grpc.add_GraphServiceServicer_to_server(GraphDouble(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield double, f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


def config_asked(message: Any) -> FinetuningConfig:
    return decode(message, FinetuningConfig)


def _fail(context: Any, error: ChorusError) -> None:
    context.set_trailing_metadata(trailing_metadata(error))
    context.abort(code_of(error), error.message)
