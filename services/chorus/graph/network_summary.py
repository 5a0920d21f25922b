"""A network in figures, so that it can be judged before, and without, any communities."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from chorus.graph.network import Network


@dataclass(frozen=True, slots=True)
class Distribution:
    """Of some values. Mirrors ``chorus.graph.v1.Distribution``."""

    min: float = 0.0
    median: float = 0.0
    mean: float = 0.0
    p90: float = 0.0
    p99: float = 0.0
    max: float = 0.0
    histogram: tuple[int, ...] = ()
    """How many lie in [1, 2), [2, 4), [4, 8) …; those below 1 are in the first."""


@dataclass(frozen=True, slots=True)
class TieCount:
    """What became of some reposts or shared links. Mirrors ``chorus.graph.v1.TieCount``."""

    what: str = ""
    """``used``, or why not."""
    count: int = 0


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """A network in figures. Mirrors ``chorus.graph.v1.NetworkSummary``."""

    num_members: int = 0
    """Members with at least one tie."""
    num_ties: int = 0
    total_weight: float = 0.0
    num_components: int = 0
    largest_component_share: float = 0.0
    """Of members, in [0, 1]."""
    degree: Distribution = field(default_factory=Distribution)
    """Ties per member."""
    weight: Distribution = field(default_factory=Distribution)
    """Weight per tie."""
    counts: tuple[TieCount, ...] = ()
    """What became of every repost, or of every link shared; the counts add up to those of the dataset."""


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
