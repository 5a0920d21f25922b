"""Community detection: one Protocol, several engines, each imported on first use."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import numpy as np

from chorus.graph.partition import Algorithm

if TYPE_CHECKING:
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from chorus.graph.network import Network

NUM_THREADS = 2


class FindCommunities(Protocol):
    """An algorithm."""

    def __call__(self, network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
        """The community of every member, numbered in any way; the same arguments give the same result."""
        ...


def engine(algorithm: Algorithm) -> FindCommunities:
    """The engine of an algorithm."""
    match algorithm:
        case Algorithm.LEIDEN:
            from chorus.graph.leiden import leiden

            return leiden
        case Algorithm.LOUVAIN:
            from chorus.graph.louvain import louvain

            return louvain
        case Algorithm.LOUVAIN_REFERENCE:
            from chorus.graph.louvain_reference import louvain_reference

            return louvain_reference
        case Algorithm.GIVEN:
            return _given


def _given(network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":  # noqa: ARG001
    """Every member, a label, is a community."""
    return np.arange(network.num_members, dtype=np.int32)


def detect(algorithm: Algorithm, network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
    """The community of every member, numbered from the largest."""
    return largest_first(engine(algorithm)(network, resolution, seed))


@contextmanager
def runs(
    algorithm: Algorithm, network: "Network", resolution: float, seed: int, num_seeds: int
) -> "Iterator[tuple[Future[NDArray[np.int32]], ...]]":
    """Runs by ``seed``, ``seed`` + 1 …, at once where the engine lets go of the interpreter; the first comes first."""
    # Once, before several threads would do it at once.
    _ = network.adjacency
    with ThreadPoolExecutor(NUM_THREADS) as pool:
        yield tuple(pool.submit(detect, algorithm, network, resolution, seed + n) for n in range(num_seeds))
        pool.shutdown(cancel_futures=True)


def largest_first(labels: "NDArray[np.int32]") -> "NDArray[np.int32]":
    """The same communities numbered by size; of equal ones the one with the earliest member comes first."""
    _, first, numbers, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[numbers]
