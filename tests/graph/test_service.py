"""The service over real gRPC and real jobs."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from chorus.errors import (
    EmptyFile,
    InvalidArgument,
    InvalidName,
    NoCommunities,
    NotFound,
    NoTies,
    RequestIdReused,
    UnreadableFile,
)
from chorus.graph.client import Algorithm, DetectionConfig, ImageFormat, NetworkConfig, Partition, Restriction
from chorus.graph.v1 import graph_pb2, graph_pb2_grpc, partition_pb2
from chorus.rpc.client import call, stream

CONFIG = DetectionConfig(min_members=5, num_seeds=3)


async def chunks(data: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


async def detected(service: Any, data: bytes, config: DetectionConfig = CONFIG) -> Partition:
    dataset = await service.graph.import_posts(chunks(data))
    job = await service.graph.create_detection(dataset.name, config)
    partition: Partition = await service.graph.get_partition((await service.jobs.wait(job.name)).result)
    return partition


async def test_from_a_file_to_communities(service: Any, collection: Any, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl.gz"
    path.write_bytes(gzip.compress(collection.data))
    dataset = await service.graph.import_posts(path)
    assert dataset.file_name == "posts.jsonl.gz"
    assert (dataset.summary.num_posts, dataset.summary.num_reposts) == (180, 720)
    assert dataset.summary.num_authors == 90

    job = await service.graph.create_detection(dataset.name, CONFIG)
    assert job.kind == "detect"
    done = await service.jobs.wait(job.name)
    assert done.progress.done == done.progress.total == 1
    partition = await service.graph.get_partition(done.result)
    assert (partition.dataset, partition.config, partition.network.num_members) == (dataset.name, CONFIG, 90)
    assert partition.num_found == len(partition.communities) == 3
    assert partition.modularity > 0.5
    assert partition.coverage > 0.9

    communities = await service.graph.list_communities(partition.name)
    assert tuple(community.name for community in communities) == partition.communities
    assert await service.graph.get_community(communities[0].name) == communities[0]
    assert {term.text for community in communities for term in community.terms[:3]} >= {"lentils", "squats", "hiking"}
    for community in communities:
        authors = await service.graph.list_members(community.name)
        assert list(authors) == sorted(authors)
        assert len(authors) == community.num_authors == 30
        assert len({collection.planted[author] for author in authors}) == 1
        assert community.cohesion > 0.8
        assert community.display_name == ", ".join(term.text for term in community.terms[:3])

        posts = [post async for post in service.graph.stream_posts(community.name)]
        assert len(posts) == community.num_posts == 60
        assert {post.author for post in posts} <= set(authors)
        assert all("@user" in post.text and "URL" in post.text and post.language == "en" for post in posts)
        times = [post.create_time.timestamp() if post.create_time else float("inf") for post in posts]
        assert times == sorted(times)


async def test_the_same_bytes_are_the_same_dataset(service: Any, collection: Any) -> None:
    one = await service.graph.import_posts(chunks(collection.data), "one.jsonl")
    two = await service.graph.import_posts(chunks(collection.data, 777), "two.jsonl")
    assert one == two
    other = await service.graph.import_posts(chunks(collection.data + b"\n"), "/tmp/other\x1b.jsonl")
    assert other.name != one.name
    assert other.file_name == "other.jsonl"
    assert await service.graph.get_dataset(one.name) == one
    page = await service.graph.list_datasets(page_size=1)
    assert page.items == (other,)
    assert (await service.graph.list_datasets(page_token=page.next_page_token)).items == (one,)


async def test_half_of_the_lines_malformed(service: Any, collection: Any) -> None:
    lines = collection.data.splitlines(keepends=True)
    bad = [b'{"id": "\xff"}\n', b"not json\n", b'{"id": 1, "text": "nobody"}\n'] * (len(lines) // 3)
    data = b"".join(line for pair in zip(lines, bad, strict=True) for line in pair)
    dataset = await service.graph.import_posts(chunks(data))
    assert dataset.summary.num_malformed == dataset.summary.num_lines // 2 == 900
    assert len(dataset.summary.rejected_lines) == 100
    assert dataset.summary.rejected_lines[0].line == 2
    partition = await detected(service, data)
    assert len(partition.communities) == 3


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", EmptyFile, "is empty"),
        (b"\n\n", EmptyFile, "is empty"),
        (gzip.compress(b""), EmptyFile, "is empty"),
        (b"no post\n", UnreadableFile, "none of the 1 records is a post"),
        (gzip.compress(b"no post\n" * 100)[:-9], UnreadableFile, "ends too early"),
    ],
)
async def test_files_that_are_refused_leave_nothing(
    service: Any, data: bytes, error: type[Exception], says: str
) -> None:
    before = sorted(path for path in service.home.rglob("*") if "sqlite" not in path.name)
    with pytest.raises(error, match=says):
        await service.graph.import_posts(chunks(data))
    assert (await service.graph.list_datasets()).items == ()
    assert sorted(path for path in service.home.rglob("*") if "sqlite" not in path.name) == before


async def test_a_call_without_a_message_and_one_with_too_large_a_chunk(service: Any) -> None:
    stub = graph_pb2_grpc.GraphServiceStub(service.channel)

    async def requests(*sizes: int) -> AsyncIterator[graph_pb2.ImportPostsRequest]:
        for size in sizes:
            yield graph_pb2.ImportPostsRequest(chunk=b"x" * size)

    with pytest.raises(EmptyFile):
        [response async for response in stream(stub.ImportPosts, requests())]
    with pytest.raises(InvalidArgument, match="chunk is larger"):
        [response async for response in stream(stub.ImportPosts, requests(2**20 + 1))]


async def test_an_import_called_off_leaves_nothing(service: Any, collection: Any) -> None:
    sent = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield collection.data
        sent.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(service.graph.import_posts(endless()))
    await sent.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await service.graph.list_datasets()).items == ()
    assert not [path for path in (service.home / "artifacts").rglob("*") if path.is_file()]


async def test_a_dataset_without_reposts(service: Any, collection: Any) -> None:
    data = b"".join(line for line in collection.data.splitlines(keepends=True) if b"repost_of" not in line)
    with pytest.raises(NoTies, match="has no repost"):
        await detected(service, data)


async def test_reposts_of_outsiders_only(service: Any) -> None:
    lines: list[dict[str, Any]] = [{"id": i, "author": i, "text": "soup"} for i in range(3)]
    lines += [{"id": 10 + i, "author": i, "repost_of": {"author": "outsider"}} for i in range(3)]
    data = "\n".join(map(json.dumps, lines)).encode()
    with pytest.raises(NoTies, match="RESTRICTION_ALL"):
        await detected(service, data)
    partition = await detected(
        service, data, DetectionConfig(network=NetworkConfig(restriction=Restriction.ALL), min_members=4)
    )
    assert partition.network.num_members == 4


async def test_communities_that_are_too_small(service: Any, collection: Any) -> None:
    with pytest.raises(NoCommunities, match=r"the largest of 3 communities has 30 members.* lower min_members"):
        await detected(service, collection.data, DetectionConfig())


async def test_only_the_largest_are_kept(service: Any, collection: Any) -> None:
    partition = await detected(service, collection.data, DetectionConfig(min_members=5, top_k=2))
    assert (partition.num_found, len(partition.communities)) == (3, 2)


async def test_a_detection_by_louvain(service: Any, collection: Any) -> None:
    partition = await detected(service, collection.data, DetectionConfig(algorithm=Algorithm.LOUVAIN, min_members=5))
    assert partition.config.algorithm is Algorithm.LOUVAIN
    assert len(partition.communities) == 3


async def test_the_same_detection_is_the_same_job_and_partition(service: Any, collection: Any) -> None:
    first = await detected(service, collection.data)
    dataset = await service.graph.get_dataset(first.dataset)
    named = await service.graph.create_detection(dataset.name, CONFIG, "mine")
    assert await service.graph.create_detection(dataset.name, CONFIG, "mine") == named
    assert (await service.jobs.wait(named.name)).result == first.name
    assert await service.graph.get_partition(first.name) == first
    with pytest.raises(RequestIdReused):
        await service.graph.create_detection(dataset.name, DetectionConfig(seed=1), "mine")


async def test_posts_are_sampled_by_seed(service: Any, collection: Any) -> None:
    name = (await detected(service, collection.data)).communities[0]

    async def ids(limit: int, seed: int = 0) -> list[str]:
        return [post.id async for post in service.graph.stream_posts(name, limit, seed)]

    every = await ids(0)
    assert await ids(1_000) == every
    some = await ids(20, seed=1)
    assert len(some) == 20
    assert some == [id_ for id_ in every if id_ in set(some)], "the order is kept"
    assert some == await ids(20, seed=1)
    assert some != await ids(20, seed=2)
    with pytest.raises(InvalidArgument, match="negative"):
        await ids(-1)


async def test_many_posts_come_in_batches(service: Any, make_collection: Callable[..., Any]) -> None:
    name = (await detected(service, make_collection(posts=75).data)).communities[0]
    stub = graph_pb2_grpc.GraphServiceStub(service.channel)
    sizes = [len(batch.posts) async for batch in stub.StreamPosts(graph_pb2.StreamPostsRequest(community=name))]
    assert sizes == [1000, 1000, 250]


async def test_a_partition_drawn(service: Any, collection: Any) -> None:
    partition = await detected(service, collection.data)
    svg = await service.graph.draw_partition(partition.name)
    png = await service.graph.draw_partition(partition.name, ImageFormat.PNG)
    assert svg.media_type == "image/svg+xml"
    assert b"lentils" in svg.image
    assert png.media_type == "image/png"
    assert png.image.startswith(b"\x89PNG")


async def test_unknown_names(service: Any) -> None:
    graph = service.graph
    for wrong in (
        graph.get_dataset("datasets/none"),
        graph.create_detection("datasets/none"),
        graph.get_partition("partitions/none"),
        graph.draw_partition("partitions/none"),
        graph.list_communities("partitions/none"),
        graph.get_community("communities/none"),
        graph.list_members("communities/none"),
        anext(graph.stream_posts("communities/none")),
    ):
        with pytest.raises(NotFound):
            await wrong
    with pytest.raises(InvalidName):
        await graph.get_dataset("../secrets")
    with pytest.raises(InvalidName):
        await graph.get_community("partitions/none")


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"resolution": -1}, "config.resolution"),
        ({"resolution": float("nan")}, "config.resolution"),
        ({"resolution": float("inf")}, "config.resolution"),
        ({"seed": -1}, "config.seed"),
        ({"min_members": -5}, "config.min_members"),
        ({"top_k": -1}, "config.top_k"),
        ({"algorithm": 99}, "algorithm"),
        ({"network": {"restriction": 99}}, "network.restriction"),
        ({"network": {"min_weight": -1}}, "config.network.min_weight"),
        ({"network": {"member": 2}}, "config.network.tie"),
        ({"num_seeds": 51}, "config.num_seeds"),
    ],
)
async def test_a_detection_that_makes_no_sense(service: Any, config: dict[str, Any], field: str) -> None:
    stub = graph_pb2_grpc.GraphServiceStub(service.channel)
    message = partition_pb2.DetectionConfig(**config)
    with pytest.raises(InvalidArgument) as caught:
        await call(stub.CreateDetection, graph_pb2.CreateDetectionRequest(dataset="datasets/none", config=message))
    assert caught.value.field == field


async def test_an_image_format_that_is_none(service: Any) -> None:
    stub = graph_pb2_grpc.GraphServiceStub(service.channel)
    with pytest.raises(InvalidArgument, match="not one of IMAGE_FORMAT_SVG"):
        await call(stub.DrawPartition, graph_pb2.DrawPartitionRequest(name="partitions/none", format=99))
