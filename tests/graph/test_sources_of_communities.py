"""Other ways to communities: given labels, shared links, files where they lie, sweeps, summaries, exports."""

import asyncio
import io
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from chorus.errors import InvalidArgument, ModelNotCapable, NotFound, NoTies, OutsideImportRoots
from chorus.graph.client import (
    Algorithm,
    ColumnMapping,
    DetectionConfig,
    ImageFormat,
    ImportConfig,
    Member,
    NetworkConfig,
    NetworkFormat,
    Partition,
    Restriction,
    Subject,
    SweepConfig,
    Tie,
)
from chorus.jobs.job import Progress

DATA = Path(__file__).parents[3] / "shared" / "data" / "reddit_diet_2013"
with_reddit = pytest.mark.skipif(not DATA.is_dir(), reason=f"the data set {DATA.name} is not beside the repository")
CONFIG = DetectionConfig(min_members=5, num_seeds=2)


async def chunks(data: bytes, size: int = 2**19) -> AsyncIterator[bytes]:
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


async def partition_of(service: Any, dataset: str, config: DetectionConfig = CONFIG) -> Partition:
    job = await service.graph.create_detection(dataset, config)
    partition: Partition = await service.graph.get_partition((await service.jobs.wait(job.name)).result)
    return partition


async def test_given_labels_are_communities(service: Any) -> None:
    lines = [
        {
            "id": n,
            "author": f"{n % 40}",
            "text": f"{word} today {n}",
            "label": label,
            "link": f"https://a.example/{n % 7}",
        }
        for n, (word, label) in enumerate([("soup", "r/Kitchen"), ("squats", "r/Gym")] * 60)
    ]
    dataset = await service.graph.import_posts(chunks("\n".join(map(json.dumps, lines)).encode()))
    config = DetectionConfig(algorithm=Algorithm.GIVEN, min_members=5)
    partition = await partition_of(service, dataset.name, config)
    kitchen, gym = await service.graph.list_communities(partition.name)
    assert {kitchen.terms[0].text, gym.terms[0].text} == {"soup", "squats"}
    assert (kitchen.num_authors, kitchen.num_posts, kitchen.num_members, kitchen.stability) == (20, 60, 1, None)
    assert await service.graph.list_members(kitchen.name) in (("r/Kitchen",), ("r/Gym",))
    assert (partition.stability, partition.network.num_ties) == (None, 1)
    assert len([post async for post in service.graph.stream_posts(kitchen.name)]) == 60
    assert not kitchen.persona_allowed, "20 authors are fewer than the minimum of 25"


async def test_communities_by_shared_links(service: Any) -> None:
    rows = [
        {
            "id": f"{group}-{n}",
            "author": f"{group}-{n % 12}",
            "text": "look",
            "link": f"https://{group}.example/{n % 7}",
        }
        for group in ("soup", "gym")
        for n in range(120)
    ]
    dataset = await service.graph.import_posts(chunks("\n".join(map(json.dumps, rows)).encode()))
    config = DetectionConfig(min_members=5, network=NetworkConfig(tie=Tie.SHARED_LINKS))
    partition = await partition_of(service, dataset.name, config)
    assert [c.num_members for c in await service.graph.list_communities(partition.name)] == [12, 12]
    assert partition.stability is not None
    assert partition.stability.mean_nmi == pytest.approx(1)
    with pytest.raises(NoTies, match="has no repost"):
        await partition_of(service, dataset.name)


@with_reddit
async def test_the_subreddits_of_reddit_are_communities(service: Any) -> None:
    data = b"".join(path.read_bytes() for path in sorted(DATA.glob("*.jsonl.gz")))
    dataset = await service.graph.import_posts(chunks(data), "reddit.jsonl.gz", ImportConfig(keep_unattributed=True))
    summary = dataset.summary
    assert (len(summary.labels), summary.num_unattributed) == (22, summary.num_posts)
    assert summary.num_posts + summary.num_malformed + summary.num_duplicates == 21_702
    partition = await partition_of(service, dataset.name, DetectionConfig(algorithm=Algorithm.GIVEN))
    communities = await service.graph.list_communities(partition.name)
    assert len(communities) == 22
    terms = {(await service.graph.list_members(c.name))[0]: {t.text for t in c.terms} for c in communities}
    assert "keto" in terms["keto"]
    assert terms["vegan"] & {"vegan", "vegans"}
    assert terms["SkincareAddiction"] & {"skin", "acne"}


@with_reddit
async def test_subreddits_that_share_links_are_topical(service: Any) -> None:
    columns = ColumnMapping(link="url_md5_8", label="subreddit")
    path = DATA / "url_shares.tsv.gz"
    dataset = await service.graph.import_posts(path, config=ImportConfig(columns=columns))
    assert (dataset.summary.num_shares, dataset.summary.num_malformed) == (119_984, 0)
    network = NetworkConfig(tie=Tie.SHARED_LINKS, member=Member.LABELS)
    partition = await partition_of(service, dataset.name, DetectionConfig(min_members=10, network=network))
    members = [set(await service.graph.list_members(name)) for name in partition.communities]
    for topic in (
        {"keto", "loseit", "vegan", "vegetarian", "Paleo", "nutrition"},
        {"vegan", "vegetarian"},
        {"Python", "programming", "haskell"},
    ):
        homes = [len(topic & community) for community in members]
        assert max(homes) == len(topic), f"{topic} are in {homes}"
    assert partition.stability is not None
    assert partition.stability.mean_nmi > 0.7


async def test_a_file_is_imported_where_it_lies(service: Any, collection: Any) -> None:
    path = service.home / "open" / "posts.jsonl"
    path.write_bytes(collection.data)
    job = await service.graph.create_import(str(path))
    done = await service.jobs.wait(job.name)
    dataset = await service.graph.get_dataset(done.result)
    assert (dataset.file_name, dataset.summary.num_posts) == ("posts.jsonl", 180)
    sent = await service.graph.import_posts(chunks(collection.data), "other.jsonl")
    assert sent == dataset, "however it came, the same file is the same dataset"
    other = await service.graph.import_posts(chunks(collection.data), config=ImportConfig(keywords=("soup",)))
    assert other.name != dataset.name
    (service.home / "secret.jsonl").write_bytes(collection.data)
    with pytest.raises(OutsideImportRoots):
        await service.graph.create_import(str(service.home / "secret.jsonl"))
    missing = await service.graph.create_import(str(service.home / "open" / "none"))
    with pytest.raises(NotFound):
        await service.jobs.wait(missing.name)


async def test_an_import_says_how_far_it_is(service: Any, make_collection: Callable[..., Any]) -> None:
    said: list[Progress] = []
    data = make_collection(posts=400).data * 10
    await service.graph.import_posts(chunks(data), on_progress=said.append)
    assert all(progress.unit == "bytes" for progress in said)


async def test_an_import_whose_process_is_killed_leaves_nothing(service: Any, tmp_path: Path) -> None:
    line = json.dumps({"id": "{}", "author": "42", "text": "soup " * 40}) + "\n"
    data = "".join(line.replace("{}", str(n)) for n in range(200_000)).encode()
    task = asyncio.create_task(service.graph.import_posts(chunks(data)))
    process = await working_on(service.home / "incoming")
    os.kill(process, signal.SIGKILL)
    with pytest.raises(Exception, match="process that did the work ended"):
        await task
    assert (await service.graph.list_datasets()).items == ()
    assert list((service.home / "incoming").iterdir()) == []
    assert not [path for path in (service.home / "artifacts").rglob("*") if path.is_file()]


async def working_on(folder: Path) -> int:
    """The process that has a file under a folder open, other than this one."""
    async with asyncio.timeout(60):
        while True:
            for link in Path("/proc").glob("[0-9]*/fd/*"):
                process = int(link.parts[2])
                try:
                    if process != os.getpid() and str(folder) in os.readlink(link):
                        return process
                except OSError:
                    continue
            await asyncio.sleep(0.01)


async def test_lines_set_aside_can_all_be_read(service: Any, collection: Any) -> None:
    data = b"{\n" * 250 + collection.data
    dataset = await service.graph.import_posts(chunks(data))
    first = await service.graph.list_rejected_lines(dataset.name, page_size=200)
    second = await service.graph.list_rejected_lines(dataset.name, page_size=200, page_token=first.next_page_token)
    assert [line.line for line in (*first.items, *second.items)] == list(range(1, 251))
    assert second.next_page_token == ""
    with pytest.raises(InvalidArgument):
        await service.graph.list_rejected_lines(dataset.name, page_token="x")


async def test_a_network_before_any_communities(service: Any, collection: Any) -> None:
    dataset = await service.graph.import_posts(chunks(collection.data))
    summary = await service.graph.summarize_network(dataset.name)
    assert summary.num_members == 90
    assert sum(count.count for count in summary.counts) == dataset.summary.num_reposts
    light = await service.graph.summarize_network(dataset.name, NetworkConfig(min_weight=2))
    assert light.num_ties < summary.num_ties


async def test_stability_shows_a_partition_that_a_seed_made_up(
    service: Any, collection: Any, make_collection: Callable[..., Any]
) -> None:
    clear = await service.graph.import_posts(chunks(collection.data))
    noise = await service.graph.import_posts(chunks(make_collection(cross_talk=1.0, reposts=3).data))
    config = DetectionConfig(min_members=5, num_seeds=5)
    stable, fragile = [await partition_of(service, dataset.name, config) for dataset in (clear, noise)]
    assert stable.stability.mean_nmi == pytest.approx(1)
    assert fragile.stability.mean_nmi < 0.7
    for community in await service.graph.list_communities(stable.name):
        assert community.stability == pytest.approx(1)
    assert min(c.stability for c in await service.graph.list_communities(fragile.name)) < 0.6


async def test_a_sweep_shows_where_communities_hold(service: Any, collection: Any) -> None:
    dataset = await service.graph.import_posts(chunks(collection.data))
    config = SweepConfig(DetectionConfig(min_members=2, num_seeds=2), (6.0, 0.01, 1.0))
    job = await service.graph.create_sweep(dataset.name, config)
    sweep = await service.graph.get_sweep((await service.jobs.wait(job.name)).result)
    assert [point.resolution for point in sweep.points] == [0.01, 1.0, 6.0]
    low, planted, high = sweep.points
    assert (planted.num_communities, planted.stability, planted.coverage) == (3, pytest.approx(1), 1)
    assert low.num_communities < 3 < high.num_communities
    svg = await service.graph.draw_sweep(sweep.name)
    png = await service.graph.draw_sweep(sweep.name, ImageFormat.PNG)
    assert b"not a better partition" in svg.image
    assert png.image.startswith(b"\x89PNG")
    with pytest.raises(InvalidArgument):
        await service.graph.create_sweep(dataset.name, SweepConfig(CONFIG, (0.0,)))


async def test_the_communities_drawn_and_the_network_exported(service: Any, collection: Any) -> None:
    dataset = await service.graph.import_posts(chunks(collection.data))
    partition = await partition_of(service, dataset.name)
    picture = await service.graph.draw_partition(partition.name, subject=Subject.COMMUNITIES)
    assert b"lentils" in picture.image
    for format, read in ((NetworkFormat.GRAPHML, nx.read_graphml), (NetworkFormat.GEXF, nx.read_gexf)):
        data = b"".join([chunk async for chunk in service.graph.export_network(partition.name, format)])
        graph = read(io.BytesIO(data))
        assert (len(graph), graph.size()) == (partition.network.num_members, partition.network.num_ties)
        named = {values["community"] for _, values in graph.nodes(data=True)}
        assert named == set(partition.communities)
    assert (await service.graph.list_partitions(dataset.name)).items == (partition,)


async def test_summaries_by_a_model_that_can_read(service: Any, collection: Any, voices: Any) -> None:
    dataset = await service.graph.import_posts(chunks(collection.data))
    partition = await partition_of(service, dataset.name)
    voices.max_lines = 12
    job = await service.graph.create_summaries(partition.name)
    assert (await service.jobs.wait(job.name)).result == partition.name
    summaries = {c.summary for c in await service.graph.list_communities(partition.name)}
    assert summaries == {"They talk of soup and are at ease."}
    assert len(voices.asked) == 3
    assert all(1 < prompt.count("\n") <= 12 for prompt in voices.asked)


async def test_summaries_by_a_model_that_cannot(service: Any, collection: Any, voices: Any) -> None:
    voices.can_read = False
    dataset = await service.graph.import_posts(chunks(collection.data))
    partition = await partition_of(service, dataset.name)
    job = await service.graph.create_summaries(partition.name)
    with pytest.raises(ModelNotCapable, match="larger one"):
        await service.jobs.wait(job.name)
    assert {c.summary for c in await service.graph.list_communities(partition.name)} == {""}


async def test_the_restriction_is_part_of_a_partition(service: Any, collection: Any) -> None:
    dataset = await service.graph.import_posts(chunks(collection.data))
    network = NetworkConfig(restriction=Restriction.REPOSTED, min_reposters=2)
    partition = await partition_of(service, dataset.name, DetectionConfig(min_members=5, num_seeds=1, network=network))
    assert partition.config.network == network
