"""A table on its way: rows come in batches, wait on the disk, and are read back as one."""

from pathlib import Path

import polars as pl

ROWS_PER_PART = 100_000


class Spool:
    """A growing table of one schema, as Parquet files in a folder of its own."""

    def __init__(self, folder: Path, schema: pl.Schema) -> None:
        folder.mkdir()
        self.num_rows = 0
        self._folder, self._schema = folder, schema
        self._waiting: list[pl.DataFrame] = []
        self._num_waiting = self._num_parts = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Append rows."""
        self.num_rows += len(rows)
        self._num_waiting += len(rows)
        self._waiting.append(rows)
        if self._num_waiting >= ROWS_PER_PART:
            self._write()

    def scan(self) -> pl.LazyFrame:
        """All rows so far, in order."""
        self._write()
        if not self._num_parts:
            return pl.LazyFrame(schema=self._schema)
        return pl.scan_parquet(self._folder / "*.parquet", schema=self._schema)

    def _write(self) -> None:
        if self._num_waiting:
            # Scans read the parts in the order of their names.
            path = self._folder / f"{self._num_parts:08}.parquet"
            pl.concat(self._waiting).write_parquet(path, compression="lz4")
            self._waiting, self._num_waiting = [], 0
            self._num_parts += 1
