"""How well a partition fits its network. A higher number is not a better partition: a network of stars scores high."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of one partition."""

    modularity: float = 0.0
    """Newman's, weighted, at resolution 1: Q = Σ_c [ w_c / W − (s_c / 2W)² ] with W the weight of all ties, w_c that of the
    ties inside community c and s_c the summed strengths of its members (Newman 2004, doi:10.1103/PhysRevE.70.056131)."""
    coverage: float = 0.0
    """Σ_c w_c / W."""


def measure(network: "Network", labels: "NDArray[np.int32]") -> Quality:
    """The quality of the partition in which member i is in community ``labels[i]``, of 0 … n - 1; zero without ties."""
    left, right, weight = (network.ties[column].to_numpy() for column in ("left", "right", "weight"))
    total = float(weight.sum())
    if not total:
        return Quality()
    inside = float(weight[labels[left] == labels[right]].sum())
    strength = np.bincount(labels, network.strengths)
    return Quality(inside / total - float(np.square(strength / (2 * total)).sum()), inside / total)


def flows(network: "Network", labels: "NDArray[np.int32]", num_kept: int) -> "NDArray[np.float64]":
    """The tie weight between communities 0 … ``num_kept`` - 1: (num_kept, num_kept + 1), the last column being all others.

    Every tie counts once, so the diagonal is w_c, and a diagonal value divided by the sum of its row is the cohesion.
    """
    shown = np.minimum(labels, num_kept)
    member = np.arange(len(labels))
    belongs = sparse.coo_matrix((np.ones(len(labels)), (shown, member)), shape=(num_kept + 1, len(labels))).tocsr()
    weights = (belongs @ network.adjacency @ belongs.T).toarray()
    np.fill_diagonal(weights, weights.diagonal() / 2)
    return np.asarray(weights[:num_kept], dtype=np.float64)
