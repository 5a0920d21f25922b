"""A revision: the LoRA weights of one community on one base model, and how they came about."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import isfinite

from chorus.errors import InvalidArgument
from chorus.finetuning.base_model import TrainingPoint
from chorus.finetuning.demonstration_set import DemonstrationConfig

MAX_RANK = 16
"""The largest rank that serving makes room for unless it is told otherwise."""
TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
"""The linears of a layer, by the names PEFT and vLLM give them."""


class RevisionState(StrEnum):
    """STAGED → ACTIVE → RETIRED and back; QUARANTINED for good. At most one revision of a community and base model is ACTIVE."""

    UNSPECIFIED = "REVISION_STATE_UNSPECIFIED"
    STAGED = "REVISION_STATE_STAGED"
    ACTIVE = "REVISION_STATE_ACTIVE"
    RETIRED = "REVISION_STATE_RETIRED"
    QUARANTINED = "REVISION_STATE_QUARANTINED"


class RevisionOrigin(StrEnum):
    """Where a revision comes from."""

    UNSPECIFIED = "REVISION_ORIGIN_UNSPECIFIED"
    TRAINED = "REVISION_ORIGIN_TRAINED"
    IMPORTED = "REVISION_ORIGIN_IMPORTED"


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
    """Passes over the demonstrations at most; 0 chooses by their number."""
    batch_tokens: int = 0
    """Tokens per optimiser step, over all workers; 0 chooses by number of demonstrations."""
    seed: int = 0
    targets: tuple[str, ...] = ()
    """Linears that are adapted; empty means all seven."""
    patience: int = 2
    """Passes without a better validation loss after which training stops; the best weights are kept in any case."""
    demonstrations: DemonstrationConfig = field(default_factory=DemonstrationConfig)
    num_workers: int = 1
    """Processes that train together."""
    quantize_base: bool = False
    """Hold the base model in 4 bits; on GPUs only."""
    gradient_checkpointing: bool = False
    """Save memory for time."""

    def check(self, max_rank: int = MAX_RANK) -> None:
        """Raise ``InvalidArgument`` naming the first field that is out of range."""
        in_range = {
            "rank": 1 <= self.rank <= max_rank,
            "alpha": 0 <= self.alpha <= 1024,
            "learning_rate": isfinite(self.learning_rate) and 0 <= self.learning_rate <= 1,
            "epochs": 0 <= self.epochs <= 100,
            "batch_tokens": 0 <= self.batch_tokens <= 2**20,
            "seed": 0 <= self.seed < 2**63,
            "targets": set(self.targets) <= set(TARGETS),
            "patience": 1 <= self.patience <= 100,
            "num_workers": 1 <= self.num_workers <= 64,
        }
        advice = {
            "rank": f"; the largest rank served is {max_rank}",
            "targets": f"; name some of {', '.join(TARGETS)}",
        }
        for name, ok in in_range.items():
            if not ok:
                limits = advice.get(name, "; leave it out for the default")
                raise InvalidArgument(f"{name} = {getattr(self, name)} is out of range{limits}", field=f"config.{name}")
        self.demonstrations.check("config.demonstrations")


@dataclass(frozen=True, slots=True)
class AdapterMetrics:
    """What an adapter gives on texts it never learned from. Mirrors ``chorus.finetuning.v1.AdapterMetrics``.

    Losses are in nats per token of the responses; None where there was nothing to measure on.
    """

    validation_loss: float | None = None
    """On held-out authors' posts."""
    base_validation_loss: float | None = None
    later_loss: float | None = None
    """On posts from ``held_out_from`` on."""
    base_later_loss: float | None = None
    general_loss: float | None = None
    """On general instructions that are never trained on."""
    base_general_loss: float | None = None
    followed: float | None = None
    """Share of those that are answered word for word, in [0, 1]."""
    base_followed: float | None = None
    best_step: int = 0
    """Optimiser steps of the weights that were kept."""
    num_steps: int = 0
    """Optimiser steps done."""


@dataclass(frozen=True, slots=True)
class TokenProbability:
    """One possible next token. Mirrors ``chorus.finetuning.v1.TokenProbability``."""

    token: int = 0
    log_probability: float = 0.0
    """Natural logarithm."""


@dataclass(frozen=True, slots=True)
class PromptFingerprint:
    """What follows one fixed prompt. Mirrors ``chorus.finetuning.v1.PromptFingerprint``."""

    prompt: str = ""
    """As the model is given it, chat template and all."""
    adapter: tuple[TokenProbability, ...] = ()
    """The most probable next tokens by the adapter, most probable first."""
    base: tuple[TokenProbability, ...] = ()
    """The base model's log-probabilities of the same tokens."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an adapter makes of fixed prompts, in single precision. Mirrors ``chorus.finetuning.v1.Fingerprint``."""

    prompts: tuple[PromptFingerprint, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an evaluation found a revision fit to speak. Mirrors ``chorus.finetuning.v1.Verdict``."""

    report: str = ""
    """``reports/<id>``"""
    passed: bool = False
    reasons: tuple[str, ...] = ()
    """Why it did not pass, each by a finding's id and what was measured."""
    create_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """Immutable but for its state and what goes with it. Mirrors ``chorus.finetuning.v1.Revision``."""

    name: str = ""
    """``revisions/<community id>.<SHA-256 of adapter_model.safetensors>``: the name proves the weights."""
    community: str = ""
    base_model: str = ""
    weights_digest: str = ""
    """SHA-256 of adapter_model.safetensors, hexadecimal."""
    location: str = ""
    """The PEFT folder, as an artifact's location; empty once garbage collection has taken it."""
    state: RevisionState = RevisionState.UNSPECIFIED
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    """The configuration that took effect, nothing left open."""
    num_demonstrations: int = 0
    """Demonstrations trained on."""
    num_validation: int = 0
    """Demonstrations kept for validation, by other authors."""
    demonstration_set: str = ""
    """``demonstration-sets/<id>``; empty for an imported adapter."""
    history: tuple[TrainingPoint, ...] = ()
    """Training curve, in order of step."""
    metrics: AdapterMetrics = field(default_factory=AdapterMetrics)
    create_time: datetime | None = None
    origin: RevisionOrigin = RevisionOrigin.UNSPECIFIED
    parent: str = ""
    """The revision whose training this one continued."""
    partition: str = ""
    dataset: str = ""
    base_model_digest: str = ""
    """SHA-256 over the base model's files, hexadecimal."""
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    code_version: str = ""
    """Versions of Chorus and of the libraries that trained it."""
    quarantine_reason: str = ""
    activate_time: datetime | None = None
    """When it last became ACTIVE, roll-backs to it aside; None for one that was rolled back from."""
    tokens_per_second: float = 0.0
    """Tokens of prompts and responses, padding aside."""
    seconds: float = 0.0
    """That the training took."""
    pinned: bool = False
    """Kept in the memory of every replica that serves it."""
    verdict: Verdict | None = None
    """What the newest evaluation of it found; None where there was none."""
    override_reason: str = ""
    """Why it was made ACTIVE although its verdict, or the want of one, kept it out; empty where nothing was overridden."""
