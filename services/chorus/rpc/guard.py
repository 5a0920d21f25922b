"""Who may call: every server has a guard, which is asked before a call is answered."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Credentials: TypeAlias = Mapping[str, str | bytes]
"""A call's metadata; of keys that come twice the last counts."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls."""

    id: str = ""
    """Of the token, or the subject of the JWT; empty for whoever reaches a server that asks nobody."""
    name: str = ""
    """For people."""
    role: str = ""


ANYBODY = Caller()
CALLER: ContextVar[Caller] = ContextVar("chorus_caller", default=ANYBODY)
"""Who made the call that is being answered."""


class Attendance(Protocol):
    """Told of what comes of one call."""

    async def answers(self, response: object) -> None:
        """Before a response goes out: a message, or bytes where it is passed on unread. It does not go out if this raises."""
        ...

    async def ended(self, code: str) -> None:
        """After the last one, by the name of the gRPC code."""
        ...


class Guard(Protocol):
    """Admits calls, or does not, and attends to those it admits."""

    async def admit(self, method: str, credentials: Credentials, peer: str) -> Caller:
        """Who calls ``/<service>/<method>`` from ``peer``, an address as gRPC writes it.

        ``Unauthenticated``, ``PermissionDenied`` or ``ResourceExhausted`` where the call is not admitted.
        """
        ...

    async def attend(self, method: str, caller: Caller, credentials: Credentials, request: object) -> Attendance | None:
        """What the call asks for, once it is read: a message, bytes, or None where the method takes a stream.

        It may be refused still. None where nobody needs to know what comes of it.
        """
        ...


class OpenDoor:
    """Admits everybody: for servers that only this machine reaches."""

    async def admit(self, method: str, credentials: Credentials, peer: str) -> Caller:
        """Anybody."""
        return ANYBODY

    async def attend(self, method: str, caller: Caller, credentials: Credentials, request: object) -> Attendance | None:
        """Nobody needs to know."""
        return None
