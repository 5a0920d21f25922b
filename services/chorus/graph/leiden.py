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

NUM_ITERATIONS = 2
"""Cycles over the whole network; the second mends what the first left, a third hardly changes anything."""
LARGE_TIES = 1_000_000
"""In a network with more ties the second cycle doubles the time, adds 0.0003 to the modularity and nothing to the agreement with
planted communities; sweeps after the fifth are as idle."""
MAX_SWEEPS = 5


def leiden(network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
    """The community of every member; the same seed gives the same communities in any process."""
    adjacency = network.adjacency
    _, community_of = leiden_csr(
        adjacency.indptr.astype(np.int64),
        adjacency.indices.astype(np.int32),
        adjacency.data,
        network.num_members,
        resolution=resolution,
        seed=seed,
        **effort(network.num_ties),
    )
    return np.array([community_of[member] for member in range(network.num_members)], dtype=np.int32)


def effort(num_ties: int) -> dict[str, int | None]:
    """How much is done for a network of a size, as the engine's own parameters."""
    if num_ties > LARGE_TIES:
        return {"iterations": 1, "max_local_moving_iterations": MAX_SWEEPS}
    return {"iterations": NUM_ITERATIONS, "max_local_moving_iterations": None}
