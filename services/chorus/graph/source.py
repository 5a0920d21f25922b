"""A source of posts: whatever can say, record by record, who posted or reposted what.

Files are sources; a collector for a live platform would be another. A source says what its records hold and leaves to
``cleaning`` what all sources have in common: checks, times, masks, pseudonyms. What it yields has raw names in it, and is
never stored or logged.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import polars as pl

from chorus.graph.dataset import RejectedLine


class Row(NamedTuple):
    """One record as its source states it; None where it states nothing."""

    line: int
    """Counted from 1; of a table, the row."""
    id: str | None = None
    author: str | None = None
    """The platform's id of the account, or its name where there is no id."""
    author_name: str | None = None
    """The account's name, by which ``RT @name:`` finds it."""
    text: str | None = None
    """Of a repost, that of the post it shares, where the source has it."""
    created_at: str | None = None
    """ISO 8601, Twitter's own form, or seconds or milliseconds since 1970."""
    language: str | None = None
    label: str | None = None
    links: str | None = None
    """URLs apart by spaces."""
    is_repost: bool = False
    original_id: str | None = None
    original_author: str | None = None
    original_name: str | None = None


ROWS = pl.Schema({name: pl.String() for name in Row._fields} | {"line": pl.Int64(), "is_repost": pl.Boolean()})
"""A table of ``Row``."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records, in the order of the source."""

    rows: pl.DataFrame
    """``ROWS``."""
    rejected: list[RejectedLine] = field(default_factory=list)
    """What could not be read as a record at all."""
    num_lines: int = 0
    num_blank: int = 0
    position: int = 0
    """How far the source has been read, in bytes of the file as it lies."""


class Source(Protocol):
    """Where posts come from."""

    def __iter__(self) -> Iterator[Batch]:
        """Batches of some ten thousand records; raises ``UnreadableFile`` where nothing can be read any more."""
        ...


def table(rows: list[Row]) -> pl.DataFrame:
    """Rows as a table of ``ROWS``."""
    columns = zip(*rows, strict=True) if rows else [[] for _ in Row._fields]
    series = [pl.Series(name, column, ROWS[name]) for name, column in zip(Row._fields, columns, strict=True)]
    return pl.DataFrame(series)
