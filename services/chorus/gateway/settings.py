"""Settings of the gateway, from ``CHORUS_GATEWAY_…`` and ``CHORUS_…``."""

from pathlib import Path
from typing import Literal

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict

from chorus.rpc.settings import Field, ServiceSettings


class GatewaySettings(ServiceSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="CHORUS_GATEWAY_")

    service: str = "gateway"
    port: int = Field(default=50050, ge=0, le=65535)
    concurrency: int = Field(default=6, ge=1, le=256)
    """Items of a screening that are being answered at once."""
    patience_seconds: float = Field(default=180.0, ge=0)
    """How long a screening waits for an engine that is full or away before it fails."""
    poll_seconds: float = Field(default=2.0, gt=0)
    """Time between looks at serving, for the gateway's own health."""
    instruments: Path | None = None
    """Folder of instruments in YAML beside the bundled ones; one with the name of a bundled one takes its place."""

    authentication: Literal["off", "required"] = "off"
    """Whether callers must show a token; off is for a gateway that only this machine reaches."""
    jwt_key_file: Path | None = None
    """Public key as PEM, or JWKS, of whoever signs JWTs; none are believed without it."""
    jwt_issuer: str = ""
    """The ``iss`` that JWTs must have; empty for any."""
    jwt_audience: str = "chorus"
    """The ``aud`` that they must have."""
    calls_per_minute: int = Field(default=0, ge=0)
    """Of one caller; 0 is no limit."""
    answers_per_day: int = Field(default=0, ge=0)
    """Of one caller; 0 is no limit."""
    refusals_per_minute: int = Field(default=60, ge=0)
    """Of one caller, or of one address where nobody knows who it is: so many are said why and logged; 0 is no limit."""
    quota_storage: str = "memory://"
    """Where quotas are counted, by a URL of ``limits``; gateways that stand side by side share one."""
    max_request_bytes: int = Field(default=16 * 2**20, ge=2**16)

    def lacks(self) -> tuple[str, ...]:
        """What is missing for an address that other machines reach."""
        tls = ("CHORUS_TLS_CERTIFICATE and CHORUS_TLS_KEY",) if self.identity is None else ()
        return (*tls, *(() if self.authentication == "required" else ("CHORUS_GATEWAY_AUTHENTICATION=required",)))

    @field_validator("instruments", "jwt_key_file", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None
