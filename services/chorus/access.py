"""How a client is let in: its token, whom it trusts, what it shows, and what it asks for."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from chorus.errors import InvalidArgument
from chorus.rpc.channel import Security
from chorus.rpc.tls import Identity


@dataclass(frozen=True, slots=True)
class Access:
    """What a client shows the gateway. Everything is optional on the machine that Chorus runs on."""

    token: str = field(default="", repr=False)
    """An API token (`chorus tokens create`) or a JWT."""
    purpose: str = ""
    """What one asks for; sensitive personas want to know, and it goes into the audit log."""
    tls_ca: Path | str | None = None
    """Authority of the gateway's certificate: a file, or ``system``. None: no TLS."""
    tls_certificate: Path | None = None
    """Shown to a gateway that asks for one."""
    tls_key: Path | None = None

    @classmethod
    def from_environment(cls, purpose: str = "") -> Self:
        """From ``CHORUS_TOKEN``, ``CHORUS_PURPOSE``, ``CHORUS_TLS_CA``, ``CHORUS_TLS_CERTIFICATE`` and ``CHORUS_TLS_KEY``."""
        said = {name: os.environ.get(f"CHORUS_{name}", "") for name in ("TLS_CERTIFICATE", "TLS_KEY")}
        return cls(
            os.environ.get("CHORUS_TOKEN", ""),
            purpose or os.environ.get("CHORUS_PURPOSE", ""),
            os.environ.get("CHORUS_TLS_CA") or None,
            *(Path(path) if path else None for path in said.values()),
        )

    @property
    def security(self) -> Security:
        """The same, for a channel."""
        if not (self.token.isascii() and self.token.isprintable()):
            raise InvalidArgument("the token is none of Chorus's: it holds characters that no token has", field="token")
        said: tuple[tuple[str, str | bytes], ...] = ()
        if self.token:
            said += (("authorization", f"Bearer {self.token}"),)
        if self.purpose:
            said += (("chorus-purpose-bin", self.purpose.encode()),)
        identity = Identity(self.tls_certificate, self.tls_key) if self.tls_certificate and self.tls_key else None
        if not said:
            return Security(self.tls_ca, identity)
        return Security(self.tls_ca, identity, lambda: said, is_secret=bool(self.token))
