"""A Parquet file."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import polars as pl
import pyarrow as pa
from pyarrow import parquet

from chorus.errors import UnreadableFile
from chorus.graph.compression import ReadLimits
from chorus.graph.dataset import ColumnMapping
from chorus.graph.mapping import MappedTable
from chorus.graph.source import Batch

MAGIC = b"PAR1"
ROWS_PER_BATCH = 20_000
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S%.6f"


class ParquetTable:
    """A source of posts. Its lines are its rows."""

    def __init__(self, file: BinaryIO, columns: ColumnMapping, limits: ReadLimits) -> None:
        self._file, self._columns, self._limits = file, columns, limits

    def __iter__(self) -> Iterator[Batch]:
        size = self._file.seek(0, io.SEEK_END)
        try:
            with parquet.ParquetFile(pa.PythonFile(self._file, mode="r")) as file:
                self._check(file)
                mapped = MappedTable.of(self._columns, file.schema_arrow.names)
                done = 0
                for batch in file.iter_batches(ROWS_PER_BATCH, columns=mapped.used):
                    frame = pl.DataFrame(batch).select(pl.all().map_batches(_as_text, pl.String()))
                    lines = pl.int_range(done + 1, done + 1 + len(frame), dtype=pl.Int64(), eager=True)
                    done += len(frame)
                    position = size * done // max(file.metadata.num_rows, 1)
                    yield Batch(mapped.rows(frame, lines), [], len(frame), 0, position)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableFile(f"the Parquet file is damaged ({type(error).__name__}); write it again") from None

    def _check(self, file: parquet.ParquetFile) -> None:
        metadata = file.metadata
        unpacked = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
        if unpacked > self._limits.max_unpacked_bytes:
            raise UnreadableFile(
                f"the file unpacks to {unpacked:,} bytes, more than the {self._limits.max_unpacked_bytes:,} allowed; "
                "split it, or have an operator raise the limits of imports"
            )


def _as_text(column: pl.Series) -> pl.Series:
    """Numbers and times as their sources write them; lists of texts joined by spaces; nothing for what is neither."""
    kind = column.dtype
    if kind == pl.String():
        return column
    if isinstance(kind, pl.Datetime):
        utc = column if kind.time_zone else column.dt.replace_time_zone("UTC")
        return utc.dt.convert_time_zone("UTC").dt.strftime(TIME_FORMAT) + "Z"
    if isinstance(kind, pl.List) and kind.inner == pl.String():
        return column.list.join(" ", ignore_nulls=True)
    if kind.is_float() and (column.drop_nulls() == column.drop_nulls().floor()).all():
        # Whole numbers with gaps: what pandas makes of ids where some are missing.
        return column.cast(pl.Int64(), strict=False).cast(pl.String())
    if kind.is_numeric() or isinstance(kind, pl.Categorical | pl.Enum | pl.Date):
        return column.cast(pl.String())
    return pl.Series(column.name, [None] * len(column), pl.String())
