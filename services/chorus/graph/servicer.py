"""GraphService on the wire."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import grpc

from chorus.errors import EmptyFile, InvalidArgument
from chorus.graph.communities import Communities
from chorus.graph.dataset import Dataset
from chorus.graph.datasets import Datasets
from chorus.graph.detections import KIND, Detection, Detector
from chorus.graph.partition import DetectionConfig, Partition
from chorus.graph.picture import ImageFormat
from chorus.graph.v1 import community_pb2, dataset_pb2, graph_pb2, graph_pb2_grpc, partition_pb2
from chorus.jobs import Jobs
from chorus.jobs.servicer import SERVICE as JOB_SERVICE
from chorus.jobs.servicer import JobServicer, job_message
from chorus.jobs.v1 import jobs_pb2_grpc
from chorus.rpc.server import Server
from chorus.rpc.wire import decode, encode
from chorus.types.post import Post
from chorus.types.v1 import post_pb2

SERVICE = graph_pb2.DESCRIPTOR.services_by_name["GraphService"].full_name
MAX_CHUNK_BYTES = 2**20
Context = grpc.aio.ServicerContext[object, object]


@dataclass(frozen=True, slots=True)
class GraphServicer(graph_pb2_grpc.GraphServiceServicer):
    """Datasets, detections and communities."""

    datasets: Datasets
    detector: Detector
    communities: Communities
    jobs: Jobs

    async def ImportPosts(
        self, request_iterator: AsyncIterator[graph_pb2.ImportPostsRequest], context: Context
    ) -> graph_pb2.ImportPostsResponse:
        """Import one file."""
        requests = aiter(request_iterator)
        first = await anext(requests, None)
        if first is None:
            raise EmptyFile("the call had no message; send the file in chunks")
        dataset = await self.datasets.take(_chunks(first, requests), first.file_name)
        return graph_pb2.ImportPostsResponse(dataset=_dataset(dataset))

    async def GetDataset(self, request: graph_pb2.GetDatasetRequest, context: Context) -> graph_pb2.GetDatasetResponse:
        """One dataset."""
        return graph_pb2.GetDatasetResponse(dataset=_dataset(await self.datasets.get(request.name)))

    async def ListDatasets(
        self, request: graph_pb2.ListDatasetsRequest, context: Context
    ) -> graph_pb2.ListDatasetsResponse:
        """A page of datasets."""
        page = await self.datasets.list(request.page_size, request.page_token)
        return graph_pb2.ListDatasetsResponse(datasets=map(_dataset, page.items), next_page_token=page.next_page_token)

    async def CreateDetection(
        self, request: graph_pb2.CreateDetectionRequest, context: Context
    ) -> graph_pb2.CreateDetectionResponse:
        """Queue a detection."""
        detection = Detection(request.dataset, decode(request.config, DetectionConfig))
        job = await self.jobs.create(KIND, await self.detector.check(detection), request.request_id)
        return graph_pb2.CreateDetectionResponse(job=job_message(job))

    async def GetPartition(
        self, request: graph_pb2.GetPartitionRequest, context: Context
    ) -> graph_pb2.GetPartitionResponse:
        """One partition."""
        return graph_pb2.GetPartitionResponse(partition=_partition(await self.communities.partition(request.name)))

    async def DrawPartition(
        self, request: graph_pb2.DrawPartitionRequest, context: Context
    ) -> graph_pb2.DrawPartitionResponse:
        """A partition's network, drawn."""
        picture = await self.communities.picture(request.name, _image_format(request.format))
        return graph_pb2.DrawPartitionResponse(image=picture.image, media_type=picture.media_type)

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
        communities = await self.communities.list(request.partition)
        messages = [encode(community, community_pb2.Community) for community in communities]
        return graph_pb2.ListCommunitiesResponse(communities=messages)

    async def ListAuthors(
        self, request: graph_pb2.ListAuthorsRequest, context: Context
    ) -> graph_pb2.ListAuthorsResponse:
        """The authors of a community."""
        return graph_pb2.ListAuthorsResponse(authors=await self.communities.authors(request.community))

    async def StreamPosts(
        self, request: graph_pb2.StreamPostsRequest, context: Context
    ) -> AsyncIterator[graph_pb2.StreamPostsResponse]:
        """The posts of a community."""
        async for batch in self.communities.posts(request.community, request.limit, request.seed):
            yield await asyncio.to_thread(_posts_message, batch)


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


def _dataset(dataset: Dataset) -> dataset_pb2.Dataset:
    return encode(dataset, dataset_pb2.Dataset)


def _partition(partition: Partition) -> partition_pb2.Partition:
    return encode(partition, partition_pb2.Partition)


def _image_format(format: graph_pb2.ImageFormat) -> ImageFormat:
    if format == graph_pb2.IMAGE_FORMAT_UNSPECIFIED:
        return ImageFormat.SVG
    try:
        return ImageFormat(graph_pb2.ImageFormat.Name(format))
    except ValueError:
        raise InvalidArgument(f"{format} is not an image format; ask for SVG or PNG", field="format") from None


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
