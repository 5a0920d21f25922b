"""A partition: one run of community detection, and what it was asked to do."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chorus.errors import InvalidArgument


class Algorithm(StrEnum):
    """How communities are found."""

    LEIDEN = "ALGORITHM_LEIDEN"
    LOUVAIN = "ALGORITHM_LOUVAIN"


class Restriction(StrEnum):
    """Which authors the network has."""

    AUTHORS_WITH_POSTS = "RESTRICTION_AUTHORS_WITH_POSTS"
    """Those with a post of their own in the dataset: a persona can learn from them."""
    ALL = "RESTRICTION_ALL"
    """Everyone who reposts or is reposted."""


@dataclass(frozen=True, slots=True)
class DetectionConfig:
    """What a detection is asked to do. Mirrors ``chorus.graph.v1.DetectionConfig``."""

    algorithm: Algorithm = Algorithm.LEIDEN
    resolution: float = 1.0
    """Of the modularity optimised; larger finds smaller communities."""
    seed: int = 0
    restriction: Restriction = Restriction.AUTHORS_WITH_POSTS
    min_authors: int = 50
    """Communities with fewer authors are not kept."""
    top_k: int = 6
    """Largest communities kept."""

    def check(self) -> None:
        """Raise ``InvalidArgument`` naming the first field that is out of range."""
        in_range = {
            "resolution": math.isfinite(self.resolution) and self.resolution > 0,
            "seed": 0 <= self.seed < 2**32,
            "min_authors": self.min_authors >= 1,
            "top_k": self.top_k >= 1,
        }
        for name, ok in in_range.items():
            if not ok:
                raise InvalidArgument(
                    f"{name} = {getattr(self, name)} is out of range: resolution, min_authors and top_k are "
                    "positive, seed is between 0 and 2^32 - 1",
                    field=f"config.{name}",
                )


@dataclass(frozen=True, slots=True)
class Partition:
    """One run of community detection. Mirrors ``chorus.graph.v1.Partition``."""

    name: str = ""
    """``partitions/<id>``, taken from the dataset and the configuration."""
    dataset: str = ""
    config: DetectionConfig = field(default_factory=DetectionConfig)
    num_authors: int = 0
    """Authors of the network after restriction."""
    num_ties: int = 0
    """Pairs of authors with at least one repost between them."""
    num_found: int = 0
    """Communities found, before ``min_authors`` and ``top_k`` were applied."""
    modularity: float = 0.0
    """Newman's, weighted, at resolution 1. A higher value is not a better partition."""
    coverage: float = 0.0
    """Share of tie weight that lies inside communities."""
    communities: tuple[str, ...] = ()
    """Kept communities, largest first."""
    create_time: datetime | None = None
