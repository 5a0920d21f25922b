"""The typed client of the graph service: import posts, detect communities, read and curate them."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from datetime import UTC
from pathlib import Path

import grpc

from chorus.errors import Unavailable
from chorus.graph.community import (
    CentralMember,
    Community,
    Flow,
    LanguageCount,
    Period,
    Profile,
    ProfilePost,
    Term,
)
from chorus.graph.curation import Action, Curation, Exclude, Merge, Rename, Restore
from chorus.graph.dataset import (
    ColumnMapping,
    Dataset,
    FileFormat,
    ImportConfig,
    ImportSummary,
    KeywordCount,
    LabelCount,
    RejectedLine,
)
from chorus.graph.keyword_file import read_keywords
from chorus.graph.lineage import Change, LineageEvent, Overlap
from chorus.graph.network_config import Member, NetworkConfig, Restriction, Tie
from chorus.graph.network_format import NetworkFormat
from chorus.graph.network_summary import Distribution, NetworkSummary, TieCount
from chorus.graph.partition import Algorithm, DetectionConfig, Partition
from chorus.graph.picture import ImageFormat, Picture, Subject
from chorus.graph.stability import Stability
from chorus.graph.sweep import Sweep, SweepConfig, SweepPoint
from chorus.graph.v1 import (
    curation_pb2,
    dataset_pb2,
    graph_pb2,
    graph_pb2_grpc,
    network_pb2,
    partition_pb2,
    sweep_pb2,
)
from chorus.jobs.client import Job, Progress, job_value
from chorus.rpc.client import call, stream
from chorus.rpc.wire import decode, encode
from chorus.types.page import Page
from chorus.types.post import Post
from chorus.types.v1 import post_pb2

__all__ = [
    "Action",
    "Algorithm",
    "CentralMember",
    "Change",
    "ColumnMapping",
    "Community",
    "Curation",
    "Dataset",
    "DetectionConfig",
    "Distribution",
    "Exclude",
    "FileFormat",
    "Flow",
    "GraphClient",
    "ImageFormat",
    "ImportConfig",
    "ImportSummary",
    "KeywordCount",
    "LabelCount",
    "LanguageCount",
    "LineageEvent",
    "Member",
    "Merge",
    "NetworkConfig",
    "NetworkFormat",
    "NetworkSummary",
    "Overlap",
    "Partition",
    "Period",
    "Picture",
    "Post",
    "Profile",
    "ProfilePost",
    "RejectedLine",
    "Rename",
    "Restore",
    "Restriction",
    "Stability",
    "Subject",
    "Sweep",
    "SweepConfig",
    "SweepPoint",
    "Term",
    "Tie",
    "TieCount",
    "read_keywords",
]

CHUNK_BYTES = 2**19
IMPORT_SECONDS = 600.0
NETWORK_SECONDS = 300.0
STREAM_SECONDS = 600.0

OnProgress = Callable[[Progress], None]


class GraphClient:
    """Asks for communities over a channel to the graph service, or to the gateway's proxy of it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = graph_pb2_grpc.GraphServiceStub(channel)

    async def import_posts(
        self,
        source: Path | AsyncIterable[bytes],
        file_name: str = "",
        config: ImportConfig | None = None,
        on_progress: OnProgress | None = None,
        timeout: float = IMPORT_SECONDS,
    ) -> Dataset:
        """Import a file, or chunks of at most 1 MiB that make up one; the same bytes give the same dataset."""
        if isinstance(source, Path):
            file_name = file_name or source.name
            source = _read(source)
        requests = _requests(source, file_name, config or ImportConfig())
        async for response in stream(self._stub.ImportPosts, requests, timeout=timeout):
            if response.HasField("dataset"):
                return decode(response.dataset, Dataset)
            if on_progress is not None:
                on_progress(decode(response.progress, Progress))
        raise Unavailable("the import ended without a dataset; try again")

    async def create_import(self, uri: str, config: ImportConfig | None = None, request_id: str = "") -> Job:
        """Start the job that imports a file where it lies, under one of the operator's import roots; its result is a dataset."""
        message = encode(config or ImportConfig(), dataset_pb2.ImportConfig)
        request = graph_pb2.CreateImportRequest(request_id=request_id, uri=uri, config=message)
        return job_value((await call(self._stub.CreateImport, request)).job)

    async def get_dataset(self, name: str) -> Dataset:
        """The dataset of that name."""
        response = await call(self._stub.GetDataset, graph_pb2.GetDatasetRequest(name=name))
        return decode(response.dataset, Dataset)

    async def list_datasets(self, page_size: int = 50, page_token: str = "") -> Page[Dataset]:
        """Datasets, newest first."""
        request = graph_pb2.ListDatasetsRequest(page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListDatasets, request)
        return Page(tuple(decode(dataset, Dataset) for dataset in response.datasets), response.next_page_token)

    async def list_rejected_lines(self, dataset: str, page_size: int = 0, page_token: str = "") -> Page[RejectedLine]:
        """Every line set aside, in the order of the file."""
        request = graph_pb2.ListRejectedLinesRequest(dataset=dataset, page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListRejectedLines, request)
        return Page(tuple(decode(line, RejectedLine) for line in response.rejected_lines), response.next_page_token)

    async def summarize_network(
        self, dataset: str, config: NetworkConfig | None = None, timeout: float = NETWORK_SECONDS
    ) -> NetworkSummary:
        """A network in figures, before anything is detected in it."""
        message = encode(config or NetworkConfig(), network_pb2.NetworkConfig)
        request = graph_pb2.SummarizeNetworkRequest(dataset=dataset, config=message)
        response = await call(self._stub.SummarizeNetwork, request, timeout=timeout)
        return decode(response.summary, NetworkSummary)

    async def create_detection(self, dataset: str, config: DetectionConfig | None = None, request_id: str = "") -> Job:
        """Start the job that finds a dataset's communities; its result is a partition."""
        message = encode(config or DetectionConfig(), partition_pb2.DetectionConfig)
        request = graph_pb2.CreateDetectionRequest(request_id=request_id, dataset=dataset, config=message)
        return job_value((await call(self._stub.CreateDetection, request)).job)

    async def get_partition(self, name: str) -> Partition:
        """The partition of that name."""
        response = await call(self._stub.GetPartition, graph_pb2.GetPartitionRequest(name=name))
        return decode(response.partition, Partition)

    async def list_partitions(self, dataset: str = "", page_size: int = 50, page_token: str = "") -> Page[Partition]:
        """Partitions, newest first, of one dataset if it is named."""
        request = graph_pb2.ListPartitionsRequest(dataset=dataset, page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListPartitions, request)
        return Page(tuple(decode(partition, Partition) for partition in response.partitions), response.next_page_token)

    async def draw_partition(
        self,
        name: str,
        format: ImageFormat = ImageFormat.SVG,
        subject: Subject = Subject.NETWORK,
        timeout: float = NETWORK_SECONDS,
    ) -> Picture:
        """The network of a partition, or its communities, drawn."""
        request = graph_pb2.DrawPartitionRequest(name=name, format=format.value, subject=subject.value)
        response = await call(self._stub.DrawPartition, request, timeout=timeout)
        return Picture(response.image, response.media_type)

    async def export_network(
        self, partition: str, format: NetworkFormat = NetworkFormat.GRAPHML, timeout: float = STREAM_SECONDS
    ) -> AsyncIterator[bytes]:
        """The network of a partition as a file, in chunks."""
        request = graph_pb2.ExportNetworkRequest(partition=partition, format=format.value)
        async for response in stream(self._stub.ExportNetwork, request, timeout=timeout):
            yield response.chunk

    async def create_sweep(self, dataset: str, config: SweepConfig | None = None, request_id: str = "") -> Job:
        """Start the job that detects at several resolutions; its result is a sweep."""
        message = encode(config or SweepConfig(), sweep_pb2.SweepConfig)
        request = graph_pb2.CreateSweepRequest(request_id=request_id, dataset=dataset, config=message)
        return job_value((await call(self._stub.CreateSweep, request)).job)

    async def get_sweep(self, name: str) -> Sweep:
        """The sweep of that name."""
        return decode((await call(self._stub.GetSweep, graph_pb2.GetSweepRequest(name=name))).sweep, Sweep)

    async def draw_sweep(
        self, name: str, format: ImageFormat = ImageFormat.SVG, timeout: float = NETWORK_SECONDS
    ) -> Picture:
        """Stability, coverage and number of communities over the resolution, drawn."""
        request = graph_pb2.DrawSweepRequest(name=name, format=format.value)
        response = await call(self._stub.DrawSweep, request, timeout=timeout)
        return Picture(response.image, response.media_type)

    async def get_community(self, name: str) -> Community:
        """The community of that name."""
        response = await call(self._stub.GetCommunity, graph_pb2.GetCommunityRequest(name=name))
        return decode(response.community, Community)

    async def list_communities(self, partition: str, *, include_hidden: bool = False) -> tuple[Community, ...]:
        """The communities of a partition as curated, largest first."""
        request = graph_pb2.ListCommunitiesRequest(partition=partition, include_hidden=include_hidden)
        response = await call(self._stub.ListCommunities, request)
        return tuple(decode(community, Community) for community in response.communities)

    async def get_profile(self, name: str) -> Profile:
        """What a researcher reads to trust and name a community."""
        return decode((await call(self._stub.GetProfile, graph_pb2.GetProfileRequest(name=name))).profile, Profile)

    async def list_members(self, community: str) -> tuple[str, ...]:
        """Members of a community, ordered: pseudonyms, or labels."""
        response = await call(self._stub.ListMembers, graph_pb2.ListMembersRequest(community=community))
        return tuple(response.members)

    async def stream_posts(
        self, community: str, limit: int = 0, seed: int = 0, timeout: float = STREAM_SECONDS
    ) -> AsyncIterator[Post]:
        """A community's own posts, oldest first; at most ``limit`` of them, drawn evenly at random by seed."""
        request = graph_pb2.StreamPostsRequest(community=community, limit=limit, seed=seed)
        async for response in stream(self._stub.StreamPosts, request, timeout=timeout):
            for message in response.posts:
                yield _post(message)

    async def create_summaries(self, partition: str, request_id: str = "") -> Job:
        """Start the job that has the served base model write a sentence on each community; its result is the partition."""
        request = graph_pb2.CreateSummariesRequest(request_id=request_id, partition=partition)
        return job_value((await call(self._stub.CreateSummaries, request)).job)

    async def curate(
        self, partition: str, action: Action, note: str = "", timeout: float = NETWORK_SECONDS
    ) -> tuple[Curation, Community]:
        """Name, merge, exclude or restore; returns the entry of the history, and the community it is about as it is now."""
        request = graph_pb2.CreateCurationRequest(partition=partition, note=note)
        match action:
            case Rename():
                request.rename.CopyFrom(encode(action, curation_pb2.Rename))
            case Merge():
                request.merge.CopyFrom(encode(action, curation_pb2.Merge))
            case Exclude():
                request.exclude.CopyFrom(encode(action, curation_pb2.Exclude))
            case Restore():
                request.restore.CopyFrom(encode(action, curation_pb2.Restore))
        response = await call(self._stub.CreateCuration, request, timeout=timeout)
        return decode(response.curation, Curation), decode(response.community, Community)

    async def list_curations(self, partition: str, page_size: int = 50, page_token: str = "") -> Page[Curation]:
        """The history of a partition, newest first."""
        request = graph_pb2.ListCurationsRequest(partition=partition, page_size=page_size, page_token=page_token)
        response = await call(self._stub.ListCurations, request)
        return Page(tuple(decode(curation, Curation) for curation in response.curations), response.next_page_token)


async def _requests(
    chunks: AsyncIterable[bytes], file_name: str, config: ImportConfig
) -> AsyncIterator[graph_pb2.ImportPostsRequest]:
    yield graph_pb2.ImportPostsRequest(file_name=file_name, config=encode(config, dataset_pb2.ImportConfig))
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
