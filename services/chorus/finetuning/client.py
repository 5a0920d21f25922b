"""The client of the finetuning service: what other services import."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import grpc

from chorus.finetuning.adapters import AdapterShape, adapter_files, check_adapter
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.base_model import BaseModel, BaseModelOrigin, TrainingPoint
from chorus.finetuning.cleaning import clean
from chorus.finetuning.collected import Collected
from chorus.finetuning.demonstration_set import (
    AnnotatorMarks,
    Cleaning,
    DemonstrationConfig,
    DemonstrationSet,
    DemonstrationSummary,
    Selection,
)
from chorus.finetuning.finetuning_report import CrossLosses, FinetuningReport, Lead
from chorus.finetuning.instruction_set import BUNDLED, InstructionSet
from chorus.finetuning.revision import (
    TARGETS,
    AdapterMetrics,
    FinetuningConfig,
    Fingerprint,
    PromptFingerprint,
    Revision,
    RevisionOrigin,
    RevisionState,
    TokenProbability,
    Verdict,
)
from chorus.finetuning.trial import FinetuningSweep, SweepConfig, Trial
from chorus.finetuning.v1 import (
    demonstrations_pb2,
    finetuning_pb2,
    finetuning_pb2_grpc,
    revision_pb2,
    trial_pb2,
)
from chorus.jobs.client import Job, job_value
from chorus.rpc.client import call, stream
from chorus.rpc.wire import decode, encode
from chorus.types.page import Page

__all__ = [
    "BUNDLED",
    "TARGETS",
    "AdapterMetrics",
    "AdapterShape",
    "AnnotatorMarks",
    "BaseModel",
    "BaseModelOrigin",
    "Cleaning",
    "Collected",
    "CrossLosses",
    "DemonstrationConfig",
    "DemonstrationSet",
    "DemonstrationSummary",
    "FinetuningClient",
    "FinetuningConfig",
    "FinetuningReport",
    "FinetuningSweep",
    "Fingerprint",
    "InstructionSet",
    "Lead",
    "PromptFingerprint",
    "Revision",
    "RevisionOrigin",
    "RevisionState",
    "Selection",
    "SweepConfig",
    "TokenProbability",
    "TrainingPoint",
    "Trial",
    "Verdict",
    "base_folder",
    "check_adapter",
    "clean",
]

PIECE_BYTES = 2**19
CHECK_SECONDS = 300.0
"""For calls that look at every community they name before they answer."""
FILE_SECONDS = 600.0
"""For files that are sent or read."""


class FinetuningClient:
    """Has adapters trained, and knows which there are."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = finetuning_pb2_grpc.FinetuningServiceStub(channel)

    async def create_base_model(self, partition: str, seed: int = 0, request_id: str = "") -> Job:
        """Start the job that makes a base model of a partition's posts, or takes the operator's, and makes it active."""
        request = finetuning_pb2.CreateBaseModelRequest(request_id=request_id, partition=partition, seed=seed)
        return job_value((await call(self._stub.CreateBaseModel, request)).job)

    async def get_base_model(self, name: str = "base-models/active") -> BaseModel:
        """The base model of that name; by default the active one, ``NotFound`` while there is none."""
        response = await call(self._stub.GetBaseModel, finetuning_pb2.GetBaseModelRequest(name=name))
        return decode(response.base_model, BaseModel)

    async def list_base_models(self, page_size: int = 50, page_token: str = "") -> Page[BaseModel]:
        """Base models, newest first."""
        request = finetuning_pb2.ListBaseModelsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListBaseModels, request)
        base_models = tuple(decode(base_model, BaseModel) for base_model in response.base_models)
        return Page(base_models, response.next_page_token)

    async def import_instructions(
        self, chunks: AsyncIterator[bytes], file_name: str, timeout: float = FILE_SECONDS
    ) -> InstructionSet:
        """Bring along general instruction pairs: an Alpaca-form file, in chunks of at most 1 MiB."""
        requests = _instructions(chunks, file_name)
        response = await call(self._stub.ImportInstructions, requests, timeout=timeout)
        return decode(response.instruction_set, InstructionSet)

    async def list_instruction_sets(self, page_size: int = 50, page_token: str = "") -> Page[InstructionSet]:
        """Sets that were brought along, newest first; the bundled one is not among them."""
        request = finetuning_pb2.ListInstructionSetsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListInstructionSets, request)
        sets = tuple(decode(each, InstructionSet) for each in response.instruction_sets)
        return Page(sets, response.next_page_token)

    async def create_demonstrations(
        self, community: str, config: DemonstrationConfig | None = None, seed: int = 0, request_id: str = ""
    ) -> Job:
        """Start the job that makes a community's demonstrations and nothing else; its result is a demonstration set."""
        request = finetuning_pb2.CreateDemonstrationsRequest(
            request_id=request_id,
            community=community,
            config=encode(config or DemonstrationConfig(), demonstrations_pb2.DemonstrationConfig),
            seed=seed,
        )
        return job_value((await call(self._stub.CreateDemonstrations, request)).job)

    async def get_demonstration_set(self, name: str) -> DemonstrationSet:
        """The demonstration set of that name."""
        request = finetuning_pb2.GetDemonstrationSetRequest(name=name)
        response = await call(self._stub.GetDemonstrationSet, request)
        return decode(response.demonstration_set, DemonstrationSet)

    async def export_sheet(self, name: str, num_pairs: int = 0, seed: int = 0) -> bytes:
        """A sheet of a demonstration set's pairs for annotators, as CSV; 0 pairs means 100."""
        request = finetuning_pb2.ExportSheetRequest(name=name, num_pairs=num_pairs, seed=seed)
        sheet: bytes = (await call(self._stub.ExportSheet, request)).sheet
        return sheet

    async def import_marks(self, name: str, annotator: str, sheet: bytes) -> DemonstrationSet:
        """Take a sheet back; the set with its marks."""
        request = finetuning_pb2.ImportMarksRequest(name=name, annotator=annotator, sheet=sheet)
        return decode((await call(self._stub.ImportMarks, request)).demonstration_set, DemonstrationSet)

    async def create_finetuning(
        self,
        communities: Sequence[str],
        config: FinetuningConfig | None = None,
        parents: Sequence[str] = (),
        stage_only: bool = False,
        request_id: str = "",
    ) -> Job:
        """Start the job that trains an adapter for each community; its result is a finetuning report."""
        request = finetuning_pb2.CreateFinetuningRequest(
            request_id=request_id,
            communities=communities,
            config=encode(config or FinetuningConfig(), revision_pb2.FinetuningConfig),
            parents=parents,
            stage_only=stage_only,
        )
        return job_value((await call(self._stub.CreateFinetuning, request, timeout=CHECK_SECONDS)).job)

    async def get_finetuning_report(self, name: str) -> FinetuningReport:
        """The report of that name."""
        request = finetuning_pb2.GetFinetuningReportRequest(name=name)
        return decode((await call(self._stub.GetFinetuningReport, request)).report, FinetuningReport)

    async def list_finetuning_reports(self, page_size: int = 50, page_token: str = "") -> Page[FinetuningReport]:
        """Reports, newest first."""
        request = finetuning_pb2.ListFinetuningReportsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListFinetuningReports, request)
        reports = tuple(decode(report, FinetuningReport) for report in response.reports)
        return Page(reports, response.next_page_token)

    async def create_sweep(
        self, communities: Sequence[str], config: SweepConfig | None = None, request_id: str = ""
    ) -> Job:
        """Start the job that tries several mixing ratios and numbers of templates; its result is a finetuning sweep."""
        request = finetuning_pb2.CreateFinetuningSweepRequest(
            request_id=request_id,
            communities=communities,
            config=encode(config or SweepConfig(), trial_pb2.SweepConfig),
        )
        return job_value((await call(self._stub.CreateFinetuningSweep, request, timeout=CHECK_SECONDS)).job)

    async def get_sweep(self, name: str) -> FinetuningSweep:
        """The sweep of that name."""
        request = finetuning_pb2.GetFinetuningSweepRequest(name=name)
        return decode((await call(self._stub.GetFinetuningSweep, request)).sweep, FinetuningSweep)

    async def get_revision(self, name: str) -> Revision:
        """The revision of that name."""
        response = await call(self._stub.GetRevision, finetuning_pb2.GetRevisionRequest(name=name))
        return decode(response.revision, Revision)

    async def list_revisions(
        self,
        community: str = "",
        state: RevisionState = RevisionState.UNSPECIFIED,
        page_size: int = 50,
        page_token: str = "",
    ) -> Page[Revision]:
        """Revisions, newest first, of one community or all, in one state or any."""
        request = finetuning_pb2.ListRevisionsRequest(
            community=community,
            state=state.value,
            page_size=page_size,
            page_token=page_token,
        )
        response = await call(self._stub.ListRevisions, request)
        revisions = tuple(decode(revision, Revision) for revision in response.revisions)
        return Page(revisions, response.next_page_token)

    async def promote(self, name: str, override_reason: str = "") -> Revision:
        """Make a STAGED or RETIRED revision the ACTIVE one; the one before it is RETIRED.

        ``FailedPrecondition`` for one that its verdict keeps out, unless ``override_reason`` says why it is to be all the same.
        """
        request = finetuning_pb2.PromoteRevisionRequest(name=name, override_reason=override_reason)
        return decode((await call(self._stub.PromoteRevision, request)).revision, Revision)

    async def record_verdict(self, name: str, verdict: Verdict) -> Revision:
        """Keep what an evaluation found of a revision."""
        message = encode(verdict, revision_pb2.Verdict)
        response = await call(self._stub.RecordVerdict, finetuning_pb2.RecordVerdictRequest(name=name, verdict=message))
        return decode(response.revision, Revision)

    async def roll_back(self, community: str) -> Revision:
        """Make the revision ACTIVE that was so before the present one, and return it; once more goes one further back."""
        request = finetuning_pb2.RollBackRevisionRequest(community=community)
        return decode((await call(self._stub.RollBackRevision, request)).revision, Revision)

    async def quarantine(self, name: str, reason: str) -> Revision:
        """Take a revision out of use for good; nothing takes its place."""
        request = finetuning_pb2.QuarantineRevisionRequest(name=name, reason=reason)
        return decode((await call(self._stub.QuarantineRevision, request)).revision, Revision)

    async def pin(self, name: str, *, pin: bool = True) -> Revision:
        """Say whether serving is to keep an ACTIVE revision in memory."""
        request = finetuning_pb2.PinRevisionRequest(name=name, pinned=pin)
        return decode((await call(self._stub.PinRevision, request)).revision, Revision)

    async def collect(self, keep: int | None = None, dry_run: bool = False) -> Collected:
        """Delete the weights of revisions that are neither ACTIVE nor among the ``keep`` newest others of their community; None
        means 2."""
        request = finetuning_pb2.CollectRevisionsRequest(keep=keep, dry_run=dry_run)
        return decode(await call(self._stub.CollectRevisions, request, timeout=FILE_SECONDS), Collected)

    async def import_revision(
        self, community: str, folder: Path, base_model: str = "", timeout: float = FILE_SECONDS
    ) -> Job:
        """Send a PEFT folder that was made elsewhere and start the job that measures it; its result is a STAGED revision.

        ``InvalidAdapter`` with the reason for one that must not be loaded; a README.md in it is left out.
        """
        paths = await asyncio.to_thread(adapter_files, folder)
        requests = _adapter(paths, finetuning_pb2.ImportRevisionHeader(community=community, base_model=base_model))
        return job_value((await call(self._stub.ImportRevision, requests, timeout=timeout)).job)

    async def export_revision(self, name: str, timeout: float = FILE_SECONDS) -> AsyncIterator[tuple[str, bytes]]:
        """The PEFT folder of a revision and its model card: each file's name with each piece of it, in order."""
        file_name = ""
        request = finetuning_pb2.ExportRevisionRequest(name=name)
        async for response in stream(self._stub.ExportRevision, request, timeout=timeout):
            file_name = response.file_name or file_name
            yield file_name, response.data


async def _instructions(
    chunks: AsyncIterator[bytes], file_name: str
) -> AsyncIterator[finetuning_pb2.ImportInstructionsRequest]:
    yield finetuning_pb2.ImportInstructionsRequest(file_name=file_name)
    async for chunk in chunks:
        yield finetuning_pb2.ImportInstructionsRequest(data=chunk)


async def _adapter(
    paths: Sequence[Path], header: finetuning_pb2.ImportRevisionHeader
) -> AsyncIterator[finetuning_pb2.ImportRevisionRequest]:
    yield finetuning_pb2.ImportRevisionRequest(header=header)
    for path in paths:
        yield finetuning_pb2.ImportRevisionRequest(file_name=path.name)
        # Of a folder there is only the name to refuse.
        if await asyncio.to_thread(path.is_file):
            with await asyncio.to_thread(path.open, "rb") as file:
                while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
                    yield finetuning_pb2.ImportRevisionRequest(data=piece)
