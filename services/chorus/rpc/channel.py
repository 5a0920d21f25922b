"""Channels: the client's end of a connection."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import grpc

from chorus.errors import InsecureConnection
from chorus.rpc.client import Metadata
from chorus.rpc.tls import Identity, channel_credentials, is_loopback

MAX_MESSAGE_BYTES = 64 * 2**20

_RETRY_UNAVAILABLE = {
    "methodConfig": [
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 4,
                "initialBackoff": "0.2s",
                "maxBackoff": "2s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}
_OPTIONS: Sequence[tuple[str, Any]] = (
    ("grpc.service_config", json.dumps(_RETRY_UNAVAILABLE)),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    # A fresh connection soon after a service restarts, instead of gRPC's two minutes of growing patience.
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.use_local_subchannel_pool", 1),
)


def no_metadata() -> Metadata:
    """Nothing goes with calls."""
    return ()


@dataclass(frozen=True, slots=True)
class Security:
    """How a channel is made safe, and what goes with every call on it."""

    ca: Path | str | None = None
    """Whose certificates are trusted: a file, or ``system``. None: no TLS, for this machine alone."""
    identity: Identity | None = None
    """What is shown to servers that ask for a certificate (mTLS)."""
    metadata: Callable[[], Metadata] = field(default=no_metadata, repr=False)
    """Said anew with every call: tokens, purposes."""
    is_secret: bool = False
    """Whether the metadata holds a token, which goes to no other machine in the clear."""


PLAIN = Security()


def connect(address: str, security: Security = PLAIN) -> grpc.aio.Channel:
    """A channel to a service; calls that never reached it are tried again for about three seconds.

    ``InsecureConnection`` where a token would leave this machine in the clear.
    """
    if security.ca is not None:
        channel = grpc.aio.secure_channel(address, channel_credentials(security.ca, security.identity), _OPTIONS)
    elif security.is_secret and not _is_here(address):
        raise InsecureConnection(
            f"a token is not sent to {address} in the clear: set CHORUS_TLS_CA to the file of its authority, or to `system`"
        )
    else:
        channel = grpc.aio.insecure_channel(address, _OPTIONS)
    return channel if security.metadata is no_metadata else _Signed(channel, security.metadata)


def _is_here(address: str) -> bool:
    """Whether an address is on this machine."""
    return address.startswith("unix:") or is_loopback(address.rpartition("/")[2].rpartition(":")[0])


class _Signed(grpc.aio.Channel):
    """A channel with metadata of its own on every call. grpc.aio's interceptors do the same, at twice the time of a call."""

    def __init__(self, channel: grpc.aio.Channel, metadata: Callable[[], Metadata]) -> None:
        self._channel = channel
        self._metadata = metadata

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self, grace: float | None = None) -> None:
        await self._channel.close(grace)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:
        return self._channel.get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        await self._channel.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        await self._channel.channel_ready()

    def unary_unary(self, method: str, *how: Any, **named: Any) -> Any:
        return self._signed(self._channel.unary_unary(method, *how, **named))

    def unary_stream(self, method: str, *how: Any, **named: Any) -> Any:
        return self._signed(self._channel.unary_stream(method, *how, **named))

    def stream_unary(self, method: str, *how: Any, **named: Any) -> Any:
        return self._signed(self._channel.stream_unary(method, *how, **named))

    def stream_stream(self, method: str, *how: Any, **named: Any) -> Any:
        return self._signed(self._channel.stream_stream(method, *how, **named))

    def _signed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def signed(*request: Any, metadata: Metadata | None = None, **named: Any) -> Any:
            return call(*request, metadata=(*(metadata or ()), *self._metadata()), **named)

        return signed
