"""The settings that every service has.

Each service reads ``CHORUS_<SERVICE>_<NAME>`` and, for what all services share, ``CHORUS_<NAME>``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from chorus.errors import UnsafeBinding
from chorus.rpc.channel import MAX_MESSAGE_BYTES, Security, no_metadata
from chorus.rpc.client import Metadata
from chorus.rpc.service_token import ServiceGuard, ServiceTokens, read_service_key
from chorus.rpc.tls import Identity, is_loopback

__all__ = ["AliasChoices", "Field", "ServiceSettings"]

SHARED_PREFIX = "CHORUS_"


class ServiceSettings(BaseSettings):
    """Settings common to all services. Subclasses set ``env_prefix``, ``service`` and a default ``port``."""

    model_config = SettingsConfigDict(env_prefix=SHARED_PREFIX, frozen=True, extra="ignore")

    service: str = ""
    """The service's name: ``graph``, ``finetuning``, ``serving``, ``evaluation`` or ``gateway``."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=0, ge=0, le=65535)
    """Port of the gRPC server; metrics are on ``port`` + 1000. 0 takes any free port and serves no metrics."""
    home: Path = Path(".chorus")
    """Folder for everything that is kept, where no URL says otherwise."""
    database_url: str = ""
    """SQLAlchemy URL of the service's records and jobs. Empty: SQLite in ``home``."""
    artifacts_url: str = ""
    """fsspec URL of the artifact store, shared by all services. Empty: a folder in ``home``."""
    graph_address: str = "127.0.0.1:50051"
    finetuning_address: str = "127.0.0.1:50052"
    serving_address: str = "127.0.0.1:50053"
    evaluation_address: str = "127.0.0.1:50054"
    tls_certificate: Path | None = None
    """Certificate chain as PEM that the server shows, and clients that are asked for one."""
    tls_key: Path | None = None
    """Its private key."""
    tls_client_ca: Path | None = None
    """Authority whose certificates clients must show (mTLS)."""
    tls_ca: Path | None = None
    """Authority that is trusted when this service calls others; ``system`` for those of the machine. Empty: no TLS."""
    service_key_file: Path | None = None
    """Key that the services share, with which each proves to the others which one it is."""
    drain_seconds: float = Field(default=10.0, ge=0)
    """Time that running calls get to finish after SIGTERM."""
    max_call_seconds: float = Field(default=600.0, gt=0)
    """No call runs longer, whatever deadline it came with; streams that watch jobs are reopened by their clients."""
    max_request_bytes: int = Field(default=MAX_MESSAGE_BYTES, ge=2**16)
    """Largest message that is taken; larger ones are RESOURCE_EXHAUSTED. Files come in streams of smaller ones."""
    log_level: str = "INFO"

    @property
    def database(self) -> str:
        """The database URL that takes effect."""
        return self.database_url or f"sqlite:///{self.home.absolute() / self.service}.sqlite"

    @property
    def artifacts(self) -> str:
        """The artifact store's URL that takes effect."""
        return self.artifacts_url or str(self.home.absolute() / "artifacts")

    @property
    def metrics_port(self) -> int:
        """Port of the Prometheus metrics; 0 where none are served."""
        return self.port + 1000 if self.port else 0

    @property
    def identity(self) -> Identity | None:
        """The certificate that is shown, where there is one."""
        if self.tls_certificate is None or self.tls_key is None:
            return None
        return Identity(self.tls_certificate, self.tls_key)

    def outgoing(self) -> Security:
        """How this service calls the others, serving aside."""
        return Security(self.tls_ca, self.identity, self._metadata())

    def outgoing_to_serving(self) -> Security:
        """How this service calls serving: Ray Serve's proxy has no TLS, so that what carries these calls must be safe."""
        return Security(metadata=self._metadata())

    def _metadata(self) -> Callable[[], Metadata]:
        if self.service_key_file is None:
            return no_metadata
        return ServiceTokens(read_service_key(self.service_key_file), self.service).metadata

    def guard(self, *allowed: str) -> ServiceGuard | None:
        """Who may call this service: these others; everybody on this machine where there is no key."""
        return ServiceGuard(read_service_key(self.service_key_file), allowed) if self.service_key_file else None

    def lacks(self) -> tuple[str, ...]:
        """What is missing for an address that other machines reach."""
        tls = ("CHORUS_TLS_CERTIFICATE and CHORUS_TLS_KEY",) if self.identity is None else ()
        known = self.service_key_file or self.tls_client_ca
        return (*tls, *(() if known else ("CHORUS_SERVICE_KEY_FILE or CHORUS_TLS_CLIENT_CA",)))

    @field_validator("tls_certificate", "tls_key", "tls_client_ca", "tls_ca", "service_key_file", mode="before")
    @classmethod
    def _empty_path_is_none(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _refuse_unsafe_binding(self) -> Self:
        missing = () if is_loopback(self.host) else self.lacks()
        if missing:
            raise UnsafeBinding(
                f"refusing to listen on {self.host}: beyond loopback the {self.service or 'service'} needs TLS and to know who "
                f"calls; set {', and '.join(missing)}, or listen on 127.0.0.1"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """A service's own variable goes before the shared one."""
        return init_settings, env_settings, _SharedSource(settings_cls)


class _SharedSource(EnvSettingsSource):
    """``CHORUS_<NAME>`` for every field but those that differ from service to service."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls, env_prefix=SHARED_PREFIX)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[object, str, bool]:
        if field_name in {"service", "port", "database_url"}:
            return None, field_name, False
        return super().get_field_value(field, field_name)
