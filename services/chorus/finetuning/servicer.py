"""FinetuningService on the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import grpc

from chorus.errors import EmptyFile, InvalidArgument
from chorus.finetuning import build_base, demonstrating, finetune, sweeping
from chorus.finetuning.annotations import Annotations
from chorus.finetuning.build_base import BaseBuilder
from chorus.finetuning.demonstrating import Demonstrator
from chorus.finetuning.demonstration_set import DemonstrationConfig, DemonstrationSet
from chorus.finetuning.finetune import Finetuner
from chorus.finetuning.instruction_sets import InstructionSets
from chorus.finetuning.revision import FinetuningConfig
from chorus.finetuning.revision_servicer import RevisionServicer
from chorus.finetuning.sweeping import Sweeper
from chorus.finetuning.trial import SweepConfig
from chorus.finetuning.v1 import (
    base_model_pb2,
    demonstrations_pb2,
    finetuning_pb2,
    finetuning_pb2_grpc,
    finetuning_report_pb2,
    instruction_set_pb2,
    trial_pb2,
)
from chorus.jobs import JobState
from chorus.jobs.servicer import SERVICE as JOB_SERVICE
from chorus.jobs.servicer import JobServicer, job_message
from chorus.jobs.v1 import jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.wire import decode, encode
from chorus.types.names import parse

SERVICE = finetuning_pb2.DESCRIPTOR.services_by_name["FinetuningService"].full_name
MAX_CHUNK_BYTES = 2**20
Context = grpc.aio.ServicerContext[object, object]


@dataclass(frozen=True)
class FinetuningServicer(RevisionServicer):
    """Base models, demonstrations, adapters, and the jobs that make them."""

    builder: BaseBuilder
    sets: InstructionSets
    demonstrator: Demonstrator
    annotations: Annotations
    finetuner: Finetuner
    sweeper: Sweeper

    async def CreateBaseModel(
        self, request: finetuning_pb2.CreateBaseModelRequest, context: Context
    ) -> finetuning_pb2.CreateBaseModelResponse:
        """Queue the making of a base model; one that was made by the same job before becomes active again at once."""
        order = await self.builder.prepare(request.partition, request.seed)
        job = await self.jobs.create(build_base.KIND, order, request.request_id)
        if job.state is JobState.SUCCEEDED:
            await self.registry.activate_base_model(job.result)
        return finetuning_pb2.CreateBaseModelResponse(job=job_message(job))

    async def GetBaseModel(
        self, request: finetuning_pb2.GetBaseModelRequest, context: Context
    ) -> finetuning_pb2.GetBaseModelResponse:
        """One base model, or the active one."""
        parse(request.name, "base-models")
        base_model = await self.registry.base_model(request.name)
        return finetuning_pb2.GetBaseModelResponse(base_model=encode(base_model, base_model_pb2.BaseModel))

    async def ListBaseModels(
        self, request: finetuning_pb2.ListBaseModelsRequest, context: Context
    ) -> finetuning_pb2.ListBaseModelsResponse:
        """A page of base models."""
        page = await self.registry.base_models(request.page_size, request.page_token)
        base_models = [encode(base_model, base_model_pb2.BaseModel) for base_model in page.items]
        return finetuning_pb2.ListBaseModelsResponse(base_models=base_models, next_page_token=page.next_page_token)

    async def ImportInstructions(
        self, request_iterator: AsyncIterator[finetuning_pb2.ImportInstructionsRequest], context: Context
    ) -> finetuning_pb2.ImportInstructionsResponse:
        """Keep general instruction pairs that are sent."""
        requests = aiter(request_iterator)
        first = await anext(requests, None)
        if first is None:
            raise EmptyFile("the call had no message; send the file in pieces")
        taken = await self.sets.take(_chunks(first, requests), first.file_name)
        message = encode(taken, instruction_set_pb2.InstructionSet)
        return finetuning_pb2.ImportInstructionsResponse(instruction_set=message)

    async def ListInstructionSets(
        self, request: finetuning_pb2.ListInstructionSetsRequest, context: Context
    ) -> finetuning_pb2.ListInstructionSetsResponse:
        """A page of instruction sets."""
        page = await self.sets.list(request.page_size, request.page_token)
        messages = [encode(each, instruction_set_pb2.InstructionSet) for each in page.items]
        return finetuning_pb2.ListInstructionSetsResponse(
            instruction_sets=messages, next_page_token=page.next_page_token
        )

    async def CreateDemonstrations(
        self, request: finetuning_pb2.CreateDemonstrationsRequest, context: Context
    ) -> finetuning_pb2.CreateDemonstrationsResponse:
        """Queue the making of a community's demonstrations."""
        config = decode(request.config, DemonstrationConfig)
        checked = await self.demonstrator.check(request.community, config, request.seed)
        job = await self.jobs.create(demonstrating.KIND, checked, request.request_id)
        return finetuning_pb2.CreateDemonstrationsResponse(job=job_message(job))

    async def GetDemonstrationSet(
        self, request: finetuning_pb2.GetDemonstrationSetRequest, context: Context
    ) -> finetuning_pb2.GetDemonstrationSetResponse:
        """One demonstration set."""
        found = await self.demonstrator.get(request.name)
        return finetuning_pb2.GetDemonstrationSetResponse(demonstration_set=_set_message(found))

    async def ExportSheet(
        self, request: finetuning_pb2.ExportSheetRequest, context: Context
    ) -> finetuning_pb2.ExportSheetResponse:
        """A sheet for annotators."""
        sheet = await self.annotations.sheet(request.name, request.num_pairs, request.seed)
        return finetuning_pb2.ExportSheetResponse(sheet=sheet)

    async def ImportMarks(
        self, request: finetuning_pb2.ImportMarksRequest, context: Context
    ) -> finetuning_pb2.ImportMarksResponse:
        """Take a sheet back."""
        found = await self.annotations.take(request.name, request.annotator, request.sheet)
        return finetuning_pb2.ImportMarksResponse(demonstration_set=_set_message(found))

    async def CreateFinetuning(
        self, request: finetuning_pb2.CreateFinetuningRequest, context: Context
    ) -> finetuning_pb2.CreateFinetuningResponse:
        """Queue the training of adapters."""
        for parent in request.parents:
            parse(parent, "revisions", field="parents")
        finetuning = await self.finetuner.prepare(
            tuple(request.communities),
            decode(request.config, FinetuningConfig),
            tuple(request.parents),
            request.stage_only,
        )
        job = await self.jobs.create(finetune.KIND, finetuning, request.request_id)
        return finetuning_pb2.CreateFinetuningResponse(job=job_message(job))

    async def GetFinetuningReport(
        self, request: finetuning_pb2.GetFinetuningReportRequest, context: Context
    ) -> finetuning_pb2.GetFinetuningReportResponse:
        """One report."""
        parse(request.name, "finetuning-reports")
        report = await self.registry.report(request.name)
        message = encode(report, finetuning_report_pb2.FinetuningReport)
        return finetuning_pb2.GetFinetuningReportResponse(report=message)

    async def ListFinetuningReports(
        self, request: finetuning_pb2.ListFinetuningReportsRequest, context: Context
    ) -> finetuning_pb2.ListFinetuningReportsResponse:
        """A page of reports."""
        page = await self.registry.reports(request.page_size, request.page_token)
        messages = [encode(report, finetuning_report_pb2.FinetuningReport) for report in page.items]
        return finetuning_pb2.ListFinetuningReportsResponse(reports=messages, next_page_token=page.next_page_token)

    async def CreateFinetuningSweep(
        self, request: finetuning_pb2.CreateFinetuningSweepRequest, context: Context
    ) -> finetuning_pb2.CreateFinetuningSweepResponse:
        """Queue a sweep."""
        sweep = await self.sweeper.prepare(tuple(request.communities), decode(request.config, SweepConfig))
        job = await self.jobs.create(sweeping.KIND, sweep, request.request_id)
        return finetuning_pb2.CreateFinetuningSweepResponse(job=job_message(job))

    async def GetFinetuningSweep(
        self, request: finetuning_pb2.GetFinetuningSweepRequest, context: Context
    ) -> finetuning_pb2.GetFinetuningSweepResponse:
        """One sweep."""
        parse(request.name, "finetuning-sweeps")
        sweep = await self.registry.sweep(request.name)
        return finetuning_pb2.GetFinetuningSweepResponse(sweep=encode(sweep, trial_pb2.FinetuningSweep))


def offer(server: Server, servicer: FinetuningServicer) -> None:
    """Have a server offer finetuning and its jobs."""
    server.add(finetuning_pb2_grpc.add_FinetuningServiceServicer_to_server, servicer, SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, JobServicer(servicer.jobs), JOB_SERVICE)


async def _chunks(
    first: finetuning_pb2.ImportInstructionsRequest, others: AsyncIterator[finetuning_pb2.ImportInstructionsRequest]
) -> AsyncIterator[bytes]:
    yield _chunk(first)
    async for request in others:
        yield _chunk(request)


def _chunk(request: finetuning_pb2.ImportInstructionsRequest) -> bytes:
    if len(request.data) > MAX_CHUNK_BYTES:
        raise InvalidArgument(f"a piece is larger than {MAX_CHUNK_BYTES:,} bytes; send smaller ones", field="data")
    return request.data


def _set_message(found: DemonstrationSet) -> demonstrations_pb2.DemonstrationSet:
    return encode(found, demonstrations_pb2.DemonstrationSet)
