"""Settings of the finetuning service, from ``CHORUS_FINETUNING_…`` and ``CHORUS_…``."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from pydantic_settings import SettingsConfigDict

from chorus.finetuning.base_recipe import QUICK, STANDARD, BaseConfig
from chorus.finetuning.ray_places import Places
from chorus.finetuning.revision import MAX_RANK
from chorus.rpc.settings import AliasChoices, Field, ServiceSettings


class BasePreset(StrEnum):
    """How much of a base model is built."""

    SMALL = "small"
    """2.6 M parameters in two to five minutes."""
    QUICK = "quick"
    """A fraction of it in seconds: for tests."""


class FinetuningSettings(ServiceSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_prefix="CHORUS_FINETUNING_", populate_by_name=True
    )

    service: str = "finetuning"
    port: int = Field(default=50052, ge=0, le=65535)
    base_model: str = ""
    """Folder or hub name of a Llama-family causal language model to use; empty has one built from the posts."""
    base_preset: BasePreset = BasePreset.SMALL
    """What to build where ``base_model`` names nothing."""
    base_steps: int = Field(default=0, ge=0)
    """Optimiser steps of a built base; 0 leaves them to the preset, and there to the amount of text."""
    ray_address: str = Field(
        default="auto",
        validation_alias=AliasChoices("CHORUS_FINETUNING_RAY_ADDRESS", "CHORUS_RAY_ADDRESS", "RAY_ADDRESS"),
    )
    """The Ray cluster: ``host:port``, ``auto`` for the one on this machine, ``local`` for one of the service's own."""
    runs_url: str = ""
    """Folder or URL of Ray Train's checkpoints, reached by every worker. Empty: a folder in ``home``."""
    threads: int = Field(default=0, ge=0)
    """Threads of a worker's arithmetic; 0 means the cores of its machine."""
    checkpoint_steps: int = Field(default=50, ge=10, multiple_of=10)
    """Optimiser steps between the checkpoints of an adapter."""
    max_lora_rank: int = Field(default=MAX_RANK, ge=1, le=256)
    """The largest rank that is trained; not above what serving has room for."""

    verdict_required: bool = False
    """Whether revisions stay STAGED until an evaluation finds them fit. One that was found unfit is kept out in any case."""

    @property
    def base_config(self) -> BaseConfig:
        """The recipe of a built base that takes effect."""
        config = QUICK if self.base_preset is BasePreset.QUICK else STANDARD
        return replace(config, steps=self.base_steps) if self.base_steps else config

    @property
    def cache(self) -> Path:
        """Folder for what can be fetched or made again."""
        return self.home.absolute() / "cache" / self.service

    @property
    def places(self) -> Places:
        """Where runs on the cluster find and leave things."""
        runs = self.runs_url or str(self.home.absolute() / "runs")
        return Places(
            artifacts=self.artifacts,
            runs=runs,
            scratch=self.cache,
            threads=self.threads,
            checkpoint_steps=self.checkpoint_steps,
        )
