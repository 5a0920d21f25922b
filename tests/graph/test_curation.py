"""What people make of communities, over real gRPC: names, merges, exclusions, history, lineage."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound
from chorus.graph.client import (
    Change,
    Community,
    DetectionConfig,
    Exclude,
    Merge,
    Partition,
    Rename,
    Restore,
)
from chorus.graph.v1 import graph_pb2, graph_pb2_grpc
from chorus.rpc.client import call

CONFIG = DetectionConfig(min_members=5, num_seeds=1)


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def detect(service: Any, data: bytes, config: DetectionConfig = CONFIG) -> Partition:
    dataset = await service.graph.import_posts(chunks(data))
    job = await service.graph.create_detection(dataset.name, config)
    partition: Partition = await service.graph.get_partition((await service.jobs.wait(job.name)).result)
    return partition


async def names(service: Any, partition: Partition) -> dict[str, str]:
    return {c.name: c.display_name for c in await service.graph.list_communities(partition.name)}


def about(word: str, communities: tuple[Community, ...]) -> Community:
    return next(c for c in communities if word in {term.text for term in c.terms})


@pytest.fixture
async def partition(service: Any, collection: Any) -> Partition:
    return await detect(service, collection.data)


async def test_a_name_stays_and_is_remembered(service: Any, partition: Partition) -> None:
    name = partition.communities[0]
    before = (await service.graph.get_community(name)).display_name
    curation, community = await service.graph.curate(partition.name, Rename(name, "  Soup & bread "), "by terms")
    assert (community.name, community.display_name) == (name, "Soup & bread")
    assert (await service.graph.get_community(name)).display_name == "Soup & bread"
    assert (curation.community, curation.display_name_before, curation.note) == (name, before, "by terms")
    assert (await service.graph.list_curations(partition.name)).items == (curation,)
    assert (await service.graph.get_partition(partition.name)) == partition, "partitions never change"


async def test_a_merge_is_one_community_and_can_be_dissolved(service: Any, partition: Partition) -> None:
    parts = await service.graph.list_communities(partition.name)
    chosen = tuple(community.name for community in parts[:2])
    _, merged = await service.graph.curate(partition.name, Merge(chosen, "Kitchen and gym"))
    listed = await service.graph.list_communities(partition.name)
    assert [community.name for community in listed] == [merged.name, parts[2].name]
    assert merged == listed[0] == await service.graph.get_community(merged.name)
    assert (merged.num_members, merged.num_authors) == (60, 60)
    assert merged.num_posts == parts[0].num_posts + parts[1].num_posts
    assert merged.merged_from == chosen
    assert merged.persona_allowed
    assert {term.text for term in merged.terms} >= {parts[0].terms[0].text, parts[1].terms[0].text}
    members = await service.graph.list_members(merged.name)
    assert set(members) == {m for name in chosen for m in await service.graph.list_members(name)}
    posts = [post async for post in service.graph.stream_posts(merged.name)]
    assert len({post.id for post in posts}) == merged.num_posts
    profile = await service.graph.get_profile(merged.name)
    assert profile.flows[0].community == merged.name
    assert profile.flows[0].share == pytest.approx(merged.cohesion)
    assert sum(flow.share for flow in profile.flows) == pytest.approx(1)
    other = (await service.graph.get_profile(parts[2].name)).flows
    assert [flow.community for flow in other] == [parts[2].name, merged.name], "and nothing is left for elsewhere"

    hidden = await service.graph.list_communities(partition.name, include_hidden=True)
    assert {community.name for community in hidden} == {merged.name, *partition.communities}
    with pytest.raises(FailedPrecondition, match="was merged into"):
        await service.graph.curate(partition.name, Exclude(chosen[0]))
    await service.graph.curate(partition.name, Restore(merged.name))
    assert set(await names(service, partition)) == set(partition.communities)
    _, again = await service.graph.curate(partition.name, Merge(chosen))
    assert again.name != merged.name
    assert again.display_name == parts[0].display_name


async def test_an_excluded_community_leaves_the_lists_and_comes_back(service: Any, partition: Partition) -> None:
    name = partition.communities[1]
    _, community = await service.graph.curate(partition.name, Exclude(name), "spam")
    assert community.excluded
    assert not community.persona_allowed
    assert name not in await names(service, partition)
    with pytest.raises(FailedPrecondition, match="is excluded"):
        await service.graph.curate(partition.name, Merge((name, partition.communities[0])))
    await service.graph.curate(partition.name, Restore(name))
    assert name in await names(service, partition)
    history = (await service.graph.list_curations(partition.name)).items
    assert [bool(c.exclude) for c in history] == [False, True]


async def test_decisions_that_make_no_sense(service: Any, partition: Partition) -> None:
    name = partition.communities[0]
    for action, error, says in (
        (Rename(name, " "), InvalidArgument, "visible characters"),
        (Rename(name, "x" * 101), InvalidArgument, "visible characters"),
        (Rename(name, "a\x1b[31m"), InvalidArgument, "visible characters"),
        (Rename("communities/none", "x"), NotFound, "not a community of"),
        (Rename("../x", "x"), InvalidArgument, "not a name"),
        (Merge((name, name)), InvalidArgument, "at least two"),
        (Merge((name, "communities/none")), NotFound, "not a community of"),
        (Restore(name), FailedPrecondition, "neither excluded nor merged"),
    ):
        with pytest.raises(error, match=says):
            await service.graph.curate(partition.name, action)
    with pytest.raises(NotFound):
        await service.graph.curate("partitions/none", Exclude(name))
    stub = graph_pb2_grpc.GraphServiceStub(service.channel)
    with pytest.raises(InvalidArgument, match="say what to do"):
        await call(stub.CreateCuration, graph_pb2.CreateCurationRequest(partition=partition.name))
    assert (await service.graph.list_curations(partition.name)).items == ()


async def test_names_ids_and_exclusions_carry_over_to_a_later_detection(
    service: Any, partition: Partition, make_collection: Callable[..., Any]
) -> None:
    first = await service.graph.list_communities(partition.name)
    soup, gym, trail = (about(word, first) for word in ("lentils", "squats", "hiking"))
    await service.graph.curate(partition.name, Rename(soup.name, "Soup kitchen"))
    await service.graph.curate(partition.name, Exclude(gym.name))

    later_data = make_collection(posts=3, seed=5).data
    later = await detect(service, later_data, DetectionConfig(min_members=5, num_seeds=1, predecessor=partition.name))
    assert set(later.communities) == set(partition.communities)
    assert {event.change for event in later.lineage} == {Change.CONTINUED}
    shown = {c.name: c for c in await service.graph.list_communities(later.name, include_hidden=True)}
    assert shown[soup.name].display_name == "Soup kitchen"
    assert shown[gym.name].excluded
    assert gym.name not in await names(service, later)
    assert (await service.graph.get_community(trail.name)).partition == later.name, "the name means the newest state"
    old = await service.graph.get_community(f"{trail.name}.{partition.name.removeprefix('partitions/')}")
    assert (old.partition, old.num_posts) == (partition.name, trail.num_posts)
    assert (await service.graph.get_community(trail.name)).num_posts > trail.num_posts


async def test_a_split_is_told(service: Any, partition: Partition, collection: Any) -> None:
    """Half of a community stops reposting the other half."""
    first = await service.graph.list_communities(partition.name)
    soup = about("lentils", first)

    def half(author: str) -> int | None:
        community, number = author.split("-")
        return int(number) % 2 if community == "0" else None

    lines = [
        line for line in collection.lines
        if "repost_of" not in line or half(line["author"]) == half(line["repost_of"]["author"])
    ]  # fmt: skip
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    later = await detect(service, data, DetectionConfig(min_members=5, num_seeds=1, predecessor=partition.name))
    split = [event for event in later.lineage if event.change is Change.SPLIT]
    assert [event.earlier for event in split] == [(soup.name,)]
    assert soup.name in split[0].later
    assert len(split[0].later) == 2
    assert len(later.communities) == 4

    back = await detect(service, collection.data, DetectionConfig(min_members=5, num_seeds=1, predecessor=later.name))
    merged = [event for event in back.lineage if event.change is Change.MERGED]
    assert [event.later for event in merged] == [(soup.name,)]
    assert set(merged[0].earlier) == set(split[0].later)


async def test_a_predecessor_that_is_none(service: Any, partition: Partition) -> None:
    with pytest.raises(NotFound):
        await service.graph.create_detection(partition.dataset, DetectionConfig(predecessor="partitions/none"))
