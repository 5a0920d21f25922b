"""A network in figures, so that it can be judged before, and without, any communities."""

from dataclasses import dataclass, field


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
