"""A file of separated values with a header: commas, tabs, semicolons or bars, told by the header."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import polars as pl

from chorus.errors import EmptyFile, UnreadableFile
from chorus.graph.compression import Readable, ReadLimits, unpacked
from chorus.graph.dataset import ColumnMapping, RejectedLine
from chorus.graph.mapping import MappedTable
from chorus.graph.source import Batch

ROWS_PER_BATCH = 20_000
DELIMITERS = ",\t;|"
MAX_FIELD_LENGTH = 2**20
"""A quote that nobody closed swallows so much of the file, and no more."""

Numbered = tuple[int, list[str] | str]
"""Where a row begins, and the row, or what is wrong with it."""


class CsvTable:
    """A source of posts."""

    def __init__(self, file: BinaryIO, columns: ColumnMapping, limits: ReadLimits) -> None:
        self._file, self._columns, self._limits = file, columns, limits

    def __iter__(self) -> Iterator[Batch]:
        csv.field_size_limit(MAX_FIELD_LENGTH)
        with unpacked(self._file, self._limits) as stream:
            # What is no UTF-8 comes out as lone surrogates, by which such rows are told.
            text = io.TextIOWrapper(
                io.BufferedReader(_Raw(stream)), encoding="utf-8-sig", errors="surrogateescape", newline=""
            )
            first = text.readline(MAX_FIELD_LENGTH)
            delimiter = max(DELIMITERS, key=first.count)
            header = _header(first, delimiter)
            mapped = MappedTable.of(self._columns, header)
            rows = _rows(text, delimiter, len(header))
            while part := list(islice(rows, ROWS_PER_BATCH)):
                yield self._batch(part, header, mapped)

    def _batch(self, part: list[Numbered], header: list[str], mapped: MappedTable) -> Batch:
        rejected = [RejectedLine(line, row) for line, row in part if isinstance(row, str)]
        kept = [(line, row) for line, row in part if row and not isinstance(row, str)]
        schema = dict.fromkeys(header, pl.String())
        frame = pl.DataFrame([row for _, row in kept], schema=schema, orient="row")
        lines = pl.Series([line for line, _ in kept], dtype=pl.Int64())
        num_blank = len(part) - len(kept) - len(rejected)
        return Batch(mapped.rows(frame, lines), rejected, len(part), num_blank, self._file.tell())


class _Raw(io.RawIOBase):
    """What a text wrapper reads from."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _header(first: str, delimiter: str) -> list[str]:
    try:
        header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error as error:
        raise UnreadableFile(f"the first line is no header: {error}") from None
    if not any(header):
        raise EmptyFile("the file has no header; its first line should name the columns")
    if len(set(header)) < len(header):
        raise UnreadableFile("two columns have the same name; rename one of them")
    if not _is_text(header):
        raise UnreadableFile("the header is not UTF-8; save the table as UTF-8")
    return header


def _rows(text: Iterable[str], delimiter: str, num_columns: int) -> Iterator[Numbered]:
    """Every row after the header; blank ones are empty lists."""
    reader = csv.reader(text, delimiter=delimiter)
    while True:
        # The header was line 1.
        line = reader.line_num + 2
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not a row: {error}"
            continue
        if row and len(row) != num_columns:
            yield line, f"{len(row)} columns where the header has {num_columns}"
        elif not _is_text(row):
            yield line, "not UTF-8"
        else:
            yield line, row


def _is_text(row: list[str]) -> bool:
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        return False
    return True
