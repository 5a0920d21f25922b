"""Settings of the graph service, from ``CHORUS_GRAPH_…`` and ``CHORUS_…``."""

from typing import Annotated

from pydantic import SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from chorus.rpc.settings import Field, ServiceSettings


class GraphSettings(ServiceSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="CHORUS_GRAPH_")

    service: str = "graph"
    port: int = Field(default=50051, ge=0, le=65535)
    pseudonym_key: SecretStr = SecretStr("")
    """Key of the pseudonyms, 16 characters or more. Empty: ``pseudonym.key`` in ``home``, made on first use."""
    import_roots: Annotated[tuple[str, ...], NoDecode] = ()
    """Folders, and beginnings of URLs such as ``s3://bucket/posts``, that files may be imported from; apart by commas."""
    min_persona_authors: int = Field(default=50, ge=1)
    """Of a community with fewer authors no persona may be made."""
    max_file_bytes: int = Field(default=16 * 2**30, gt=0)
    """Largest file that may be imported."""
    max_unpacked_bytes: int = Field(default=64 * 2**30, gt=0)
    """Largest size that a packed file may unpack to."""
    max_processes: int = Field(default=2, ge=1)
    """Imports, detections, sweeps and drawings that run at once, each in a process of its own."""

    @field_validator("import_roots", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value
