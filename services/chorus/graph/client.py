"""The typed client of the graph service: import posts, detect communities, read them."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from datetime import UTC
from pathlib import Path

import grpc

from chorus.graph.community import Community, Term
from chorus.graph.dataset import Dataset, ImportSummary, RejectedLine
from chorus.graph.partition import Algorithm, DetectionConfig, Partition, Restriction
from chorus.graph.picture import ImageFormat, Picture
from chorus.graph.v1 import graph_pb2, graph_pb2_grpc, partition_pb2
from chorus.jobs.client import Job, job_value
from chorus.rpc.client import call, stream
from chorus.rpc.wire import decode, encode
from chorus.types.page import Page
from chorus.types.post import Post
from chorus.types.v1 import post_pb2

__all__ = [
    "Algorithm",
    "Community",
    "Dataset",
    "DetectionConfig",
    "GraphClient",
    "ImageFormat",
    "ImportSummary",
    "Partition",
    "Picture",
    "Post",
    "RejectedLine",
    "Restriction",
    "Term",
]

CHUNK_BYTES = 2**19
IMPORT_SECONDS = 600.0
DRAW_SECONDS = 120.0
STREAM_SECONDS = 600.0


class GraphClient:
    """Asks for communities over a channel to the graph service, or to the gateway's proxy of it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = graph_pb2_grpc.GraphServiceStub(channel)

    async def import_posts(
        self, source: Path | AsyncIterable[bytes], file_name: str = "", timeout: float = IMPORT_SECONDS
    ) -> Dataset:
        """Import a file, or chunks of at most 1 MiB that make up one; the same bytes give the same dataset."""
        if isinstance(source, Path):
            file_name = file_name or source.name
            source = _read(source)
        response = await call(self._stub.ImportPosts, _requests(source, file_name), timeout=timeout)
        return decode(response.dataset, Dataset)

    async def get_dataset(self, name: str) -> Dataset:
        """The dataset of that name."""
        response = await call(self._stub.GetDataset, graph_pb2.GetDatasetRequest(name=name))
        return decode(response.dataset, Dataset)

    async def list_datasets(self, page_size: int = 50, page_token: str = "") -> Page[Dataset]:
        """Datasets, newest first."""
        request = graph_pb2.ListDatasetsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListDatasets, request)
        return Page(tuple(decode(dataset, Dataset) for dataset in response.datasets), response.next_page_token)

    async def create_detection(self, dataset: str, config: DetectionConfig | None = None, request_id: str = "") -> Job:
        """Start the job that finds a dataset's communities; its result is a partition."""
        message = None if config is None else encode(config, partition_pb2.DetectionConfig)
        request = graph_pb2.CreateDetectionRequest(request_id=request_id, dataset=dataset, config=message)
        return job_value((await call(self._stub.CreateDetection, request)).job)

    async def get_partition(self, name: str) -> Partition:
        """The partition of that name."""
        response = await call(self._stub.GetPartition, graph_pb2.GetPartitionRequest(name=name))
        return decode(response.partition, Partition)

    async def draw_partition(
        self, name: str, format: ImageFormat = ImageFormat.SVG, timeout: float = DRAW_SECONDS
    ) -> Picture:
        """The network of a partition, drawn."""
        request = graph_pb2.DrawPartitionRequest(name=name, format=format.value)
        response = await call(self._stub.DrawPartition, request, timeout=timeout)
        return Picture(response.image, response.media_type)

    async def get_community(self, name: str) -> Community:
        """The community of that name."""
        response = await call(self._stub.GetCommunity, graph_pb2.GetCommunityRequest(name=name))
        return decode(response.community, Community)

    async def list_communities(self, partition: str) -> tuple[Community, ...]:
        """The communities of a partition, largest first."""
        response = await call(self._stub.ListCommunities, graph_pb2.ListCommunitiesRequest(partition=partition))
        return tuple(decode(community, Community) for community in response.communities)

    async def list_authors(self, community: str) -> tuple[str, ...]:
        """Pseudonyms of a community's authors, ordered."""
        response = await call(self._stub.ListAuthors, graph_pb2.ListAuthorsRequest(community=community))
        return tuple(response.authors)

    async def stream_posts(
        self, community: str, limit: int = 0, seed: int = 0, timeout: float = STREAM_SECONDS
    ) -> AsyncIterator[Post]:
        """A community's own posts, oldest first; at most ``limit`` of them, drawn evenly at random by seed."""
        request = graph_pb2.StreamPostsRequest(community=community, limit=limit, seed=seed)
        async for response in stream(self._stub.StreamPosts, request, timeout=timeout):
            for message in response.posts:
                yield _post(message)


async def _requests(chunks: AsyncIterable[bytes], file_name: str) -> AsyncIterator[graph_pb2.ImportPostsRequest]:
    yield graph_pb2.ImportPostsRequest(file_name=file_name)
    async for chunk in chunks:
        yield graph_pb2.ImportPostsRequest(chunk=chunk)


async def _read(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


def _post(message: post_pb2.Post) -> Post:
    """By hand, for posts come by the hundred thousand and ``wire.decode`` takes twenty times as long."""
    create_time = message.create_time.ToDatetime(UTC) if message.HasField("create_time") else None
    return Post(message.id, message.author, message.text, create_time, message.language)
