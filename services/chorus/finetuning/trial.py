"""A sweep: how adapters come out under several mixing ratios and numbers of templates."""

from dataclasses import dataclass, field
from datetime import datetime

from chorus.finetuning.revision import AdapterMetrics, FinetuningConfig


@dataclass(frozen=True, slots=True)
class SweepConfig:
    """What to try: every combination, on every community. Mirrors ``chorus.finetuning.v1.SweepConfig``."""

    finetuning: FinetuningConfig = field(default_factory=FinetuningConfig)
    general_ratios: tuple[float, ...] = ()
    """Empty means that of the configuration."""
    template_counts: tuple[int, ...] = ()
    """0 stands for all; empty means that of the configuration."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One community's adapter under one combination. Mirrors ``chorus.finetuning.v1.Trial``."""

    community: str = ""
    general_ratio: float = 0.0
    num_templates: int = 0
    num_demonstrations: int = 0
    num_general: int = 0
    metrics: AdapterMetrics = field(default_factory=AdapterMetrics)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FinetuningSweep:
    """What a sweep showed. Mirrors ``chorus.finetuning.v1.FinetuningSweep``."""

    name: str = ""
    """``finetuning-sweeps/<id>``"""
    base_model: str = ""
    communities: tuple[str, ...] = ()
    config: SweepConfig = field(default_factory=SweepConfig)
    trials: tuple[Trial, ...] = ()
    """Ordered by ratio, number of templates and community."""
    create_time: datetime | None = None
