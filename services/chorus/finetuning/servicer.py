"""FinetuningService on the wire."""

import grpc

from chorus.finetuning import build_base, finetune
from chorus.finetuning.build_base import BaseBuilder
from chorus.finetuning.finetune import Finetuner
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import FinetuningConfig, RevisionState
from chorus.finetuning.v1 import base_model_pb2, finetuning_pb2, finetuning_pb2_grpc, revision_pb2
from chorus.jobs import Jobs, JobState
from chorus.jobs.servicer import SERVICE as JOB_SERVICE
from chorus.jobs.servicer import JobServicer, job_message
from chorus.jobs.v1 import jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.wire import decode, encode
from chorus.types.names import parse

SERVICE = finetuning_pb2.DESCRIPTOR.services_by_name["FinetuningService"].full_name
Context = grpc.aio.ServicerContext[object, object]


class FinetuningServicer(finetuning_pb2_grpc.FinetuningServiceServicer):
    """Base models, adapters, and the jobs that make them."""

    def __init__(self, builder: BaseBuilder, finetuner: Finetuner, registry: Registry, jobs: Jobs) -> None:
        self._builder = builder
        self._finetuner = finetuner
        self._registry = registry
        self._jobs = jobs

    async def CreateBaseModel(
        self, request: finetuning_pb2.CreateBaseModelRequest, context: Context
    ) -> finetuning_pb2.CreateBaseModelResponse:
        """Queue the making of a base model; one that was made by the same job before becomes active again at once."""
        order = self._builder.order(request.partition, request.seed)
        job = await self._jobs.create(build_base.KIND, order, request.request_id)
        if job.state is JobState.SUCCEEDED:
            await self._registry.activate_base_model(job.result)
        return finetuning_pb2.CreateBaseModelResponse(job=job_message(job))

    async def GetBaseModel(
        self, request: finetuning_pb2.GetBaseModelRequest, context: Context
    ) -> finetuning_pb2.GetBaseModelResponse:
        """One base model, or the active one."""
        parse(request.name, "base-models")
        base_model = await self._registry.base_model(request.name)
        return finetuning_pb2.GetBaseModelResponse(base_model=encode(base_model, base_model_pb2.BaseModel))

    async def ListBaseModels(
        self, request: finetuning_pb2.ListBaseModelsRequest, context: Context
    ) -> finetuning_pb2.ListBaseModelsResponse:
        """A page of base models."""
        page = await self._registry.base_models(request.page_size, request.page_token)
        base_models = [encode(base_model, base_model_pb2.BaseModel) for base_model in page.items]
        return finetuning_pb2.ListBaseModelsResponse(base_models=base_models, next_page_token=page.next_page_token)

    async def CreateFinetuning(
        self, request: finetuning_pb2.CreateFinetuningRequest, context: Context
    ) -> finetuning_pb2.CreateFinetuningResponse:
        """Queue the training of adapters."""
        config = decode(request.config, FinetuningConfig)
        finetuning = await self._finetuner.prepare(tuple(request.communities), config)
        job = await self._jobs.create(finetune.KIND, finetuning, request.request_id)
        return finetuning_pb2.CreateFinetuningResponse(job=job_message(job))

    async def GetRevision(
        self, request: finetuning_pb2.GetRevisionRequest, context: Context
    ) -> finetuning_pb2.GetRevisionResponse:
        """One revision."""
        parse(request.name, "revisions")
        revision = await self._registry.revision(request.name)
        return finetuning_pb2.GetRevisionResponse(revision=encode(revision, revision_pb2.Revision))

    async def ListRevisions(
        self, request: finetuning_pb2.ListRevisionsRequest, context: Context
    ) -> finetuning_pb2.ListRevisionsResponse:
        """A page of revisions."""
        if request.community:
            parse(request.community, "communities", field="community")
        state = RevisionState(revision_pb2.RevisionState.Name(request.state))
        page = await self._registry.revisions(request.community, state, request.page_size, request.page_token)
        revisions = [encode(revision, revision_pb2.Revision) for revision in page.items]
        return finetuning_pb2.ListRevisionsResponse(revisions=revisions, next_page_token=page.next_page_token)


def offer(server: Server, builder: BaseBuilder, finetuner: Finetuner, registry: Registry, jobs: Jobs) -> None:
    """Have a server offer finetuning and its jobs."""
    register = finetuning_pb2_grpc.add_FinetuningServiceServicer_to_server
    server.add(register, FinetuningServicer(builder, finetuner, registry, jobs), SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, JobServicer(jobs), JOB_SERVICE)
