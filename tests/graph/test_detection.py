import asyncio
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest
from sklearn.metrics import normalized_mutual_info_score

from chorus.graph.detection import detect, engine, largest_first
from chorus.graph.importing import import_lines
from chorus.graph.network import Network, build_network
from chorus.graph.partition import Algorithm, Restriction
from chorus.graph.quality import measure
from chorus.graph.tables import TIES

KEY = b"a key for tests only"


def network_of(collection: Any, key: bytes = KEY) -> Network:
    found = import_lines(collection.data.splitlines(), key)
    return build_network(found.posts, found.reposts, Restriction.AUTHORS_WITH_POSTS)


def as_network(graph: "nx.Graph[int]") -> Network:
    ties = [(min(a, b), max(a, b), float(weight)) for a, b, weight in graph.edges(data="weight", default=1)]
    table = pl.DataFrame(ties, schema=TIES, orient="row").sort("left", "right")
    return Network(pl.Series([str(node) for node in range(len(graph))]), table)


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_planted_communities_are_recovered(algorithm: Algorithm, collection: Any) -> None:
    network = network_of(collection)
    labels = await detect(engine(algorithm), network, 1.0, 0)
    planted = [collection.planted[author] for author in network.authors]
    assert normalized_mutual_info_score(planted, labels) >= 0.95
    assert np.bincount(labels).tolist() == sorted(np.bincount(labels), reverse=True)


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_the_same_seed_gives_the_same_partition(
    algorithm: Algorithm, make_collection: Callable[..., Any]
) -> None:
    collection = make_collection(cross_talk=0.7)
    network, other_key = network_of(collection), network_of(collection, b"another key, as long")
    found = [engine(algorithm).find(network, 1.0, seed).tolist() for seed in (0, 1, 2, 3)]
    assert engine(algorithm).find(network, 1.0, 0).tolist() == found[0]
    assert engine(algorithm).find(other_key, 1.0, 0).tolist() == found[0]
    assert any(labels != found[0] for labels in found), "the seed changes nothing"
    again = await detect(engine(algorithm), network, 1.0, 0)
    assert again.tolist() == largest_first(np.array(found[0])).tolist()


def test_leiden_is_as_good_as_the_reference() -> None:
    graph = nx.planted_partition_graph(8, 40, 0.25, 0.02, seed=1)
    network = as_network(graph)
    modularity = {}
    for algorithm in Algorithm:
        labels = largest_first(engine(algorithm).find(network, 1.0, 0))
        modularity[algorithm] = measure(network, labels).modularity
    assert modularity[Algorithm.LEIDEN] >= modularity[Algorithm.LOUVAIN] - 0.01


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_larger_resolution_finds_smaller_communities(algorithm: Algorithm) -> None:
    network = as_network(nx.karate_club_graph())
    few, many = (len(set(engine(algorithm).find(network, resolution, 0).tolist())) for resolution in (0.5, 4.0))
    assert few < many


async def test_the_loop_goes_on_while_the_interpreter_is_held() -> None:
    network = as_network(nx.planted_partition_graph(8, 100, 0.2, 0.02, seed=1))
    task = asyncio.create_task(detect(engine(Algorithm.LOUVAIN), network, 1.0, 0))
    longest, last = 0.0, asyncio.get_running_loop().time()
    while not task.done():
        await asyncio.sleep(0.005)
        now = asyncio.get_running_loop().time()
        longest, last = max(longest, now - last), now
    await task
    assert longest < 0.5


def test_communities_are_numbered_by_size_then_by_first_author() -> None:
    assert largest_first(np.array([7, 3, 3, 5, 5, 7, 5])).tolist() == [1, 2, 2, 0, 0, 1, 0]
