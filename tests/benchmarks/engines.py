"""One engine on one planted network, in a process of its own so that its memory is its own: prints one line of JSON.

python engines.py ENGINE NUM_AUTHORS NUM_REPOSTS SEED
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from hashlib import sha256

import numpy as np
import polars as pl
from planted import Planted, plant
from scipy import sparse

from chorus.graph.tables import REPOSTS, TIES, Tables

Labels = np.ndarray
Built = tuple[float, float, Labels, list[int]]
"""Seconds to build what the engine takes, seconds to detect, labels, and the authors they are of."""


def main() -> None:
    """Run an engine and say what it took and what it found."""
    name, num_authors, num_reposts, seed = sys.argv[1], *map(int, sys.argv[2:])
    planted = plant(num_authors, num_reposts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    build, detect, labels, authors = ENGINES[name](planted, seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {"build": build, "detect": detect, "peak_mb": peak / 1024, "base_mb": before / 1024}
            | judge(planted, labels, authors)
        )
    )


def judge(planted: Planted, labels: Labels, authors: list[int]) -> dict[str, object]:
    """Modularity and agreement with what was planted, by the same code for every engine."""
    from sklearn.metrics import normalized_mutual_info_score

    from chorus.graph.detection import largest_first
    from chorus.graph.network import Network
    from chorus.graph.quality import measure

    of = np.full(len(planted.community), -1, dtype=np.int32)
    of[authors] = largest_first(np.asarray(labels))
    tied = np.flatnonzero(of >= 0)
    row = np.full(len(of), -1, dtype=np.int32)
    row[tied] = np.arange(len(tied), dtype=np.int32)
    adjacency = sparse.triu(symmetric(planted)).tocoo()
    ties = pl.DataFrame(
        {"left": row[adjacency.row], "right": row[adjacency.col], "weight": adjacency.data}, schema=TIES
    )
    network = Network(pl.Series(map(str, tied)), ties)
    labels = of[tied]
    return {
        "members": len(tied),
        "ties": len(ties),
        "modularity": measure(network, labels).modularity,
        "nmi": normalized_mutual_info_score(planted.community[tied], labels),
        "partition": sha256(of.tobytes()).hexdigest()[:12],
    }


def symmetric(planted: Planted) -> sparse.csr_matrix:
    """The network as the engines take it, authors in the order of their numbers."""
    size = len(planted.community)
    other = planted.author != planted.original_author
    pairs = (planted.author[other], planted.original_author[other])
    one_way = sparse.coo_matrix((np.ones(len(pairs[0])), pairs), shape=(size, size)).tocsr()
    return (one_way + one_way.T).tocsr()


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds and result."""
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def alone(planted: Planted, prepare: Callable[[sparse.csr_matrix], object], find: Callable[[object], Labels]) -> Built:
    """An engine as its own documentation would have one call it, on the network with isolated authors left in."""
    build, prepared = timed(lambda: prepare(symmetric(planted)))
    detect, labels = timed(lambda: find(prepared))
    tied = np.flatnonzero(np.diff(symmetric(planted).indptr))
    return build, detect, np.asarray(labels)[tied], tied.tolist()


def networkx_louvain(planted: Planted, seed: int) -> Built:
    """NetworkX's Louvain."""
    import networkx as nx

    def find(graph: object) -> Labels:
        labels = np.empty(len(planted.community), dtype=np.int32)
        for number, members in enumerate(nx.community.louvain_communities(graph, seed=seed)):
            labels[list(members)] = number
        return labels

    return alone(planted, nx.from_scipy_sparse_array, find)


def graspologic_leiden(planted: Planted, seed: int) -> Built:
    """graspologic-native's Leiden alone, with as many cycles as Chorus has it do."""
    from graspologic_native import leiden_csr

    from chorus.graph.leiden import num_cycles

    def find(prepared: object) -> Labels:
        indptr, indices, data, size = prepared  # type: ignore[misc]
        _, found = leiden_csr(
            indptr, indices, data, size, resolution=1.0, seed=seed, iterations=num_cycles(len(data) // 2)
        )
        return np.array([found[member] for member in range(size)], dtype=np.int32)

    def prepare(matrix: sparse.csr_matrix) -> object:
        return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data, matrix.shape[0]

    return alone(planted, prepare, find)


def sknetwork_louvain(planted: Planted, seed: int) -> Built:
    """scikit-network's Louvain, to the same gain as NetworkX's, alone."""
    from sknetwork.clustering import Louvain

    engine = Louvain(
        modularity="newman", tol_optimization=1e-7, tol_aggregation=1e-7, shuffle_nodes=True, random_state=seed
    )
    return alone(planted, lambda matrix: matrix, engine.fit_predict)


def chorus(algorithm: str) -> Callable[[Planted, int], Built]:
    """Chorus, from the table of reposts that an import leaves."""

    def run(planted: Planted, seed: int) -> Built:
        from chorus.graph.detection import detect, engine
        from chorus.graph.network import build_network
        from chorus.graph.network_config import NetworkConfig, Restriction
        from chorus.graph.partition import Algorithm

        # Imported before the clock starts, as everybody's engine is; the service has done so when a detection comes.
        engine(Algorithm(algorithm))
        names = pl.Series([f"{number:016x}" for number in range(len(planted.community))])
        rows = len(planted.author)
        reposts = pl.DataFrame(
            {
                "id": pl.int_range(rows, eager=True).cast(pl.String()),
                "author": names.gather(planted.author),
                "original_id": pl.Series([""]).new_from_index(0, rows),
                "original_author": names.gather(planted.original_author),
                "create_time": pl.Series([None]).new_from_index(0, rows),
            },
            schema=REPOSTS,
        )
        config = NetworkConfig(restriction=Restriction.ALL)
        build, network = timed(lambda: build_network(Tables(reposts=reposts), config))
        seconds, labels = timed(lambda: detect(Algorithm(algorithm), network, 1.0, seed))
        return build, seconds, np.asarray(labels), [int(name, 16) for name in network.members]

    return run


ENGINES: dict[str, Callable[[Planted, int], Built]] = {
    "networkx Louvain": networkx_louvain,
    "graspologic-native Leiden": graspologic_leiden,
    "scikit-network Louvain": sknetwork_louvain,
    "Chorus Leiden": chorus("ALGORITHM_LEIDEN"),
    "Chorus Louvain": chorus("ALGORITHM_LOUVAIN"),
}

if __name__ == "__main__":
    main()
