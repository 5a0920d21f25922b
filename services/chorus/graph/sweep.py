"""A sweep: the same detection at several resolutions, to see which communities hold over a range."""

import math
from dataclasses import dataclass, field
from datetime import datetime

from chorus.errors import InvalidArgument
from chorus.graph.partition import Algorithm, DetectionConfig

MAX_RESOLUTIONS = 50
RESOLUTIONS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


@dataclass(frozen=True, slots=True)
class SweepConfig:
    """What is swept. Mirrors ``chorus.graph.v1.SweepConfig``."""

    detection: DetectionConfig = field(default_factory=DetectionConfig)
    """Its resolution, top_k and predecessor are not used."""
    resolutions: tuple[float, ...] = RESOLUTIONS

    def check(self) -> None:
        """Raise ``InvalidArgument`` naming the first field that makes no sense."""
        self.detection.check("config.detection")
        if self.detection.algorithm is Algorithm.GIVEN:
            raise InvalidArgument("given communities have no resolution", field="config.detection.algorithm")
        if not all(math.isfinite(value) and value > 0 for value in self.resolutions):
            raise InvalidArgument("resolutions are positive", field="config.resolutions")
        if not 1 <= len(self.resolutions) <= MAX_RESOLUTIONS:
            raise InvalidArgument(f"give 1 to {MAX_RESOLUTIONS} resolutions", field="config.resolutions")


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """One resolution; means over the seeds. Mirrors ``chorus.graph.v1.SweepPoint``."""

    resolution: float = 0.0
    num_communities: float = 0.0
    """With at least ``min_members`` members."""
    largest: float = 0.0
    """Members of the largest."""
    coverage: float = 0.0
    """Share of members that are in those communities."""
    modularity: float = 0.0
    """At resolution 1. A higher value is not a better partition."""
    stability: float = 0.0
    """Mean normalised mutual information of pairs of seeds."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The same detection at several resolutions. Mirrors ``chorus.graph.v1.Sweep``."""

    name: str = ""
    dataset: str = ""
    config: SweepConfig = field(default_factory=SweepConfig)
    points: tuple[SweepPoint, ...] = ()
    """By resolution, lowest first."""
    create_time: datetime | None = None
