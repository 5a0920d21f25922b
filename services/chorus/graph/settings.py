"""Settings of the graph service, from ``CHORUS_GRAPH_…`` and ``CHORUS_…``."""

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from chorus.rpc.settings import Field, ServiceSettings


class GraphSettings(ServiceSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="CHORUS_GRAPH_")

    service: str = "graph"
    port: int = Field(default=50051, ge=0, le=65535)
    pseudonym_key: SecretStr = SecretStr("")
    """Key of the pseudonyms, 16 characters or more. Empty: ``pseudonym.key`` in ``home``, made on first use."""
    max_file_bytes: int = Field(default=16 * 2**30, gt=0)
    """Largest file that may be sent for import."""
    max_unpacked_bytes: int = Field(default=64 * 2**30, gt=0)
    """Largest size that a gzip file may unpack to."""
