"""Louvain by NetworkX: slow and plain, the reference that faster engines are tested against.

Blondel, Guillaume, Lambiotte & Lefebvre 2008, "Fast unfolding of communities in large networks",
doi:10.1088/1742-5468/2008/10/P10008.
"""

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network


def louvain_reference(network: "Network", resolution: float, seed: int) -> "NDArray[np.int32]":
    """The community of every member; the same seed gives the same communities in any process."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(network.num_members))
    graph.add_weighted_edges_from(network.ties.iter_rows())
    labels = np.empty(network.num_members, dtype=np.int32)
    for number, members in enumerate(nx.community.louvain_communities(graph, resolution=resolution, seed=seed)):
        labels[list(members)] = number
    return labels
