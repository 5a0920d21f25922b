"""The client of the finetuning service: what other services import."""

from collections.abc import Sequence

import grpc

from chorus.finetuning.adapters import AdapterShape, check_adapter
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.base_model import BaseModel, BaseModelOrigin, TrainingPoint
from chorus.finetuning.cleaning import clean
from chorus.finetuning.revision import FinetuningConfig, Revision, RevisionState
from chorus.finetuning.v1 import finetuning_pb2, finetuning_pb2_grpc, revision_pb2
from chorus.jobs.client import Job, job_value
from chorus.rpc.client import call
from chorus.rpc.wire import decode, encode
from chorus.types.page import Page

__all__ = [
    "AdapterShape",
    "BaseModel",
    "BaseModelOrigin",
    "FinetuningClient",
    "FinetuningConfig",
    "Revision",
    "RevisionState",
    "TrainingPoint",
    "base_folder",
    "check_adapter",
    "clean",
]


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

    async def create_finetuning(
        self, communities: Sequence[str], config: FinetuningConfig | None = None, request_id: str = ""
    ) -> Job:
        """Start the job that trains an adapter for each community; its result is the base model's name."""
        request = finetuning_pb2.CreateFinetuningRequest(
            request_id=request_id,
            communities=communities,
            config=encode(config or FinetuningConfig(), revision_pb2.FinetuningConfig),
        )
        return job_value((await call(self._stub.CreateFinetuning, request)).job)

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
