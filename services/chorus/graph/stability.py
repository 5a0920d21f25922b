"""How much a partition depends on the seed: one run proves little. ``agreement`` computes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stability:
    """Agreement of runs that differ in their seed alone. Mirrors ``chorus.graph.v1.Stability``."""

    num_seeds: int = 0
    mean_nmi: float = 0.0
    min_nmi: float = 0.0
    mean_ari: float = 0.0
    min_ari: float = 0.0
    mean_modularity: float = 0.0
    min_modularity: float = 0.0
    max_modularity: float = 0.0
