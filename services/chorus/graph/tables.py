"""The tables behind datasets and partitions, and their form at rest: Parquet."""

import io
from collections.abc import Sequence

import polars as pl

POSTS = pl.Schema(
    {
        "id": pl.String(),
        "author": pl.String(),
        "text": pl.String(),
        "create_time": pl.Datetime("us", "UTC"),
        "language": pl.String(),
    }
)
"""Posts of authors' own."""

REPOSTS = pl.Schema(
    {
        "id": pl.String(),
        "author": pl.String(),
        "original_id": pl.String(),
        "original_author": pl.String(),
        "create_time": pl.Datetime("us", "UTC"),
    }
)
"""Who reposted whom, and when. Original id and author are empty where the source does not give them."""

MEMBERS = pl.Schema({"author": pl.String(), "community": pl.Int32()})
"""Communities are numbered from the largest, those that were not kept included."""

TIES = pl.Schema({"left": pl.Int32(), "right": pl.Int32(), "weight": pl.Float64()})
"""Authors by their row in the table of members, left < right."""


def to_parquet(table: pl.DataFrame) -> bytes:
    """The table as bytes; equal tables give equal bytes."""
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet(data: bytes, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The table in those bytes, or some columns of it."""
    return pl.read_parquet(io.BytesIO(data), columns=list(columns) if columns is not None else None)
