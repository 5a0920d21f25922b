"""How well a partition fits its network. A higher number is not a better partition: a network of stars scores high."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of one partition."""

    modularity: float
    """Newman's, weighted, at resolution 1: Q = Σ_c [ w_c / W − (s_c / 2W)² ] with W the weight of all ties, w_c that of the
    ties inside community c and s_c the summed strengths of its members (Newman 2004, doi:10.1103/PhysRevE.70.056131)."""
    coverage: float
    """Σ_c w_c / W."""
    cohesion: tuple[float, ...]
    """Per community: w_c divided by the weight of all ties that touch it."""


def measure(network: "Network", labels: "NDArray[np.int32]") -> Quality:
    """The quality of the partition in which member i is in community ``labels[i]``, of 0 … n - 1."""
    left, right, weight = (network.ties[column].to_numpy() for column in ("left", "right", "weight"))
    num_communities = int(labels.max(initial=-1)) + 1
    is_inside = labels[left] == labels[right]
    total = weight.sum() or 1.0
    inside = np.bincount(labels[left][is_inside], weight[is_inside], num_communities)
    strength = np.bincount(labels, network.strengths, num_communities)
    touching = strength - inside
    return Quality(
        modularity=float(inside.sum() / total - np.square(strength / (2 * total)).sum()),
        coverage=float(inside.sum() / total),
        cohesion=tuple((inside / np.where(touching > 0, touching, 1)).tolist()),
    )
