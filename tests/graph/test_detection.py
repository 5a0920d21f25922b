from collections.abc import Callable
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest
from sklearn.metrics import normalized_mutual_info_score

from chorus.graph.ahead import ahead
from chorus.graph.detection import detect, engine, largest_first, runs
from chorus.graph.network import Network, build_network
from chorus.graph.network_config import NetworkConfig
from chorus.graph.partition import Algorithm
from chorus.graph.quality import measure
from chorus.graph.tables import TIES

KEY = b"a key for tests only"


DRAWN = [algorithm for algorithm in Algorithm if algorithm is not Algorithm.GIVEN]


def network_of(take: Callable[..., Any], collection: Any, key: bytes = KEY) -> Network:
    return build_network(take(collection.data, key=key).tables, NetworkConfig())


def as_network(graph: "nx.Graph[int]") -> Network:
    ties = [(min(a, b), max(a, b), float(weight)) for a, b, weight in graph.edges(data="weight", default=1)]
    table = pl.DataFrame(ties, schema=TIES, orient="row").sort("left", "right")
    return Network(pl.Series([str(node) for node in range(len(graph))]), table)


@pytest.mark.parametrize("algorithm", DRAWN)
def test_planted_communities_are_recovered(algorithm: Algorithm, collection: Any, take: Callable[..., Any]) -> None:
    network = network_of(take, collection)
    labels = detect(algorithm, network, 1.0, 0)
    planted = [collection.planted[author] for author in network.members]
    assert normalized_mutual_info_score(planted, labels) >= 0.95
    assert np.bincount(labels).tolist() == sorted(np.bincount(labels), reverse=True)


@pytest.mark.parametrize("algorithm", DRAWN)
def test_the_same_seed_gives_the_same_partition(
    algorithm: Algorithm, make_collection: Callable[..., Any], take: Callable[..., Any]
) -> None:
    collection = make_collection(cross_talk=0.7)
    network, other_key = network_of(take, collection), network_of(take, collection, b"another key, as long")
    found = [engine(algorithm)(network, 1.0, seed).tolist() for seed in (0, 1, 2, 3)]
    assert engine(algorithm)(network, 1.0, 0).tolist() == found[0]
    assert engine(algorithm)(other_key, 1.0, 0).tolist() == found[0]
    assert any(labels != found[0] for labels in found), "the seed changes nothing"
    with runs(algorithm, network, 1.0, 0, 4) as futures:
        assert [run.result().tolist() for run in futures] == [largest_first(np.array(run)).tolist() for run in found]


@pytest.mark.parametrize("algorithm", [Algorithm.LEIDEN, Algorithm.LOUVAIN])
def test_the_same_seed_gives_the_same_partition_in_any_process(
    algorithm: Algorithm, make_collection: Callable[..., Any], take: Callable[..., Any]
) -> None:
    network = network_of(take, make_collection(cross_talk=0.7))
    elsewhere = ahead(partial(detect, algorithm, network, 1.0), range(3))
    assert [labels.tolist() for labels in elsewhere] == [
        detect(algorithm, network, 1.0, seed).tolist() for seed in range(3)
    ]


@pytest.mark.parametrize("algorithm", [Algorithm.LEIDEN, Algorithm.LOUVAIN])
def test_the_fast_engines_are_as_good_as_the_reference(algorithm: Algorithm) -> None:
    graph = nx.planted_partition_graph(8, 40, 0.25, 0.02, seed=1)
    network = as_network(graph)
    reference = measure(network, detect(Algorithm.LOUVAIN_REFERENCE, network, 1.0, 0)).modularity
    assert measure(network, detect(algorithm, network, 1.0, 0)).modularity >= reference - 0.01


@pytest.mark.parametrize("algorithm", [Algorithm.LEIDEN, Algorithm.LOUVAIN])
@pytest.mark.parametrize("seed", range(3))
def test_clear_communities_of_many_sizes_are_recovered(algorithm: Algorithm, seed: int) -> None:
    sizes = [200, 100, 60, 40, 40, 30]
    graph = nx.random_partition_graph(sizes, 0.3, 0.004, seed=seed)
    planted = [community for community, size in enumerate(sizes) for _ in range(size)]
    labels = detect(algorithm, as_network(graph), 1.0, seed)
    assert normalized_mutual_info_score(planted, labels) >= 0.95


@pytest.mark.parametrize("algorithm", DRAWN)
def test_a_larger_resolution_finds_smaller_communities(algorithm: Algorithm) -> None:
    network = as_network(nx.karate_club_graph())
    few, many = (len(set(engine(algorithm)(network, resolution, 0).tolist())) for resolution in (0.5, 4.0))
    assert few < many


def test_communities_are_numbered_by_size_then_by_first_author() -> None:
    assert largest_first(np.array([7, 3, 3, 5, 5, 7, 5])).tolist() == [1, 2, 2, 0, 0, 1, 0]
