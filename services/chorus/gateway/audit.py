"""The audit log: who asked whom for what, in a chain that nobody can change unseen.

Prompts are kept as digests, answers and credentials not at all.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from chorus.storage.chain import Chain, Link, Verified, verify


@dataclass(frozen=True, slots=True)
class AuditedReceipt:
    """Which weights answered."""

    persona: str = ""
    revision: str = ""
    base_model_digest: str = ""
    prompt_digest: str = ""
    """Of the tokens that the engine was given."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log."""

    time: datetime
    method: str
    code: str
    """Of gRPC; BEGUN for a stream before its first answer."""
    caller: str = ""
    """Id of the token, or subject of the JWT."""
    caller_name: str = ""
    role: str = ""
    purpose: str = ""
    personas: tuple[str, ...] = ()
    prompt_digests: tuple[str, ...] = ()
    """SHA-256 of each prompt as it was sent, hexadecimal."""
    receipts: tuple[AuditedReceipt, ...] = ()
    job: str = ""
    resources: tuple[str, ...] = ()
    """What an operator acts on: the names in the request."""


class AuditLog:
    """Writes and reads entries."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    async def record(self, entry: AuditEntry) -> None:
        """Add an entry."""
        await self._chain.append(msgspec.json.encode(entry, order="deterministic").decode())

    async def newest(self, number: int, before: int = 0) -> tuple[tuple[Link, AuditEntry], ...]:
        """Entries with their links, newest first."""
        return tuple((link, entry_of(link)) for link in await self._chain.newest(number, before))

    def verify(self, expected: str = "") -> Verified:
        """Walk the whole chain; ``expected`` is a digest to look for on the way."""
        return verify(self._chain.links(), expected)


def entry_of(link: Link) -> AuditEntry:
    """The entry in a link."""
    return msgspec.json.decode(link.body, type=AuditEntry)
