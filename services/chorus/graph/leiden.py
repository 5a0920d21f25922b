"""Leiden by graspologic-native: fast, seeded, and it lets go of the interpreter while it works.

Traag, Waltman & van Eck 2019, "From Louvain to Leiden: guaranteeing well-connected communities",
doi:10.1038/s41598-019-41695-z.
"""

from typing import TYPE_CHECKING

import numpy as np
from graspologic_native import leiden_csr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network

NUM_CYCLES = 2
"""Over the whole network; the second mends what the first left, a third hardly changes anything."""
LARGE_TIES = 1_000_000
"""In a network with more ties the second cycle doubles the time, adds 0.0003 to the modularity and nothing to the agreement with
planted communities: there is one."""


def leiden(network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
    """The community of every member; the same seed gives the same communities in any process."""
    adjacency, size = network.adjacency, network.num_members
    _, community_of = leiden_csr(
        adjacency.indptr.astype(np.int64),
        adjacency.indices.astype(np.int32),
        adjacency.data,
        size,
        resolution=resolution,
        iterations=num_cycles(network.num_ties),
        seed=seed,
    )
    labels = np.empty(size, dtype=np.int32)
    labels[np.fromiter(community_of.keys(), np.int64, size)] = np.fromiter(community_of.values(), np.int32, size)
    return labels


def num_cycles(num_ties: int) -> int:
    """How often Leiden goes over a network with so many ties.

    >>> num_cycles(50_000), num_cycles(2_000_000)
    (2, 1)
    """
    return 1 if num_ties > LARGE_TIES else NUM_CYCLES
