import networkx as nx
import numpy as np
import polars as pl
import pytest

from chorus.graph.network import Network
from chorus.graph.quality import flows, measure
from chorus.graph.tables import TIES


@pytest.mark.parametrize("seed", range(3))
def test_measures_equal_those_of_networkx(seed: int) -> None:
    graph = nx.les_miserables_graph() if seed == 0 else nx.gnm_random_graph(60, 200, seed=seed)
    nodes = {node: number for number, node in enumerate(graph)}
    ties = [(nodes[a], nodes[b], float(w)) for a, b, w in graph.edges(data="weight", default=1)]
    table = pl.DataFrame([(min(a, b), max(a, b), w) for a, b, w in ties], schema=TIES, orient="row")
    labels = np.random.default_rng(seed).integers(0, 5, len(nodes)).astype(np.int32)
    communities = [{node for node, number in nodes.items() if labels[number] == label} for label in range(5)]

    network = Network(pl.Series(map(str, nodes)), table)
    quality = measure(network, labels)

    assert quality.modularity == pytest.approx(nx.community.modularity(graph, communities))
    inside = [sum(w for a, b, w in ties if labels[a] == labels[b] == label) for label in range(5)]
    touching = [sum(w for a, b, w in ties if label in (labels[a], labels[b])) for label in range(5)]
    assert quality.coverage == pytest.approx(sum(inside) / sum(w for *_, w in ties))
    between = flows(network, labels, 3)
    assert between.diagonal().tolist() == pytest.approx(inside[:3])
    assert between.sum(axis=1).tolist() == pytest.approx(touching[:3])
    across = sum(w for a, b, w in ties if {labels[a], labels[b]} == {0, 1})
    assert between[0, 1] == between[1, 0] == pytest.approx(across)
