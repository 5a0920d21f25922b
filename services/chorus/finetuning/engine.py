"""What training is asked of, and what it answers: plain values on a seam, so that the jobs know nothing of Ray or torch."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

import msgspec

from chorus.finetuning.base_model import BaseModel, TrainingPoint
from chorus.finetuning.base_recipe import BaseConfig
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.revision import FinetuningConfig
from chorus.storage.artifacts import SCHEME


@dataclass(frozen=True, slots=True)
class AdapterPlan:
    """One community's adapter, to be trained."""

    community: str = ""
    demonstrations: str = ""
    """Where the demonstrations are, as an artifact's location."""
    config: FinetuningConfig = field(default_factory=FinetuningConfig)
    """Complete: nothing left open."""

    @property
    def demonstrations_digest(self) -> str:
        """SHA-256 of the demonstrations, hexadecimal."""
        return self.demonstrations.removeprefix(SCHEME)


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """One run that trains the adapters of several communities, one after another."""

    base_model: str = ""
    """Name of the base model."""
    base_location: str = ""
    """Where its files are: an artifact's location, a folder or a hub name."""
    adapters: tuple[AdapterPlan, ...] = ()

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
class TrainingProgress:
    """How far a run is."""

    done: int = 0
    """Optimiser steps done, over all communities."""
    total: int = 0
    """Optimiser steps in all; 0 while unknown."""
    message: str = ""
    """One line for a person."""


@dataclass(frozen=True, slots=True)
class TrainedAdapter:
    """An adapter that has just been trained, not yet checked."""

    community: str = ""
    location: str = ""
    """The PEFT folder, as an artifact's location."""
    weights_digest: str = ""
    """SHA-256 of adapter_model.safetensors, hexadecimal."""
    num_demonstrations: int = 0
    num_validation: int = 0
    history: tuple[TrainingPoint, ...] = ()
    base_validation_loss: float = 0.0
    tokens_per_second: float = 0.0
    """Tokens of prompts and responses, padding aside."""
    seconds: float = 0.0


class Engine(Protocol):
    """Trains. A run is known by the name of its plan: asking for it again re-attaches, or goes on where it stopped."""

    def train(self, plan: TrainingPlan) -> AsyncGenerator[TrainingProgress | TrainedAdapter, None]:
        """Train adapters; every finished one is given out at once, those of an earlier attempt first.

        Leaving the iterator leaves the run going. Raises an error of ``chorus.errors`` when the run fails.
        """
        ...

    def build(self, plan: BuildPlan) -> AsyncGenerator[TrainingProgress | BaseModel, None]:
        """Build a base model, which comes last; its files are in the artifact store."""
        ...

    async def stop(self, run: str) -> None:
        """End a run now, if it goes on anywhere."""
        ...


def _digest(plan: object) -> str:
    return sha256(msgspec.json.encode(plan, order="deterministic")).hexdigest()[:16]
