"""The tables behind datasets and partitions, and their form at rest: Parquet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

TIME = pl.Datetime("us", "UTC")

POSTS = pl.Schema(
    {
        "id": pl.String(),
        "author": pl.String(),
        "text": pl.String(),
        "create_time": TIME,
        "language": pl.String(),
        "label": pl.String(),
    }
)
"""Posts of authors' own. Language and label are empty where the source states none."""

REPOSTS = pl.Schema(
    {
        "id": pl.String(),
        "author": pl.String(),
        "original_id": pl.String(),
        "original_author": pl.String(),
        "create_time": TIME,
    }
)
"""Who reposted whom, and when. Original id and author are empty where the source does not give them."""

SHARES = pl.Schema({"author": pl.String(), "label": pl.String(), "link": pl.String(), "create_time": TIME})
"""Who shared which link, and when; links are hashed with the key of the pseudonyms. Author or label is empty where unknown."""

REJECTED = pl.Schema({"line": pl.Int64(), "reason": pl.String()})
"""Records set aside, in the order of the file."""

MEMBERS = pl.Schema({"member": pl.String(), "community": pl.Int32()})
"""Communities are numbered from the largest, those that were not kept included."""

TIES = pl.Schema({"left": pl.Int32(), "right": pl.Int32(), "weight": pl.Float64()})
"""Members by their row in the table of members, left < right."""

COUNTS = pl.Schema({"term": pl.String(), "community": pl.Int32(), "num_posts": pl.UInt32(), "num_authors": pl.UInt32()})
"""In how many posts, and by how many authors, of a community a term or #hashtag is used; -1 stands for everybody in none that was
kept."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What a dataset holds."""

    posts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=POSTS))
    reposts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REPOSTS))
    shares: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SHARES))


def to_parquet(table: pl.DataFrame) -> bytes:
    """The table as bytes; equal tables give equal bytes."""
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet(data: bytes, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The table in those bytes, or some columns of it."""
    return pl.read_parquet(io.BytesIO(data), columns=list(columns) if columns is not None else None)
