"""Records: the resources of one service, in SQLite or PostgreSQL.

A record is a frozen dataclass with a ``name`` and a ``create_time``, stored as one JSON document beside the columns that lists
are made by. Each service has a database of its own.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from sqlalchemy import ForeignKey, String, create_engine, event, make_url, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from chorus.errors import InvalidArgument, NotFound
from chorus.storage.migrate import migrate
from chorus.types.page import MAX_PAGE_SIZE, Page


class Named(Protocol):
    """What a value needs to be a record."""

    @property
    def name(self) -> str:
        """Resource name, unique in the database."""
        ...

    @property
    def create_time(self) -> datetime | None:
        """When it was made."""
        ...


R = TypeVar("R", bound=Named)


class Base(DeclarativeBase):
    """Tables of every service's database."""


class Document(Base):
    """One record."""

    __tablename__ = "documents"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """Order of writing; pages of a list stand on it."""
    kind: Mapped[str] = mapped_column(String(64), index=True)
    """Class of the value."""
    name: Mapped[str] = mapped_column(String(255), unique=True)
    parent: Mapped[str] = mapped_column(String(255), index=True, default="")
    """What lists are narrowed by, for example the partition of a community."""
    body: Mapped[str]
    """The value as JSON."""


class Alias(Base):
    """A name that points at a record, for example ``base-models/active``."""

    __tablename__ = "aliases"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    target: Mapped[str] = mapped_column(ForeignKey("documents.name"))


class Records:
    """The records of one service. Every method is atomic."""

    def __init__(self, url: str) -> None:
        """Open the database at a SQLAlchemy URL and bring its tables up to date."""
        self._engine = open_database(url)
        self._session = sessionmaker(self._engine)

    async def put(self, value: Named, parent: str = "") -> None:
        """Write a record; one of the same name is replaced."""
        await self.put_all([value], parent)

    async def put_all(self, values: Sequence[Named], parent: str = "") -> None:
        """Write several records in one transaction."""
        await asyncio.to_thread(self._put_all, values, parent)

    async def get(self, kind: type[R], name: str) -> R:
        """The record of that name, or of the alias of that name; ``NotFound`` if there is none."""
        return await asyncio.to_thread(self._get, kind, name)

    async def list(self, kind: type[R], *, parent: str = "", page_size: int = 50, page_token: str = "") -> Page[R]:
        """Records of a kind, newest first."""
        return await asyncio.to_thread(self._list, kind, parent, page_size, page_token)

    async def update(self, kind: type[R], name: str, change: Callable[[R], R]) -> R:
        """Replace a record by what ``change`` makes of it; nobody else writes it meanwhile."""
        return await asyncio.to_thread(self._update, kind, name, change)

    async def change(self, kind: type[R], parent: str, change: Callable[[tuple[R, ...]], Sequence[R]]) -> tuple[R, ...]:
        """Write what ``change`` makes of all records of a kind and parent, newest first; nobody else writes them meanwhile.

        It returns those to write, new ones among them; none are written if it raises. They are the result.
        """
        return await asyncio.to_thread(self._change, kind, parent, change)

    async def point(self, alias: str, target: str) -> None:
        """Make an alias name another record from now on."""
        await asyncio.to_thread(self._point, alias, target)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _put_all(self, values: Sequence[Named], parent: str) -> None:
        with self._session.begin() as session:
            _write(session, values, parent)

    def _get(self, kind: type[R], name: str) -> R:
        with self._session() as session:
            return _load(_require(session, kind, name), kind)

    def _list(self, kind: type[R], parent: str, page_size: int, page_token: str) -> Page[R]:
        if page_size < 0:
            raise InvalidArgument("page_size must be 0, which means 50, or more", field="page_size")
        limit = min(page_size or 50, MAX_PAGE_SIZE)
        query = select(Document).where(Document.kind == kind.__name__).order_by(Document.sequence.desc())
        if parent:
            query = query.where(Document.parent == parent)
        if page_token:
            query = query.where(Document.sequence < _sequence(page_token))
        with self._session() as session:
            rows = session.scalars(query.limit(limit + 1)).all()
            items = tuple(_load(row, kind) for row in rows[:limit])
        return Page(items, str(rows[limit - 1].sequence) if len(rows) > limit else "")

    def _update(self, kind: type[R], name: str, change: Callable[[R], R]) -> R:
        with self._session.begin() as session:
            row = _require(session, kind, name, lock=True)
            value = change(_load(row, kind))
            row.body = _dump(value)
        return value

    def _change(self, kind: type[R], parent: str, change: Callable[[tuple[R, ...]], Sequence[R]]) -> tuple[R, ...]:
        query = select(Document).where(Document.kind == kind.__name__, Document.parent == parent)
        with self._session.begin() as session:
            rows = session.scalars(query.order_by(Document.sequence.desc()).with_for_update()).all()
            changed = tuple(change(tuple(_load(row, kind) for row in rows)))
            _write(session, changed, parent)
        return changed

    def _point(self, alias: str, target: str) -> None:
        with self._session.begin() as session:
            session.merge(Alias(name=alias, target=target))


def open_database(url: str) -> Engine:
    """The database at a SQLAlchemy URL, its tables brought up to date."""
    _make_folder(url)
    migrate(url)
    engine = _open(url)
    # A new SQLite file gets its write-ahead log here, before two connections at once can want it: SQLite lets neither wait.
    engine.connect().close()
    return engine


def _make_folder(url: str) -> None:
    location = make_url(url)
    if location.get_backend_name() == "sqlite" and location.database:
        Path(location.database).parent.mkdir(parents=True, exist_ok=True)


def _open(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        # Readers see a consistent state and writers queue up instead of failing half-way through a transaction.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _tune_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write(session: Session, values: Sequence[Named], parent: str) -> None:
    for value in values:
        row = _find(session, value.name) or Document(name=value.name)
        row.kind, row.parent, row.body = type(value).__name__, parent, _dump(value)
        session.add(row)


def _find(session: Session, name: str, *, lock: bool = False) -> Document | None:
    alias = session.get(Alias, name)
    query = select(Document).where(Document.name == (alias.target if alias else name))
    return session.scalar(query.with_for_update() if lock else query)


def _require(session: Session, kind: type[R], name: str, *, lock: bool = False) -> Document:
    row = _find(session, name, lock=lock)
    if row is None or row.kind != kind.__name__:
        raise NotFound(f"there is no {name[:200]!r}", field="name")
    return row


def _dump(value: Named) -> str:
    return msgspec.json.encode(value).decode()


def _load(row: Document, kind: type[R]) -> R:
    return msgspec.json.decode(row.body, type=kind)


def _sequence(page_token: str) -> int:
    if not page_token.isdecimal() or len(page_token) > 18:
        raise InvalidArgument(
            "page_token is not one that a list gave; leave it empty to start over", field="page_token"
        )
    return int(page_token)
