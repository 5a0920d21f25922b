"""API tokens: shown once, kept as a digest.

A token is ``chorus_<id>_<secret>``. The id is public and finds the record; the secret has 256 bits of chance, so that a plain
SHA-256 of it can be kept: there is nothing to guess.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from chorus.errors import InvalidArgument, NotFound
from chorus.gateway.access import Role
from chorus.storage.records import Records
from chorus.types.page import Page

COLLECTION = "tokens"
PREFIX = "chorus"
MAX_LABEL = 100
MAX_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token."""

    name: str = ""
    """``tokens/<id>``"""
    label: str = ""
    """Whose it is, for people."""
    role: Role = Role.READER
    secret_digest: str = ""
    """SHA-256 of the secret, hexadecimal."""
    create_time: datetime | None = None
    expire_time: datetime | None = None
    """None where it does not expire."""
    revoke_time: datetime | None = None

    def is_good(self, secret: str, now: datetime) -> bool:
        """Whether whoever has this secret may come in now."""
        known = hmac.compare_digest(self.secret_digest, _digest(secret))
        return known and self.revoke_time is None and (self.expire_time is None or now < self.expire_time)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made."""

    token: Token
    text: str
    """What its owner sends; nobody can tell it again."""

    def __repr__(self) -> str:
        return f"NewToken({self.token.name})"


class Tokens:
    """The tokens of an installation."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def create(self, label: str, role: Role, days: int) -> NewToken:
        """Make a token that is good for so many days; 0 for one that does not expire."""
        if not label.strip() or len(label) > MAX_LABEL or not label.isprintable():
            raise InvalidArgument(
                f"a token is named for its owner in 1 to {MAX_LABEL} printable characters", field="label"
            )
        if not 0 <= days <= MAX_DAYS:
            raise InvalidArgument(f"days must be 0 (never expires) to {MAX_DAYS}", field="days")
        now = datetime.now(UTC)
        id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        expires = now + timedelta(days=days) if days else None
        token = Token(f"{COLLECTION}/{id_}", label.strip(), role, _digest(secret), now, expires)
        await self._records.put(token)
        return NewToken(token, f"{PREFIX}_{id_}_{secret}")

    async def list(self, page_size: int = 500, page_token: str = "") -> Page[Token]:
        """Tokens, newest first."""
        return await self._records.list(Token, page_size=page_size, page_token=page_token)

    async def revoke(self, id_: str) -> Token:
        """Let a token open nothing from now on; ``NotFound`` if there is none of that id."""
        return await self._records.update(
            Token,
            f"{COLLECTION}/{id_.removeprefix(COLLECTION + '/')}",
            lambda was: replace(was, revoke_time=was.revoke_time or datetime.now(UTC)),
        )

    async def find(self, text: str) -> Token | None:
        """The token that a text names by its id, whether or not its secret is right."""
        parts = text.split("_", 2)
        if len(parts) != 3 or parts[0] != PREFIX:
            return None
        try:
            return await self._records.get(Token, f"{COLLECTION}/{parts[1]}")
        except NotFound:
            return None


def secret_of(text: str) -> str:
    """The secret in a token's text."""
    return text.split("_", 2)[-1]


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
