"""Settings of the evaluation service, from ``CHORUS_EVALUATION_…`` and ``CHORUS_…``."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from chorus.rpc.settings import Field, ServiceSettings


class EvaluationSettings(ServiceSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="CHORUS_EVALUATION_")

    service: str = "evaluation"
    port: int = Field(default=50054, ge=0, le=65535)
    models: Path | None = None
    """Folder of classifiers and encoders that evaluations may name; looked through before any hub."""
    policy: Path | None = None
    """YAML file of thresholds, and of the findings that keep a revision from becoming ACTIVE; what it does not say is default."""
