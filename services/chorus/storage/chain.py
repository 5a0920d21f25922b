"""A chain: a log that is only ever added to, and that shows when somebody changed it.

Every link has the SHA-256 of the link before it and of its own body. Whoever changes, removes or moves a link breaks every digest
after it; whoever cuts the end off is found out by a digest that was noted elsewhere. Two writers cannot fork it: a link is
followed by one link only.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import String, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, sessionmaker
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random

from chorus.storage.records import Base, open_database

START = "0" * 64
"""What stands for the link before the first."""
PAGE = 500


class _Row(Base):
    """One link."""

    __tablename__ = "links"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[str]


# Made once: every answer of the gateway waits for its link, and to put the statements together took longer than to run them.
_HEAD = select(_Row.digest).order_by(_Row.sequence.desc()).limit(1)
_ADD = insert(_Row).returning(_Row.sequence)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a chain."""

    sequence: int
    previous: str
    """Digest of the link before it."""
    digest: str
    body: str

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was written."""
        return self.digest == digest_of(self.previous, self.body)


class Chain:
    """The chain of one service's database. Every method is atomic."""

    def __init__(self, url: str) -> None:
        """Open the database at a SQLAlchemy URL and bring its tables up to date."""
        self._engine = open_database(url)
        self._session = sessionmaker(self._engine)
        self._turn = asyncio.Lock()

    async def append(self, body: str) -> Link:
        """Add a link."""
        # One after another here: SQLite lets whoever has to wait for another writer sleep far longer than that one takes.
        async with self._turn:
            return await asyncio.to_thread(self._append, body)

    async def newest(self, number: int, before: int = 0) -> tuple[Link, ...]:
        """Links, newest first; with ``before``, those of a lower sequence number."""
        return await asyncio.to_thread(self._newest, number, before)

    def links(self) -> Iterator[Link]:
        """All links, oldest first, page by page."""
        last = 0
        while page := self._page(last):
            yield from page
            last = page[-1].sequence

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @retry(
        retry=retry_if_exception_type(IntegrityError),
        stop=stop_after_attempt(20),
        wait=wait_random(0, 0.05),
        reraise=True,
    )
    def _append(self, body: str) -> Link:
        with self._engine.begin() as connection:
            previous = connection.scalar(_HEAD) or START
            digest = digest_of(previous, body)
            sequence = connection.execute(_ADD, {"previous": previous, "digest": digest, "body": body}).scalar_one()
            return Link(sequence, previous, digest, body)

    def _newest(self, number: int, before: int) -> tuple[Link, ...]:
        query = select(_Row).order_by(_Row.sequence.desc()).limit(number)
        with self._session() as session:
            return tuple(
                _link(row) for row in session.scalars(query.where(_Row.sequence < before) if before else query)
            )

    def _page(self, after: int) -> tuple[Link, ...]:
        query = select(_Row).where(_Row.sequence > after).order_by(_Row.sequence).limit(PAGE)
        with self._session() as session:
            return tuple(_link(row) for row in session.scalars(query))


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of walking a chain."""

    num_links: int = 0
    """That are whole and follow one another, from the first."""
    head: str = START
    """Digest of the last of them."""
    broken: int | None = None
    """Sequence number of the first link that is not; None where all are."""
    holds_expected: bool = False
    """Whether one of them has the digest that was expected."""


def verify(links: Iterable[Link], expected: str = "") -> Verified:
    """Walk a chain from its first link to its last, or to the first that is broken; ``expected`` is a digest to look for."""
    head, number, found = START, 0, False
    for link in links:
        if link.previous != head or not link.is_whole:
            return Verified(number, head, link.sequence, found)
        head, number = link.digest, number + 1
        found = found or link.digest == expected
    return Verified(number, head, None, found)


def digest_of(previous: str, body: str) -> str:
    """SHA-256 of the digest before and the body, hexadecimal."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def _link(row: _Row) -> Link:
    return Link(row.sequence, row.previous, row.digest, row.body)
