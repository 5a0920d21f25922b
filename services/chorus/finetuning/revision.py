"""A revision: the LoRA weights of one community on one base model, and how they came about."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import isfinite

from chorus.errors import InvalidArgument
from chorus.finetuning.base_model import TrainingPoint

MAX_RANK = 16
"""The largest rank that serving makes room for unless it is told otherwise."""


class RevisionState(StrEnum):
    """STAGED → ACTIVE → RETIRED. At most one revision of a community and base model is ACTIVE."""

    UNSPECIFIED = "REVISION_STATE_UNSPECIFIED"
    STAGED = "REVISION_STATE_STAGED"
    ACTIVE = "REVISION_STATE_ACTIVE"
    RETIRED = "REVISION_STATE_RETIRED"


@dataclass(frozen=True, slots=True)
class FinetuningConfig:
    """How adapters are trained. Mirrors ``chorus.finetuning.v1.FinetuningConfig``."""

    rank: int = 16
    """LoRA rank."""
    alpha: int = 0
    """LoRA alpha; 0 means twice the rank."""
    learning_rate: float = 0.0
    """Peak learning rate; 0 chooses by model size and number of demonstrations."""
    epochs: int = 0
    """Passes over the demonstrations; 0 chooses by their number."""
    batch_tokens: int = 0
    """Tokens per optimiser step; 0 chooses by number of demonstrations."""
    max_posts: int = 10_000
    """Posts per community, drawn by seed."""
    seed: int = 0

    def check(self, max_rank: int = MAX_RANK) -> None:
        """Raise ``InvalidArgument`` naming the first field that is out of range."""
        in_range = {
            "rank": 1 <= self.rank <= max_rank,
            "alpha": 0 <= self.alpha <= 1024,
            "learning_rate": isfinite(self.learning_rate) and 0 <= self.learning_rate <= 1,
            "epochs": 0 <= self.epochs <= 100,
            "batch_tokens": 0 <= self.batch_tokens <= 2**20,
            "max_posts": 1 <= self.max_posts <= 1_000_000,
            "seed": 0 <= self.seed < 2**63,
        }
        for name, ok in in_range.items():
            if not ok:
                limits = (
                    f"; the largest rank served is {max_rank}" if name == "rank" else "; leave it out for the default"
                )
                raise InvalidArgument(f"{name} = {getattr(self, name)} is out of range{limits}", field=f"config.{name}")


@dataclass(frozen=True, slots=True)
class Revision:
    """Immutable but for its state. Mirrors ``chorus.finetuning.v1.Revision``."""

    name: str = ""
    """``revisions/<community id>.<SHA-256 of adapter_model.safetensors>``: the name proves the weights."""
    community: str = ""
    base_model: str = ""
    weights_digest: str = ""
    """SHA-256 of adapter_model.safetensors, hexadecimal."""
    location: str = ""
    """The PEFT folder, as an artifact's location."""
    state: RevisionState = RevisionState.UNSPECIFIED
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    """The configuration that took effect, nothing left open."""
    num_demonstrations: int = 0
    """Demonstrations trained on."""
    num_validation: int = 0
    """Demonstrations kept for validation, by other authors."""
    demonstrations_digest: str = ""
    """SHA-256 of the demonstrations, hexadecimal."""
    history: tuple[TrainingPoint, ...] = ()
    """Training curve, in order of step."""
    base_validation_loss: float = 0.0
    """The base model's loss on the same validation demonstrations, in nats per token."""
    create_time: datetime | None = None
