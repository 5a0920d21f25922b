"""What training is asked of, and what it answers: plain values on a seam, so that the jobs know nothing of Ray or torch."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

import msgspec

from chorus.finetuning.base_model import BaseModel, TrainingPoint
from chorus.finetuning.base_recipe import BaseConfig
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.finetuning_report import CrossLosses
from chorus.finetuning.revision import AdapterMetrics, FinetuningConfig, Fingerprint


@dataclass(frozen=True, slots=True)
class AdapterPlan:
    """One adapter, to be trained."""

    id: str = ""
    """What it is called in the run; unique there."""
    community: str = ""
    demonstrations: str = ""
    """Where the ``Demonstrations`` are, as an artifact's location."""
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    """Complete: nothing left open."""
    parent: str = ""
    """The PEFT folder to continue from, as an artifact's location; empty to begin anew."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """One run that trains several adapters, one after another, on as many workers as the first asks for."""

    base_model: str = ""
    """Name of the base model."""
    base_location: str = ""
    """Where its files are: an artifact's location or a folder."""
    adapters: tuple[AdapterPlan, ...] = ()
    compare: bool = True
    """Whether every adapter is measured on every community at the end."""

    @property
    def run(self) -> str:
        """Name of the run: the same plan is the same run, which goes on where it stopped."""
        return f"finetune-{_digest(self)}"


@dataclass(frozen=True, slots=True)
class BaseText:
    """What a base model is built from, apart from the bundled instructions."""

    training: tuple[GroupedPosts, ...] = ()
    """Cleaned posts by training authors."""
    held_out: tuple[GroupedPosts, ...] = ()
    """Cleaned posts by held-out authors, which are only measured."""

    def dump(self) -> bytes:
        """The text as it is stored."""
        return msgspec.json.encode(self, order="deterministic")

    @classmethod
    def load(cls, data: bytes) -> "BaseText":
        """What ``dump`` made bytes of."""
        return msgspec.json.decode(data, type=cls)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """A base model, to be built."""

    text: str = ""
    """Where the text is, as an artifact's location: a ``BaseText`` as JSON."""
    config: BaseConfig = field(default_factory=BaseConfig)

    @property
    def run(self) -> str:
        """Name of the run."""
        return f"build-base-{_digest(self)}"


@dataclass(frozen=True, slots=True)
class PerplexityPlan:
    """Texts whose perplexity under a base model is wanted."""

    base_location: str = ""
    texts: str = ""
    """Where they are, as an artifact's location: a JSON list."""

    @property
    def run(self) -> str:
        """Name of the run."""
        return f"perplexity-{_digest(self)}"


@dataclass(frozen=True, slots=True)
class ExaminationPlan:
    """An adapter made elsewhere, to be measured."""

    base_location: str = ""
    adapter: str = ""
    """The PEFT folder, as an artifact's location."""

    @property
    def run(self) -> str:
        """Name of the run."""
        return f"examine-{_digest(self)}"


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """How far a run is."""

    done: int = 0
    """Optimiser steps, or texts, done, over all communities."""
    total: int = 0
    """As many in all; 0 while unknown."""
    message: str = ""
    """One line for a person."""


@dataclass(frozen=True, slots=True)
class TrainedAdapter:
    """An adapter that has just been trained, not yet checked."""

    id: str = ""
    """As in the plan."""
    community: str = ""
    location: str = ""
    """The PEFT folder, as an artifact's location."""
    weights_digest: str = ""
    """SHA-256 of adapter_model.safetensors, hexadecimal."""
    num_demonstrations: int = 0
    num_validation: int = 0
    history: tuple[TrainingPoint, ...] = ()
    metrics: AdapterMetrics = field(default_factory=AdapterMetrics)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    code_version: str = ""
    tokens_per_second: float = 0.0
    """Tokens of prompts and responses, padding aside."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every adapter of a run on every community's held-out authors, in the plan's order."""

    losses: tuple[CrossLosses, ...] = ()


@dataclass(frozen=True, slots=True)
class Perplexities:
    """Perplexity of each text, in their order."""

    location: str = ""
    """A JSON list of numbers, as an artifact's location."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What an adapter made elsewhere was found to do."""

    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    metrics: AdapterMetrics = field(default_factory=AdapterMetrics)


class Engine(Protocol):
    """Trains and measures. A run is known by the name of its plan: asking for it again re-attaches, or goes on where it stopped.

    Leaving an iterator leaves the run going. Every iterator raises an error of ``chorus.errors`` when the run fails.
    """

    def train(self, plan: TrainingPlan) -> AsyncGenerator[TrainingProgress | TrainedAdapter | Comparison, None]:
        """Train adapters; every finished one is given out at once, those of an earlier attempt first, the comparison last."""
        ...

    def build(self, plan: BuildPlan) -> AsyncGenerator[TrainingProgress | BaseModel, None]:
        """Build a base model, which comes last; its files are in the artifact store."""
        ...

    def perplexities(self, plan: PerplexityPlan) -> AsyncGenerator[TrainingProgress | Perplexities, None]:
        """Measure texts; the result comes last."""
        ...

    def examine(self, plan: ExaminationPlan) -> AsyncGenerator[TrainingProgress | Examination, None]:
        """Measure an adapter; the result comes last."""
        ...

    async def stop(self, run: str) -> None:
        """End a run now, if it goes on anywhere."""
        ...


def _digest(plan: object) -> str:
    return sha256(msgspec.json.encode(plan, order="deterministic")).hexdigest()[:16]
