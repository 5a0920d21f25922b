"""A finetuning report: the adapters of one run, and how well each predicts every community's held-out authors."""

from dataclasses import dataclass, field
from datetime import datetime

from chorus.finetuning.revision import FinetuningConfig


@dataclass(frozen=True, slots=True)
class Lead:
    """By how much a community's own adapter predicts its held-out authors better than the best of the others does, in nats per
    token; negative where another adapter is better. Mirrors ``chorus.finetuning.v1.Lead``."""

    value: float = 0.0
    low: float = 0.0
    """Of the 95% bootstrap interval over held-out authors."""
    high: float = 0.0
    num_authors: int = 0

    @property
    def is_clear(self) -> bool:
        """Whether other held-out authors would hardly take it away."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class CrossLosses:
    """How well one community's held-out authors are predicted. Mirrors ``chorus.finetuning.v1.CrossLosses``."""

    community: str = ""
    num_validation: int = 0
    """Responses measured on."""
    base: float = 0.0
    """Without an adapter, in nats per token."""
    adapters: tuple[float, ...] = ()
    """By every adapter of the run, in its order, in nats per token."""
    lead: Lead | None = None
    """Of the own adapter; None without another adapter, or with fewer than two held-out authors."""

    @property
    def gains(self) -> tuple[float, ...]:
        """By how much each adapter predicts the community better than the base model does: what may be compared across rows."""
        return tuple(self.base - loss for loss in self.adapters)


@dataclass(frozen=True, slots=True)
class FinetuningReport:
    """What a finetuning gave. Mirrors ``chorus.finetuning.v1.FinetuningReport``."""

    name: str = ""
    """``finetuning-reports/<id>``"""
    base_model: str = ""
    communities: tuple[str, ...] = ()
    """In the order they were asked for; ``revisions`` and ``losses`` have the same."""
    revisions: tuple[str, ...] = ()
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    losses: tuple[CrossLosses, ...] = ()
    create_time: datetime | None = None

    @property
    def num_own_best(self) -> int:
        """Communities whose own adapter gains most on their held-out authors, among all the adapters of the run."""
        rows = [(number, row.gains) for number, row in enumerate(self.losses) if row.adapters]
        return sum(gains.index(max(gains)) == number for number, gains in rows)
