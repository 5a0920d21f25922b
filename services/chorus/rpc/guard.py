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


class Guard(Protocol):
    """Admits calls, or does not."""

    async def admit(self, method: str, credentials: Credentials) -> Caller:
        """Who calls ``/<service>/<method>``.

        ``Unauthenticated``, ``PermissionDenied`` or ``ResourceExhausted`` where the call is not admitted.
        """
        ...


class OpenDoor:
    """Admits everybody: for servers that only this machine reaches."""

    async def admit(self, method: str, credentials: Credentials) -> Caller:
        """Anybody."""
        return ANYBODY
