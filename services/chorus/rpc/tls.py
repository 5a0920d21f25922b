"""TLS of servers and channels: certificates as files, checked before anything listens or connects."""

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import grpc

from chorus.errors import InvalidCertificate

SYSTEM = "system"
"""In place of a CA's file: the authorities that this machine trusts."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key."""

    certificate: Path
    key: Path

    def read(self) -> tuple[bytes, bytes]:
        """Key and certificate chain as PEM; ``InvalidCertificate`` naming the files where they are none or do not fit."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key)
            return self.key.read_bytes(), self.certificate.read_bytes()
        except (OSError, ssl.SSLError) as error:
            raise InvalidCertificate(
                f"CHORUS_TLS_CERTIFICATE {self.certificate} and CHORUS_TLS_KEY {self.key} are no certificate with its key: "
                f"{error}"
            ) from None


def server_credentials(identity: Identity, client_ca: Path | None) -> grpc.ServerCredentials:
    """A server's end; with ``client_ca`` clients must show a certificate of that authority (mTLS)."""
    ca = _authority(client_ca, "CHORUS_TLS_CLIENT_CA") if client_ca else None
    return grpc.ssl_server_credentials([identity.read()], ca, require_client_auth=ca is not None)


def channel_credentials(ca: Path | str, identity: Identity | None) -> grpc.ChannelCredentials:
    """A client's end: whom it trusts, and what it shows where it is asked to."""
    trusted = None if str(ca) == SYSTEM else _authority(Path(ca), "CHORUS_TLS_CA")
    key, certificate = identity.read() if identity else (None, None)
    return grpc.ssl_channel_credentials(trusted, key, certificate)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "[::1]", "0.0.0.0", "chorus.example.org")]
    [True, True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _authority(path: Path, setting: str) -> bytes:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        return path.read_bytes()
    except (OSError, ssl.SSLError) as error:
        raise InvalidCertificate(f"{setting} {path} holds no certificate of an authority: {error}") from None
