"""A file with one JSON value per line.

In two speeds: lines are decoded by the group, and one by one only where a group has a line that is no record, for its number and
what is wrong with it. Blocks of a large file are read in another process, ahead of whoever cleans them.
"""

import io
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import msgspec

from chorus.graph.ahead import ahead
from chorus.graph.compression import ReadLimits, unpacked
from chorus.graph.dataset import ColumnMapping, RejectedLine
from chorus.graph.json_records import Malformed, Record, decode, decoder, row, rows
from chorus.graph.lines import BLOCK_BYTES, read_blocks
from chorus.graph.mapping import MappedRecords
from chorus.graph.source import Batch, Row, table

LINES_PER_GROUP = 64
MAX_INLINE_BYTES = 2 * BLOCK_BYTES
"""A file that packs more, even if it unpacks to many times as much, is worth another process."""


class JsonLines:
    """A source of posts."""

    def __init__(
        self, file: BinaryIO, columns: ColumnMapping, limits: ReadLimits, max_inline_bytes: int = MAX_INLINE_BYTES
    ) -> None:
        self._file, self._limits, self._columns = file, limits, columns
        self._max_inline_bytes = max_inline_bytes

    def __iter__(self) -> Iterator[Batch]:
        is_large = self._file.seek(0, io.SEEK_END) > self._max_inline_bytes
        read = partial(read_block, columns=self._columns, max_line_bytes=self._limits.max_line_bytes)
        with unpacked(self._file, self._limits) as stream:
            blocks = self._numbered(read_blocks(stream, self._limits.max_line_bytes))
            yield from ahead(read, blocks) if is_large else map(read, blocks)

    def _numbered(self, blocks: Iterator[bytes]) -> "Iterator[Block]":
        line = 1
        for block in blocks:
            yield line, block, self._file.tell()
            line += block.count(b"\n")


Block = tuple[int, bytes, int]
"""The number of its first line, its bytes, and how far the file has been read."""


def read_block(block: Block, columns: ColumnMapping, max_line_bytes: int) -> Batch:
    """What the lines of a block hold."""
    first, data, position = block
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    reader = _Reader(MappedRecords(columns) if columns != ColumnMapping() else None, max_line_bytes)
    for begin in range(0, len(lines), LINES_PER_GROUP):
        reader.read(first + begin, lines[begin : begin + LINES_PER_GROUP])
    return Batch(table(reader.rows), reader.rejected, len(lines), reader.num_blank, position)


class _Reader:
    """Reads group after group of lines."""

    def __init__(self, mapped: MappedRecords | None, max_line_bytes: int) -> None:
        self.rows: list[Row] = []
        self.rejected: list[RejectedLine] = []
        self.num_blank = 0
        self._mapped, self._max_line_bytes = mapped, max_line_bytes

    def read(self, first: int, lines: list[bytes]) -> None:
        """Read a group whose first line has that number."""
        records = _decode_all(lines) if self._mapped is None else None
        if records is not None:
            self.rows += [row(number, record) for number, record in enumerate(records, first)]
            return
        for number, line in enumerate(lines, first):
            if not line.strip():
                self.num_blank += 1
            elif len(line) > self._max_line_bytes:
                self.rejected.append(RejectedLine(number, f"longer than {self._max_line_bytes:,} bytes"))
            else:
                self._read_line(number, line)

    def _read_line(self, number: int, line: bytes) -> None:
        try:
            found = rows(number, decode(line)) if self._mapped is None else [self._mapped.row(number, line)]
            for value in found:
                if isinstance(value, Row):
                    self.rows.append(value)
                else:
                    self.rejected.append(value)
        except Malformed as error:
            self.rejected.append(RejectedLine(number, str(error)))


def _decode_all(lines: list[bytes]) -> list[Record] | None:
    """The records of a group in which every line is one, and none a page."""
    joined = b"\n".join(lines)
    try:
        joined.decode()
        records = decoder.decode_lines(joined)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError):
        return None
    # Blank lines are skipped, and a value may go on over several lines.
    if len(records) != len(lines) or any(record.is_page for record in records):
        return None
    return records
