"""The part of FinetuningService that is about revisions, on the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import grpc

from chorus.errors import InvalidArgument
from chorus.finetuning import adapter_import
from chorus.finetuning.adapter_export import AdapterExports
from chorus.finetuning.adapter_import import AdapterImports, FileName, ImportHeader, Part
from chorus.finetuning.collection import Collector
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import Revision, RevisionState, Verdict
from chorus.finetuning.v1 import finetuning_pb2, finetuning_pb2_grpc, revision_pb2
from chorus.jobs import Jobs
from chorus.jobs.servicer import job_message
from chorus.rpc.wire import decode, encode
from chorus.types.names import parse

Context = grpc.aio.ServicerContext[object, object]


@dataclass(frozen=True)
class RevisionServicer(finetuning_pb2_grpc.FinetuningServiceServicer):
    """Which adapters there are, which of them are served, and their way in and out."""

    registry: Registry
    collector: Collector
    imports: AdapterImports
    exports: AdapterExports
    jobs: Jobs

    async def GetRevision(
        self, request: finetuning_pb2.GetRevisionRequest, context: Context
    ) -> finetuning_pb2.GetRevisionResponse:
        """One revision."""
        parse(request.name, "revisions")
        revision = await self.registry.revision(request.name)
        return finetuning_pb2.GetRevisionResponse(revision=_revision_message(revision))

    async def ListRevisions(
        self, request: finetuning_pb2.ListRevisionsRequest, context: Context
    ) -> finetuning_pb2.ListRevisionsResponse:
        """A page of revisions."""
        if request.community:
            parse(request.community, "communities", field="community")
        page = await self.registry.revisions(
            request.community, _state(request.state), request.page_size, request.page_token
        )
        revisions = [_revision_message(revision) for revision in page.items]
        return finetuning_pb2.ListRevisionsResponse(revisions=revisions, next_page_token=page.next_page_token)

    async def PromoteRevision(
        self, request: finetuning_pb2.PromoteRevisionRequest, context: Context
    ) -> finetuning_pb2.PromoteRevisionResponse:
        """Make a revision the ACTIVE one."""
        parse(request.name, "revisions")
        revision = await self.registry.activate(request.name, request.override_reason)
        return finetuning_pb2.PromoteRevisionResponse(revision=_revision_message(revision))

    async def RecordVerdict(
        self, request: finetuning_pb2.RecordVerdictRequest, context: Context
    ) -> finetuning_pb2.RecordVerdictResponse:
        """Keep what an evaluation found."""
        parse(request.name, "revisions")
        parse(request.verdict.report, "reports", field="verdict.report")
        revision = await self.registry.judge(request.name, decode(request.verdict, Verdict))
        return finetuning_pb2.RecordVerdictResponse(revision=_revision_message(revision))

    async def RollBackRevision(
        self, request: finetuning_pb2.RollBackRevisionRequest, context: Context
    ) -> finetuning_pb2.RollBackRevisionResponse:
        """Make the revision ACTIVE that was so before."""
        parse(request.community, "communities", field="community")
        revision = await self.registry.roll_back(request.community)
        return finetuning_pb2.RollBackRevisionResponse(revision=_revision_message(revision))

    async def QuarantineRevision(
        self, request: finetuning_pb2.QuarantineRevisionRequest, context: Context
    ) -> finetuning_pb2.QuarantineRevisionResponse:
        """Take a revision out of use."""
        parse(request.name, "revisions")
        revision = await self.registry.quarantine(request.name, request.reason)
        return finetuning_pb2.QuarantineRevisionResponse(revision=_revision_message(revision))

    async def PinRevision(
        self, request: finetuning_pb2.PinRevisionRequest, context: Context
    ) -> finetuning_pb2.PinRevisionResponse:
        """Say whether a revision stays in memory."""
        parse(request.name, "revisions")
        revision = await self.registry.pin(request.name, pin=request.pinned)
        return finetuning_pb2.PinRevisionResponse(revision=_revision_message(revision))

    async def CollectRevisions(
        self, request: finetuning_pb2.CollectRevisionsRequest, context: Context
    ) -> finetuning_pb2.CollectRevisionsResponse:
        """Delete weights that nobody is served from."""
        keep = request.keep if request.HasField("keep") else None
        collected = await self.collector.collect(keep, request.dry_run)
        return encode(collected, finetuning_pb2.CollectRevisionsResponse)

    async def ImportRevision(
        self, request_iterator: AsyncIterator[finetuning_pb2.ImportRevisionRequest], context: Context
    ) -> finetuning_pb2.ImportRevisionResponse:
        """Take an adapter in that is sent, and queue its examination."""
        examination = await self.imports.take(_parts(request_iterator))
        # A job of its own each time: one of an earlier import does not bring back weights that were collected since.
        job = await self.jobs.create(adapter_import.KIND, examination, uuid4().hex)
        return finetuning_pb2.ImportRevisionResponse(job=job_message(job))

    async def ExportRevision(
        self, request: finetuning_pb2.ExportRevisionRequest, context: Context
    ) -> AsyncIterator[finetuning_pb2.ExportRevisionResponse]:
        """An adapter's folder, file by file."""
        parse(request.name, "revisions")
        last = ""
        async for file_name, piece in self.exports.files(request.name):
            changed = file_name if file_name != last else ""
            yield finetuning_pb2.ExportRevisionResponse(file_name=changed, data=piece)
            last = file_name


async def _parts(requests: AsyncIterator[finetuning_pb2.ImportRevisionRequest]) -> AsyncIterator[Part]:
    async for request in requests:
        match request.WhichOneof("part"):
            case "header":
                yield decode(request.header, ImportHeader)
            case "file_name":
                yield FileName(request.file_name)
            case _:
                yield request.data


def _state(number: int) -> RevisionState:
    try:
        return RevisionState(revision_pb2.RevisionState.Name(number))
    except ValueError:
        known = ", ".join(state.value for state in RevisionState)
        raise InvalidArgument(f"{number} is not one of {known}", field="state") from None


def _revision_message(revision: Revision) -> revision_pb2.Revision:
    return encode(revision, revision_pb2.Revision)
