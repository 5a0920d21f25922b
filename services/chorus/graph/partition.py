"""A partition: one run of community detection, and what it was asked to do."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chorus.errors import InvalidArgument
from chorus.graph.lineage import LineageEvent
from chorus.graph.network_config import NetworkConfig
from chorus.graph.network_summary import NetworkSummary
from chorus.graph.stability import Stability


class Algorithm(StrEnum):
    """How communities are found."""

    LEIDEN = "ALGORITHM_LEIDEN"
    LOUVAIN = "ALGORITHM_LOUVAIN"
    GIVEN = "ALGORITHM_GIVEN"
    """The labels of the dataset are the communities."""
    LOUVAIN_REFERENCE = "ALGORITHM_LOUVAIN_REFERENCE"
    """NetworkX's Louvain: slow, what the others are tested against."""


@dataclass(frozen=True, slots=True)
class DetectionConfig:
    """What a detection is asked to do. Mirrors ``chorus.graph.v1.DetectionConfig``."""

    algorithm: Algorithm = Algorithm.LEIDEN
    resolution: float = 1.0
    """Of the modularity optimised; larger finds smaller communities."""
    seed: int = 0
    min_members: int = 50
    """Communities with fewer members are not kept; of given labels, those with fewer authors."""
    top_k: int = 30
    """Largest communities kept."""
    network: NetworkConfig = field(default_factory=NetworkConfig)
    num_seeds: int = 5
    """Runs that stability is measured by; 1 measures none."""
    predecessor: str = ""
    """An earlier partition whose ids, names and exclusions carry over."""

    def check(self, field: str = "config") -> None:
        """Raise ``InvalidArgument`` naming the first field that is out of range; ``field`` is where the configuration stands."""
        in_range = {
            "resolution": math.isfinite(self.resolution) and self.resolution > 0,
            "seed": 0 <= self.seed < 2**32,
            "min_members": self.min_members >= 1,
            "top_k": 1 <= self.top_k <= 1_000,
            "num_seeds": 1 <= self.num_seeds <= 50,
        }
        for name, ok in in_range.items():
            if not ok:
                raise InvalidArgument(
                    f"{name} = {getattr(self, name)} is out of range: resolution, min_members and top_k are "
                    "positive, top_k is at most 1,000, num_seeds at most 50, seed is between 0 and 2^32 - 1",
                    field=f"{field}.{name}",
                )
        self.network.check(f"{field}.network")


@dataclass(frozen=True, slots=True)
class Partition:
    """One run of community detection. Mirrors ``chorus.graph.v1.Partition``."""

    name: str = ""
    """``partitions/<id>``, taken from the dataset and the configuration."""
    dataset: str = ""
    config: DetectionConfig = field(default_factory=DetectionConfig)
    num_found: int = 0
    """Communities found, before ``min_members`` and ``top_k`` were applied."""
    modularity: float = 0.0
    """Newman's, weighted, at resolution 1. A higher value is not a better partition."""
    coverage: float = 0.0
    """Share of tie weight that lies inside communities."""
    communities: tuple[str, ...] = ()
    """Communities kept, largest first."""
    create_time: datetime | None = None
    network: NetworkSummary = field(default_factory=NetworkSummary)
    stability: Stability | None = None
    """None where nothing was drawn by seed, or one run was asked for."""
    lineage: tuple[LineageEvent, ...] = ()
    """How its communities came from those of ``config.predecessor``."""
    kept_share: float = 0.0
    """Share of members that are in communities kept."""
