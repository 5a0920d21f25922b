"""GraphService on the wire."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

from chorus.errors import EmptyFile, InvalidArgument
from chorus.graph import datasets, detections, summaries, sweeps
from chorus.graph.communities import Communities
from chorus.graph.curation import Action, Exclude, Merge, Rename, Restore
from chorus.graph.curations import Curations
from chorus.graph.dataset import Dataset, ImportConfig
from chorus.graph.datasets import Datasets
from chorus.graph.detecting import Detection
from chorus.graph.detections import Detections
from chorus.graph.exports import Exports
from chorus.graph.network_config import NetworkConfig
from chorus.graph.network_format import NetworkFormat
from chorus.graph.partition import DetectionConfig
from chorus.graph.picture import ImageFormat, Subject
from chorus.graph.pictures import Pictures
from chorus.graph.summaries import Summaries, SummaryRequest
from chorus.graph.sweep import SweepConfig
from chorus.graph.sweeping import SweepRequest
from chorus.graph.sweeps import Sweeps
from chorus.graph.v1 import (
    community_pb2,
    curation_pb2,
    dataset_pb2,
    graph_pb2,
    graph_pb2_grpc,
    network_pb2,
    partition_pb2,
    sweep_pb2,
)
from chorus.jobs import Jobs
from chorus.jobs.servicer import SERVICE as JOB_SERVICE
from chorus.jobs.servicer import JobServicer, job_message
from chorus.jobs.v1 import job_pb2, jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.wire import decode, encode
from chorus.types.post import Post
from chorus.types.v1 import post_pb2

SERVICE = graph_pb2.DESCRIPTOR.services_by_name["GraphService"].full_name
MAX_CHUNK_BYTES = 2**20
Context = grpc.aio.ServicerContext[object, object]
Choice = TypeVar("Choice", ImageFormat, Subject, NetworkFormat)


@dataclass(frozen=True, slots=True)
class GraphServicer(graph_pb2_grpc.GraphServiceServicer):
    """Datasets, detections and communities."""

    datasets: Datasets
    detections: Detections
    sweeps: Sweeps
    communities: Communities
    curations: Curations
    pictures: Pictures
    exports: Exports
    summaries: Summaries
    jobs: Jobs

    async def ImportPosts(
        self, request_iterator: AsyncIterator[graph_pb2.ImportPostsRequest], context: Context
    ) -> AsyncIterator[graph_pb2.ImportPostsResponse]:
        """Import one file that is sent."""
        requests = aiter(request_iterator)
        first = await anext(requests, None)
        if first is None:
            raise EmptyFile("the call had no message; send the file in chunks")
        config = decode(first.config, ImportConfig)
        async for state in self.datasets.take(_chunks(first, requests), first.file_name, config):
            if isinstance(state, Dataset):
                yield graph_pb2.ImportPostsResponse(dataset=encode(state, dataset_pb2.Dataset))
            else:
                yield graph_pb2.ImportPostsResponse(progress=encode(state, job_pb2.Progress))

    async def CreateImport(
        self, request: graph_pb2.CreateImportRequest, context: Context
    ) -> graph_pb2.CreateImportResponse:
        """Queue the import of a file where it lies."""
        checked = self.datasets.check(request.uri, decode(request.config, ImportConfig))
        job = await self.jobs.create(datasets.KIND, checked, request.request_id)
        return graph_pb2.CreateImportResponse(job=job_message(job))

    async def GetDataset(self, request: graph_pb2.GetDatasetRequest, context: Context) -> graph_pb2.GetDatasetResponse:
        """One dataset."""
        dataset = await self.datasets.get(request.name)
        return graph_pb2.GetDatasetResponse(dataset=encode(dataset, dataset_pb2.Dataset))

    async def ListDatasets(
        self, request: graph_pb2.ListDatasetsRequest, context: Context
    ) -> graph_pb2.ListDatasetsResponse:
        """A page of datasets."""
        page = await self.datasets.list(request.page_size, request.page_token)
        messages = [encode(dataset, dataset_pb2.Dataset) for dataset in page.items]
        return graph_pb2.ListDatasetsResponse(datasets=messages, next_page_token=page.next_page_token)

    async def ListRejectedLines(
        self, request: graph_pb2.ListRejectedLinesRequest, context: Context
    ) -> graph_pb2.ListRejectedLinesResponse:
        """A page of what was set aside."""
        page = await self.datasets.rejected(request.dataset, request.page_size, request.page_token)
        lines = [dataset_pb2.RejectedLine(line=line.line, reason=line.reason) for line in page.items]
        return graph_pb2.ListRejectedLinesResponse(rejected_lines=lines, next_page_token=page.next_page_token)

    async def SummarizeNetwork(
        self, request: graph_pb2.SummarizeNetworkRequest, context: Context
    ) -> graph_pb2.SummarizeNetworkResponse:
        """A network in figures."""
        summary = await self.detections.summarize(request.dataset, decode(request.config, NetworkConfig))
        return graph_pb2.SummarizeNetworkResponse(summary=encode(summary, network_pb2.NetworkSummary))

    async def CreateDetection(
        self, request: graph_pb2.CreateDetectionRequest, context: Context
    ) -> graph_pb2.CreateDetectionResponse:
        """Queue a detection."""
        detection = Detection(request.dataset, decode(request.config, DetectionConfig))
        job = await self.jobs.create(detections.KIND, await self.detections.check(detection), request.request_id)
        return graph_pb2.CreateDetectionResponse(job=job_message(job))

    async def GetPartition(
        self, request: graph_pb2.GetPartitionRequest, context: Context
    ) -> graph_pb2.GetPartitionResponse:
        """One partition."""
        partition = await self.detections.get(request.name)
        return graph_pb2.GetPartitionResponse(partition=encode(partition, partition_pb2.Partition))

    async def ListPartitions(
        self, request: graph_pb2.ListPartitionsRequest, context: Context
    ) -> graph_pb2.ListPartitionsResponse:
        """A page of partitions."""
        page = await self.detections.list(request.dataset, request.page_size, request.page_token)
        messages = [encode(partition, partition_pb2.Partition) for partition in page.items]
        return graph_pb2.ListPartitionsResponse(partitions=messages, next_page_token=page.next_page_token)

    async def DrawPartition(
        self, request: graph_pb2.DrawPartitionRequest, context: Context
    ) -> graph_pb2.DrawPartitionResponse:
        """A picture of a partition."""
        subject = _member(Subject, graph_pb2.Subject.Name, request.subject, Subject.NETWORK, "subject")
        picture = await self.pictures.draw(request.name, subject, _image_format(request.format))
        return graph_pb2.DrawPartitionResponse(image=picture.image, media_type=picture.media_type)

    async def ExportNetwork(
        self, request: graph_pb2.ExportNetworkRequest, context: Context
    ) -> AsyncIterator[graph_pb2.ExportNetworkResponse]:
        """A network as a file."""
        format = _member(NetworkFormat, graph_pb2.NetworkFormat.Name, request.format, NetworkFormat.GRAPHML, "format")
        async for chunk in self.exports.stream(request.partition, format):
            yield graph_pb2.ExportNetworkResponse(chunk=chunk)

    async def CreateSweep(
        self, request: graph_pb2.CreateSweepRequest, context: Context
    ) -> graph_pb2.CreateSweepResponse:
        """Queue a sweep."""
        sweep = SweepRequest(request.dataset, decode(request.config, SweepConfig))
        job = await self.jobs.create(sweeps.KIND, await self.sweeps.check(sweep), request.request_id)
        return graph_pb2.CreateSweepResponse(job=job_message(job))

    async def GetSweep(self, request: graph_pb2.GetSweepRequest, context: Context) -> graph_pb2.GetSweepResponse:
        """One sweep."""
        return graph_pb2.GetSweepResponse(sweep=encode(await self.sweeps.get(request.name), sweep_pb2.Sweep))

    async def DrawSweep(self, request: graph_pb2.DrawSweepRequest, context: Context) -> graph_pb2.DrawSweepResponse:
        """A picture of a sweep."""
        picture = await self.sweeps.picture(request.name, _image_format(request.format))
        return graph_pb2.DrawSweepResponse(image=picture.image, media_type=picture.media_type)

    async def GetCommunity(
        self, request: graph_pb2.GetCommunityRequest, context: Context
    ) -> graph_pb2.GetCommunityResponse:
        """One community."""
        community = await self.communities.get(request.name)
        return graph_pb2.GetCommunityResponse(community=encode(community, community_pb2.Community))

    async def ListCommunities(
        self, request: graph_pb2.ListCommunitiesRequest, context: Context
    ) -> graph_pb2.ListCommunitiesResponse:
        """The communities of a partition."""
        found = await self.communities.list(request.partition, include_hidden=request.include_hidden)
        messages = [encode(community, community_pb2.Community) for community in found]
        return graph_pb2.ListCommunitiesResponse(communities=messages)

    async def GetProfile(self, request: graph_pb2.GetProfileRequest, context: Context) -> graph_pb2.GetProfileResponse:
        """The profile of a community."""
        profile = await self.communities.profile(request.name)
        return graph_pb2.GetProfileResponse(profile=encode(profile, community_pb2.Profile))

    async def ListMembers(
        self, request: graph_pb2.ListMembersRequest, context: Context
    ) -> graph_pb2.ListMembersResponse:
        """The members of a community."""
        return graph_pb2.ListMembersResponse(members=await self.communities.members(request.community))

    async def StreamPosts(
        self, request: graph_pb2.StreamPostsRequest, context: Context
    ) -> AsyncIterator[graph_pb2.StreamPostsResponse]:
        """The posts of a community."""
        async for batch in self.communities.posts(request.community, request.limit, request.seed):
            yield await asyncio.to_thread(_posts_message, batch)

    async def CreateSummaries(
        self, request: graph_pb2.CreateSummariesRequest, context: Context
    ) -> graph_pb2.CreateSummariesResponse:
        """Queue a sentence on each community."""
        checked = await self.summaries.check(SummaryRequest(request.partition))
        job = await self.jobs.create(summaries.KIND, checked, request.request_id)
        return graph_pb2.CreateSummariesResponse(job=job_message(job))

    async def CreateCuration(
        self, request: graph_pb2.CreateCurationRequest, context: Context
    ) -> graph_pb2.CreateCurationResponse:
        """One decision about communities."""
        curation, community = await self.curations.create(request.partition, _action(request), request.note)
        return graph_pb2.CreateCurationResponse(
            curation=encode(curation, curation_pb2.Curation), community=encode(community, community_pb2.Community)
        )

    async def ListCurations(
        self, request: graph_pb2.ListCurationsRequest, context: Context
    ) -> graph_pb2.ListCurationsResponse:
        """A page of the history."""
        page = await self.curations.list(request.partition, request.page_size, request.page_token)
        messages = [encode(curation, curation_pb2.Curation) for curation in page.items]
        return graph_pb2.ListCurationsResponse(curations=messages, next_page_token=page.next_page_token)


def offer(server: Server, servicer: GraphServicer) -> None:
    """Have a server offer the graph service and its jobs."""
    server.add(graph_pb2_grpc.add_GraphServiceServicer_to_server, servicer, SERVICE)
    server.add(jobs_pb2_grpc.add_JobServiceServicer_to_server, JobServicer(servicer.jobs), JOB_SERVICE)


async def _chunks(
    first: graph_pb2.ImportPostsRequest, others: AsyncIterator[graph_pb2.ImportPostsRequest]
) -> AsyncIterator[bytes]:
    yield _chunk(first)
    async for request in others:
        yield _chunk(request)


def _chunk(request: graph_pb2.ImportPostsRequest) -> bytes:
    if len(request.chunk) > MAX_CHUNK_BYTES:
        raise InvalidArgument(f"a chunk is larger than {MAX_CHUNK_BYTES:,} bytes; send smaller ones", field="chunk")
    return request.chunk


def _action(request: graph_pb2.CreateCurationRequest) -> Action:
    kinds: dict[str, type[Action]] = {"rename": Rename, "merge": Merge, "exclude": Exclude, "restore": Restore}
    chosen = request.WhichOneof("action")
    if chosen is None:
        raise InvalidArgument("say what to do: rename, merge, exclude or restore", field="action")
    message: Message = getattr(request, chosen)
    return decode(message, kinds[chosen])


def _image_format(number: int) -> ImageFormat:
    return _member(ImageFormat, graph_pb2.ImageFormat.Name, number, ImageFormat.SVG, "format")


def _member(kind: type[Choice], name_of: Callable[[Any], str], number: int, default: Choice, field: str) -> Choice:
    """The member of an enumeration that a number on the wire means; 0 means the default."""
    if not number:
        return default
    try:
        return kind(name_of(number))
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise InvalidArgument(f"{number} is not one of {known}", field=field) from None


def _posts_message(posts: tuple[Post, ...]) -> graph_pb2.StreamPostsResponse:
    """By hand, for posts come by the hundred thousand and ``wire.encode`` takes twenty times as long."""
    return graph_pb2.StreamPostsResponse(
        posts=[
            post_pb2.Post(
                id=post.id,
                author=post.author,
                text=post.text,
                create_time=post.create_time,
                language=post.language,
            )
            for post in posts
        ]
    )
