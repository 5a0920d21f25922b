"""The figures of a network, computed."""

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components

from chorus.graph.network_summary import Distribution, NetworkSummary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network


def summarize(network: "Network") -> NetworkSummary:
    """The figures of a network; all zero of one without ties."""
    weight = network.ties["weight"].to_numpy()
    if not len(weight):
        return NetworkSummary(counts=network.counts)
    num_components, component = connected_components(network.adjacency, directed=False)
    return NetworkSummary(
        num_members=network.num_members,
        num_ties=network.num_ties,
        total_weight=float(weight.sum()),
        num_components=int(num_components),
        largest_component_share=float(np.bincount(component).max() / network.num_members),
        degree=distribution(np.diff(network.adjacency.indptr).astype(np.float64)),
        weight=distribution(weight),
        counts=network.counts,
    )


def distribution(values: "NDArray[np.float64]") -> Distribution:
    """The distribution of one or more positive values.

    >>> distribution(np.array([1.0, 3.0, 4.0, 4.0])).histogram
    (1, 1, 2)
    """
    low, median, p90, p99, high = np.quantile(values, (0, 0.5, 0.9, 0.99, 1)).tolist()
    octave = np.floor(np.log2(np.maximum(values, 1))).astype(np.int64)
    return Distribution(low, median, float(values.mean()), p90, p99, high, tuple(np.bincount(octave).tolist()))
